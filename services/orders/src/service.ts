import { longestHoldSeconds } from '@onsale/contracts/orders/messages';
import { defineService, integer, limitSearches, Pause } from '@onsale/runtime';
import { availabilityReader } from './availability.js';
import { cancelOrder } from './cancel-order.js';
import { changeOrders } from './change-orders.js';
import { createEventNews } from './event-news.js';
import { onExpiryDue, onHoldsDue, sweepExpired } from './expire-orders.js';
import { getAvailability } from './get-availability.js';
import { getEventOrder } from './get-event-order.js';
import { getOwnTickets } from './get-own-tickets.js';
import { getSales } from './get-sales.js';
import { knownSales } from './known-sales.js';
import { listEventOrders } from './list-event-orders.js';
import { onEvent } from './on-event.js';
import { onPaymentCaptured, onPaymentRefunded } from './on-payment.js';
import { onTicketType } from './on-ticket-type.js';
import { pageChanges } from './page-changes.js';
import { placeOrder } from './place-order.js';
import { getOrder, listOrders } from './read-orders.js';
import { createStockNews } from './stock-news.js';
import { streamAvailability } from './stream-availability.js';

/** Stock and orders. Only this service decides who gets a ticket. */
export const orders = defineService({
  name: 'orders',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {
    holdSeconds: integer('ONSALE_HOLD_SECONDS', {
      doc: 'How long an unpaid order holds its tickets, in seconds',
      default: 15 * 60,
      min: 2,
      max: longestHoldSeconds,
    }),
    maxWaiting: integer('ONSALE_MAX_WAITING_HOLDS', {
      doc: 'The most holds that wait for the database; more are answered 503 immediately',
      default: 5_000,
      min: 1,
      max: 1_000_000,
    }),
    unpaidOrders: integer('ONSALE_UNPAID_ORDERS_PER_ACCOUNT', {
      doc: 'Unpaid orders that one account may have, for all events together',
      default: 3,
      min: 1,
      max: 1_000,
    }),
    abandonedOrders: integer('ONSALE_ABANDONED_ORDERS_PER_ACCOUNT', {
      doc: 'Orders that one account may cancel or let expire unpaid in four hours, before it must wait to order again',
      default: 6,
      min: 1,
      max: 1_000,
    }),
    maxStreams: integer('ONSALE_MAX_STREAMS', {
      doc: 'The most pages that watch live stock in each process; more poll instead',
      default: 20_000,
      min: 0,
      max: 1_000_000,
    }),
    streamsPerAddress: integer('ONSALE_STREAMS_PER_ADDRESS', {
      doc: 'The same from one network address; a campus behind one address may have thousands of people',
      default: 500,
      min: 0,
      max: 1_000_000,
    }),
  },
  setup(context) {
    const { database, clock, broadcast } = context;
    const news = createStockNews(broadcast);
    const eventNews = createEventNews(broadcast);
    const known = knownSales(clock, news);
    const changes = changeOrders({ ...context, news });
    const sweepPause = new Pause();
    const availability = availabilityReader(database, clock);
    const stream = streamAvailability({ ...context, availability, stockNews: news, eventNews });
    return {
      routes: [
        placeOrder({ ...context, news, known }),
        listOrders(database),
        getOrder(context),
        cancelOrder(database, changes),
        getAvailability(availability),
        getOwnTickets(database, clock),
        stream.route,
        getSales(database),
        listEventOrders(database, limitSearches()),
        getEventOrder(database),
      ],
      subscriptions: [
        onEvent(context, changes, eventNews),
        onTicketType(context, news, eventNews),
        onPaymentCaptured(changes),
        onPaymentRefunded(changes),
        onHoldsDue(sweepPause),
        onExpiryDue(changes),
      ],
      tasks: [sweepExpired(context, changes, sweepPause)],
      pageChanges: pageChanges(news, eventNews),
      stop: async () => {
        await known.stop();
        await stream.stop();
      },
    };
  },
});
