import { AccountPage } from './account-page';
import { Checkout } from './checkout';
import { idOfPage } from './id-of-page';
import { fill } from './mount';
import { startOffline } from './offline';
import { OrderPage } from './order-page';
import { OrdersPage } from './orders-page';
import { startSite } from './site';
import { TicketPage } from './ticket-page';
import { TicketsPage } from './tickets-page';

/**
 * The script of the pages of one person, each with the islands it has. The page of an event loads it
 * ahead, for the pages that it goes on to.
 */
export { Checkout, OrderPage };

startOffline();
fill('checkout', () => <Checkout id={idOfPage()} />);
fill('order', () => <OrderPage id={idOfPage()} />);
fill('orders', OrdersPage);
fill('ticket', TicketPage);
fill('tickets', TicketsPage);
fill('account-page', AccountPage);
startSite();
