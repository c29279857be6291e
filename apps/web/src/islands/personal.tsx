import './public';
import { formatDate } from '../lib/dates';
import { siteLocale } from '../lib/site-locale';
import { AccountPage } from './account-page';
import { Checkout } from './checkout';
import { idOfPage } from './id-of-page';
import { fill } from './mount';
import { startOffline } from './offline';
import { OrderPage } from './order-page';
import { OrdersPage } from './orders-page';
import { TicketPage } from './ticket-page';
import { TicketsPage } from './tickets-page';

/**
 * The script of one person's pages, with the islands of each, on top of the one for everyone. The
 * page of an event preloads it for the pages that follow.
 */
export { Checkout, OrderPage };

startOffline();
fill('checkout', () => <Checkout id={idOfPage()} />);
fill('order', () => <OrderPage id={idOfPage()} />);
fill('orders', OrdersPage);
fill('ticket', TicketPage);
fill('tickets', TicketsPage);
fill('account-page', AccountPage);
// The first formatter takes tens of milliseconds of a phone: best while the API answers.
setTimeout(() => formatDate(new Date().toISOString(), 'UTC', siteLocale()));
