import {
  type EventState,
  eventCancelled,
  type TicketTypeState,
  ticketTypePooled,
  ticketTypeUpdated,
} from '@onsale/contracts/catalog/messages';
import { expiryDue } from '@onsale/contracts/expiration/messages';
import type { Message } from '@onsale/contracts/message';
import { newId, newMessage } from '@onsale/runtime';
import {
  onSale,
  type TestInfra,
  testAccount,
  testCookie,
  testEvent,
  testTicketType,
} from '@onsale/testing';
import { type Books, type CapturedPayment, readBooks } from './books.js';
import type { Instance } from './instance.js';
import { captured, refunded } from './messages.js';
import { eventLimits, initialTypes, type Step } from './steps.js';

type Steps<Name extends Step['do']> = Extract<Step, { do: Name }>;

export interface HoldBody {
  readonly eventId: string;
  readonly lines: readonly {
    readonly ticketTypeId: string;
    readonly quantity: number;
    readonly unitPrice?: { readonly amount: number; readonly currency: string };
  }[];
}

/** The events, buyers and payments of one program, and the messages about them to the service. */
export interface Shop {
  readonly eventIds: readonly string[];
  /**
   * For each event, how many tickets one person may have; null: only the limits of its ticket
   * types.
   */
  readonly eventLimits: ReadonlyMap<string, number | null>;
  /** The ticket types as the organiser last changed them. */
  readonly types: TicketTypeState[];
  /** The payments that the service knows about. */
  readonly payments: CapturedPayment[];
  cookieOf(buyer: number): string;
  readonly strangersCookie: string;
  /** Adds a buyer who has ordered nothing yet. @returns the number for `cookieOf` */
  newBuyer(): Promise<number>;
  bodyOf(cart: Steps<'hold'>['cart']): HoldBody;
  edit(step: Steps<'edit'>): { index: number; message: Message };
  cancelEvent(eventIndex: number): Message;
  /** The message with which the event was put on sale, again. */
  oldNewsOf(eventIndex: number): Message;
  pay(order: { id: string; total: number }, sum: Steps<'pay'>['sum']): CapturedPayment;
  captured(payment: CapturedPayment): Message;
  refunded(payment: CapturedPayment): Message;
  due(order: { id: string; expiresAt: string }): Message;
  books(): Promise<Books>;
}

const buyers = 4;

/** Puts two new events on sale. */
export async function openShop(infra: TestInfra, instance: Instance): Promise<Shop> {
  const { clock, database } = infra;
  const [outbox] = await database.query<{ last: number }>(
    'select coalesce(max(id), 0) as last from outbox',
  );
  const events = eventLimits.map(
    (perPersonLimit): EventState => testEvent(clock.now(), { perPersonLimit }),
  );
  const eventOf = (index: number) => events[index % events.length] as EventState;
  const types: TicketTypeState[] = initialTypes.map(({ event, capacity, price, limit, ...type }) =>
    testTicketType(eventOf(event).eventId, {
      capacity,
      perOrderLimit: limit,
      ...('needs' in type ? { minPerOrder: type.needs } : {}),
      price: { amount: price, currency: 'EUR' },
    }),
  );
  const sharer = initialTypes.findIndex((type) => 'shares' in type);
  for (const type of initialTypes) {
    if (!('shares' in type)) continue;
    const poolId = types[type.shares]?.ticketTypeId as string;
    types[sharer] = { ...(types[sharer] as TicketTypeState), poolId, poolLimit: type.most };
  }
  const firstVersions = types.map(({ version }) => version);
  const payments: CapturedPayment[] = [];
  const newCookie = () => testCookie(testAccount(), clock.now());
  const cookies = await Promise.all(Array.from({ length: buyers }, newCookie));
  const strangersCookie = await newCookie();
  await instance.deliver(onSale(events, types, clock.now()));

  /** The places of the type that can share: its own, or those of one of two others. */
  function placesOf({ ticketTypeId }: TicketTypeState, capacity: number) {
    const pools = [types[3], types[4]].map((type) => type?.ticketTypeId as string);
    const poolId = [ticketTypeId, ...pools][capacity % 3] as string;
    return poolId === ticketTypeId
      ? { poolId, poolLimit: null, capacity }
      : { poolId, poolLimit: capacity < 5 ? capacity : null, capacity: 0 };
  }

  return {
    eventIds: events.map((event) => event.eventId),
    eventLimits: new Map(events.map((event) => [event.eventId, event.perPersonLimit ?? null])),
    types,
    payments,
    newBuyer: async () => cookies.push(await newCookie()) - 1,
    strangersCookie,
    cookieOf: (buyer) => cookies[buyer] as string,
    bodyOf({ event, lines, stray }) {
      const { eventId } = eventOf(event);
      const own = types.filter((type) => type.eventId === eventId);
      const asked = new Map(lines.map((line) => [own[line.type % own.length], line]));
      const body = [...asked].map(([type, { quantity, price }]) => {
        const { ticketTypeId, price: now } = type as TicketTypeState;
        const seen = price === 'wrong' ? { ...now, amount: now.amount + 1 } : now;
        return { ticketTypeId, quantity, ...(price === 'unsaid' ? {} : { unitPrice: seen }) };
      });
      const other = types.find((type) => type.eventId !== eventId);
      if (stray && other) body.push({ ticketTypeId: other.ticketTypeId, quantity: 1 });
      return { eventId, lines: body };
    },
    edit({ type, capacity, price, old }) {
      const index = type % types.length;
      const before = types[index] as TicketTypeState;
      const data: TicketTypeState = {
        ...before,
        // A later version could be in the same batch with different content, and either might come
        // first.
        version: old ? (firstVersions[index] as number) : before.version + 1,
        capacity,
        price: price === null ? before.price : { amount: price, currency: 'EUR' },
        ...(index === sharer ? placesOf(before, capacity) : {}),
      };
      if (!old) types[index] = data;
      const subject = data.ticketTypeId;
      return {
        index,
        message: newMessage(data.poolId ? ticketTypePooled : ticketTypeUpdated, {
          ...{ subject, time: clock.now(), data },
        }),
      };
    },
    cancelEvent(eventIndex) {
      const event = eventOf(eventIndex);
      const data = { ...event, version: 2, status: 'cancelled' as const };
      return newMessage(eventCancelled, { subject: event.eventId, time: clock.now(), data });
    },
    oldNewsOf: (eventIndex) => onSale([eventOf(eventIndex)], [], clock.now())[0] as Message,
    pay({ id, total }, sum) {
      const amount = sum === 'less' ? Math.max(total - 1, 0) : sum === 'more' ? total + 1 : total;
      const currency = sum === 'dollars' ? 'USD' : 'EUR';
      const paid = { paymentId: newId(), orderId: id, amount, currency };
      payments.push(paid);
      return paid;
    },
    captured: (paid) => captured(paid, clock.now()),
    refunded: (paid) => refunded(paid, clock.now()),
    due: ({ id, expiresAt }) =>
      newMessage(expiryDue, {
        subject: id,
        time: clock.now(),
        data: { orderId: id, version: 1, expiresAt },
      }),
    books: () =>
      readBooks(
        database,
        events.map((event) => event.eventId),
        outbox?.last ?? 0,
      ),
  };
}
