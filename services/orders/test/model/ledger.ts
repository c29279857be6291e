import type { TicketTypeState } from '@onsale/contracts/catalog/messages';
import { expect } from 'vitest';
import type { OrderRow } from './books.js';
import { accountLimits } from './instance.js';
import type { HoldBody, Shop } from './shop.js';

interface Accepted {
  readonly buyer: number;
  readonly key: string;
  readonly body: HoldBody;
  readonly id: string;
}

/** The answers that buyers received, and the facts that could explain them. */
export class Ledger {
  readonly #accepted = new Map<string, Accepted>();
  readonly #bodies = new Map<string, Set<string>>();
  readonly #cancelled = new Set<string>();
  readonly #cancelledEvents = new Set<string>();
  /** The prices valid at some time during this batch. */
  #prices = new Map<string, Set<number>>();

  constructor(readonly shop: Shop) {
    this.nextBatch();
  }

  nextBatch(): void {
    this.#prices = new Map(
      this.shop.types.map((type) => [type.ticketTypeId, new Set([type.price.amount])]),
    );
  }

  accepted = (): Accepted[] => [...this.#accepted.values()];
  cancelled = (orderId: string) => void this.#cancelled.add(orderId);
  cancelledEvent = (eventId: string) => void this.#cancelledEvents.add(eventId);
  edited = (type: TicketTypeState) =>
    void this.#prices.get(type.ticketTypeId)?.add(type.price.amount);

  asked(buyer: number, key: string, body: HoldBody): void {
    const place = `${buyer} ${key}`;
    const bodies = this.#bodies.get(place) ?? new Set();
    this.#bodies.set(place, bodies.add(JSON.stringify(body)));
  }

  answered(told: {
    buyer: number;
    key: string;
    body: HoldBody;
    answer: { status: number; body: Record<string, unknown> };
  }): void {
    const { buyer, key, body, answer } = told;
    const place = `${buyer} ${key}`;
    const bodies = this.#bodies.get(place) ?? new Set();
    if (answer.status === 201)
      this.#accept(place, { buyer, key, body, id: String(answer.body.id) });
    else
      expect(this.#explanations(buyer, body, bodies), JSON.stringify(answer)).toContain(
        answer.body.code,
      );
  }

  /** Checks that each key leads to one order and one body. */
  #accept(place: string, accepted: Accepted): void {
    const known = this.#accepted.get(place);
    expect(known ?? accepted, `the order of ${place}`).toEqual(accepted);
    this.#accepted.set(place, accepted);
    expect(this.#isStray(accepted.body)).toBe(false);
    expect(accepted.body.lines.some(this.#isTooFew)).toBe(false);
  }

  #typeOf = (id: string) => this.shop.types.find((type) => type.ticketTypeId === id);

  /**
   * Whether everything this buyer ever asked for at the event would be within its limits. Nobody
   * knows how much of it they had at that very instant; the tables show that nobody has too much.
   */
  #limitsKept(buyer: number, { eventId }: HoldBody): boolean {
    const lines = this.#askedBy(buyer)
      .filter((body) => body.eventId === eventId)
      .flatMap((body) => body.lines);
    const sums = new Map<string, number>();
    for (const { ticketTypeId, quantity } of lines) {
      sums.set(ticketTypeId, (sums.get(ticketTypeId) ?? 0) + quantity);
    }
    const inAll = [...sums.values()].reduce((a, b) => a + b, 0);
    return (
      inAll <= (this.shop.eventLimits.get(eventId) ?? Number.POSITIVE_INFINITY) &&
      [...sums].every(([id, sum]) => sum <= (this.#typeOf(id)?.perOrderLimit ?? 0))
    );
  }

  #askedBy = (buyer: number): HoldBody[] =>
    [...this.#bodies]
      .filter(([place]) => place.startsWith(`${buyer} `))
      .flatMap(([, bodies]) => [...bodies].map((body) => JSON.parse(body) as HoldBody));

  #isTooFew = ({ ticketTypeId, quantity }: HoldBody['lines'][number]) =>
    quantity < (this.#typeOf(ticketTypeId)?.minPerOrder ?? 1);

  #isStray = (body: HoldBody) =>
    body.lines.some((line) => this.#typeOf(line.ticketTypeId)?.eventId !== body.eventId);

  #explanations(buyer: number, body: HoldBody, bodies: ReadonlySet<string>): string[] {
    const mayDiffer = ({ ticketTypeId, unitPrice }: HoldBody['lines'][number]) =>
      unitPrice !== undefined &&
      [...(this.#prices.get(ticketTypeId) ?? [])].some((price) => price !== unitPrice.amount);
    return [
      'sold_out', // checked after the batch
      ...(bodies.size > 1 ? ['idempotency_key_reused'] : []),
      ...(this.#cancelledEvents.has(body.eventId) ? ['event_cancelled'] : []),
      ...(this.#isStray(body) ? ['invalid_request'] : []),
      ...(this.#limitsKept(buyer, body) ? [] : ['over_limit']),
      ...(this.#askedBy(buyer).length > accountLimits.unpaidOrders
        ? ['too_many_unpaid_orders']
        : []),
      ...(this.#askedBy(buyer).length > accountLimits.abandonedOrders
        ? ['too_many_abandoned_orders']
        : []),
      ...(body.lines.some(mayDiffer) ? ['price_changed'] : []),
      ...(body.lines.some(this.#isTooFew) ? ['under_minimum'] : []),
    ];
  }

  /** Checks that the answers to buyers agree with the tables. */
  assertAnswers(orders: readonly OrderRow[]): void {
    const byId = new Map(orders.map((order) => [order.id, order]));
    for (const { id, body, key } of this.#accepted.values()) {
      const row = byId.get(id);
      expect(row, `order ${id}, which its buyer was promised`).toMatchObject({
        idempotency_key: key,
        event_id: body.eventId,
      });
      expect(row?.lines).toMatchObject(
        body.lines.map(({ unitPrice, ...line }) => ({ ...line, ...(unitPrice && { unitPrice }) })),
      );
    }
    for (const id of this.#cancelled) {
      expect(byId.get(id)?.status, `order ${id}, cancelled by its buyer`).toBe('cancelled');
    }
    for (const order of orders) {
      if (this.#cancelledEvents.has(order.event_id)) {
        expect(['pending', 'paid'], `order ${order.id} of an event called off`).not.toContain(
          order.status,
        );
      }
      for (const { reason, paymentId, amount } of order.refunds) {
        const reasons = this.#refundReasons(order, paymentId, amount.amount, amount.currency);
        expect(reasons, `why ${paymentId} is given back`).toContain(reason);
      }
    }
  }

  #refundReasons(order: OrderRow, paymentId: string, amount: number, currency: string): string[] {
    const isOtherPaid = order.total === 0 || (order.payment_id ?? paymentId) !== paymentId;
    return [
      ...(isOtherPaid ? ['paid_twice'] : []),
      ...(amount !== order.total || currency !== order.currency ? ['wrong_amount'] : []),
      ...(order.status === 'cancelled' ? ['order_cancelled'] : []),
      ...(this.#cancelledEvents.has(order.event_id) ? ['event_cancelled'] : []),
      ...(order.status === 'expired' || isOtherPaid ? ['sold_out', 'over_limit'] : []),
    ];
  }
}
