import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Availability, Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Answer } from '../answer.js';
import { TransportError } from '../transport-error.js';
import { type Browser, type Call, openBrowser, PageFailed } from './browser.js';
import { type OrderNews, type OrderPage, type Read, showOrder } from './order-page.js';
import type { Asked, Site } from './site.js';
import { type Stock, watchStock } from './stock.js';

export interface Line {
  readonly ticketTypeId: string;
  readonly quantity: number;
}

/**
 * A person who buys tickets with a browser: each step makes the requests that the pages and their
 * scripts make then, in that order. A test compares them with those of a real Chromium.
 */
export interface Shopper {
  /**
   * Opens the page of an event, until it is usable; live stock with the account, and the scripts
   * of the pages that follow come afterwards.
   * @param dueMs `performance.now()` at which the person wanted it
   * @throws PageFailed
   */
  comeToEvent(eventId: string, dueMs?: number): Promise<void>;
  /** The stock as the page shows it now; undefined: it shows none. */
  seesStock(): Availability | undefined;
  /** The ticket types of the page. */
  readonly ticketTypes: readonly TicketType[];
  /** "Get tickets". @throws TransportError */
  hold(lines: readonly Line[], key: string, dueMs?: number): Promise<Answer>;
  /** The checkout of the held tickets, without a request for the page. */
  goToCheckout(order: Order): Promise<void>;
  /** "Pay". @throws TransportError */
  pay(orderId: string, card: object): Promise<Answer>;
  /** The page of the order, after paying. */
  goToOrder(order: Order): void;
  /**
   * How long the order's page pauses before its next look, ms: not at all after news and after a wait
   * for them, else longer each time.
   */
  pauseBeforeLook(): number;
  /**
   * One look at the order whose page is shown, which waits for news. It loads the tickets
   * completely, so that their own pages need no request. @returns all that is known; undefined: no
   * answer
   */
  look(): Promise<OrderNews | undefined>;
  /** Resolves when no background request except the stream is in progress. */
  settled(): Promise<void>;
  /** Closes the browser. */
  leave(): Promise<void>;
}

export interface ShopperOptions {
  readonly site: Site;
  /** The cookie of the session, name and value; undefined: signed out. */
  readonly session: string | undefined;
  readonly random: () => number;
  readonly onStream?: (outcome: 'open' | 'refused' | 'lost') => void;
}

/** `apps/web/src/lib/pay.ts` */
const decisionSeconds = 2;
/** `apps/web/src/islands/site.tsx` */
const hearingMs = 2_000;

export function openShopper(options: ShopperOptions): Shopper {
  const { site, session, random, onStream = () => undefined } = options;
  const [name = ''] = session?.split('=') ?? [];
  const mark = `${name.replace('session', 'signed_in')}=1`; // beside it, for the scripts
  const cookie = session === undefined ? '' : `${session}; ${mark}`;
  const browser: Browser = openBrowser(site, cookie);
  const background = new Set<Promise<void>>();
  let shownEventId = '';
  /** Events for which this browser has requested tickets. */
  const picks = new Set<string>();
  let ticketTypes: readonly TicketType[] = [];
  let shown: Availability | undefined;
  let stock: Stock | undefined;
  let hearing: NodeJS.Timeout | undefined;
  let ahead: Promise<void> = Promise.resolve();
  let payment: Payment | undefined;
  let orderPage: OrderPage | undefined;

  /** Requests that a page can do without: `Site` records whether they succeeded. */
  function besides(work: Promise<unknown>): Promise<void> {
    const done: Promise<void> = work
      .then(
        () => undefined,
        (error: unknown) => {
          if (!(error instanceof TransportError || error instanceof PageFailed)) throw error;
        },
      )
      .finally(() => background.delete(done));
    background.add(done);
    return done;
  }

  const get = (asked: Asked, path: string) => browser.call(asked, { method: 'GET', path });
  const getEvent = (eventId: string) => besides(get('event', `/api/events/${eventId}`));

  /** The stream says who is signed in; a page asks where none comes. */
  function hearAccount(outcome?: 'open' | 'refused' | 'lost'): void {
    const isHearing = hearing !== undefined;
    clearTimeout(hearing);
    hearing = undefined;
    if (session === undefined || outcome === 'open') return;
    const ask = () => hearAccount('refused');
    if (outcome === undefined) hearing = setTimeout(ask, hearingMs);
    else if (isHearing) void besides(get('account', '/api/users/currentuser'));
  }

  function show(path: string): void {
    stock?.leave();
    stock = undefined;
    browser.goOn(path);
  }

  const read: Read = async <T>(asked: Asked, path: string, headers = {}) => {
    const answer = await browser.call(asked, { method: 'GET', path, headers });
    return answer.status === 200 ? (JSON.parse(answer.body) as T) : undefined;
  };

  return {
    async comeToEvent(eventId, dueMs) {
      stock?.leave();
      const page = await browser.open(`/events/${eventId}`, dueMs);
      const picker = page.islands.get('picker') as
        | { ticketTypes: TicketType[]; availability: Availability | null }
        | undefined;
      if (!picker) throw new PageFailed('the page of the event offers no tickets', 200);
      shownEventId = eventId;
      ticketTypes = picker.ticketTypes;
      shown = picker.availability ?? undefined;
      if (session !== undefined && picks.has(eventId)) {
        void besides(get('own', `/api/events/${eventId}/own-tickets`));
      }
      hearAccount();
      stock = watchStock(browser, eventId, random, (outcome) => {
        hearAccount(outcome);
        onStream(outcome);
      });
      ahead = session === undefined ? Promise.resolve() : besides(browser.loadLater(page));
    },
    seesStock: () => stock?.heard() ?? shown,
    get ticketTypes() {
      return ticketTypes;
    },
    async hold(lines, key, dueMs) {
      const priced = lines.map(({ ticketTypeId, quantity }) => {
        const unitPrice = ticketTypes.find(({ id }) => id === ticketTypeId)?.price;
        return { ticketTypeId, quantity, ...(unitPrice ? { unitPrice } : {}) };
      });
      const eventId = shownEventId;
      picks.add(eventId);
      const call: Call = {
        method: 'POST',
        path: '/api/orders',
        headers: { 'idempotency-key': key },
        body: JSON.stringify({ eventId, lines: priced }),
        ...(dueMs === undefined ? {} : { dueMs }),
      };
      const answer = await browser.call('hold', call);
      // The page is out of date, so it reads the event again.
      if (answer.status === 409) void getEvent(eventId);
      return answer;
    },
    async goToCheckout(order) {
      await ahead;
      show(`/checkout/${order.id}`);
    },
    async pay(orderId, card) {
      const answer = await browser.call('pay', {
        method: 'POST',
        path: '/api/payments',
        headers: { prefer: `wait=${decisionSeconds}` },
        body: JSON.stringify({ orderId, card }),
      });
      if (answer.status === 202) payment = JSON.parse(answer.body) as Payment;
      return answer;
    },
    goToOrder(order) {
      show(`/orders/${order.id}`);
      // While the outcome of the payment is unknown, the page asks.
      const isKnown = payment?.orderId === order.id;
      const known = payment && isKnown ? { order, payments: [payment], tickets: [] } : undefined;
      orderPage = showOrder({ orderId: order.id, known, read, random });
    },
    pauseBeforeLook: () => orderPage?.pauseBeforeLook() ?? 0,
    look: async () => orderPage?.look(),
    async settled() {
      while (background.size > 0) await Promise.all(background);
    },
    async leave() {
      clearTimeout(hearing);
      stock?.leave();
      await browser.close();
    },
  };
}
