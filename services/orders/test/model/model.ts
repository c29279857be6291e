/**
 * The correct behaviour of the service, written as plainly as possible: it adds up the held and
 * sold tickets from the orders each time. It shares no code with the service.
 */
export class Model {
  readonly events = new Map<string, ModelEvent>();
  readonly types = new Map<string, ModelType>();
  readonly orders: ModelOrder[] = [];

  constructor(
    readonly holdMs: number,
    readonly limits: { unpaidOrders: number; abandonedOrders: number },
  ) {}

  /** The stock of the pool with this id, for every ticket type that sells its places. */
  stockOf(poolId: string) {
    const { wanted } = this.typeOf(poolId);
    const { held, sold, revenue } = this.#soldAs((typeId) => this.typeOf(typeId).poolId === poolId);
    const capacity = Math.max(wanted, held + sold);
    return { capacity, available: capacity - held - sold, held, sold, revenue };
  }

  /** Whether all of these can be sold. */
  hasPlacesFor(lines: readonly { typeId: string; quantity: number }[]): boolean {
    const inPool = new Map<string, number>();
    return lines.every(({ typeId, quantity }) => {
      const { poolId, most } = this.typeOf(typeId);
      const { held, sold } = this.#soldAs((id) => id === typeId);
      inPool.set(poolId, (inPool.get(poolId) ?? 0) + quantity);
      return (
        (inPool.get(poolId) ?? 0) <= this.stockOf(poolId).available &&
        (most === null || held + sold + quantity <= most)
      );
    });
  }

  #soldAs(isMeant: (typeId: string) => boolean) {
    let held = 0;
    let sold = 0;
    let revenue = 0;
    for (const order of this.orders) {
      for (const line of order.lines.filter((one) => isMeant(one.typeId))) {
        if (order.status === 'pending') held += line.quantity;
        if (order.status === 'paid') sold += line.quantity;
        if (order.status === 'paid') revenue += line.quantity * line.price;
      }
    }
    return { held, sold, revenue };
  }

  typeOf(typeId: string): ModelType {
    const type = this.types.get(typeId);
    if (!type) throw new Error(`the model knows no ticket type ${typeId}`);
    return type;
  }

  findByKey = (buyer: number, key: string) =>
    this.orders.find((order) => order.buyer === buyer && order.key === key);

  /**
   * Every reason to refuse this hold, of which the service may give any. None: it must give the
   * hold.
   */
  refusalsOf(ask: Ask, now: number): string[] {
    const refusals = new Set<string>(this.#accountRefusals(ask, now));
    if (this.events.get(ask.eventId)?.cancelled) refusals.add('event_cancelled');
    if (this.isTooMuch(ask)) refusals.add('over_limit');
    for (const { typeId, quantity, seenPrice } of ask.lines) {
      const type = this.typeOf(typeId);
      if (type.eventId !== ask.eventId) refusals.add('invalid_request');
      if (seenPrice !== undefined && seenPrice !== type.price) refusals.add('price_changed');
      if (quantity < type.needs) refusals.add('under_minimum');
    }
    if (!this.hasPlacesFor(ask.lines)) refusals.add('sold_out');
    return [...refusals];
  }

  /** Whether the buyer would then have more tickets than one person may. */
  isTooMuch({ buyer, eventId, lines }: Pick<Ask, 'buyer' | 'eventId' | 'lines'>): boolean {
    const had = this.orders
      .filter((order) => order.buyer === buyer && order.eventId === eventId)
      .filter(({ status }) => status === 'pending' || status === 'paid')
      .flatMap((order) => order.lines);
    const sum = (all: readonly { quantity: number }[]) => all.reduce((n, l) => n + l.quantity, 0);
    const ofType = (typeId: string) => [...had, ...lines].filter((line) => line.typeId === typeId);
    return (
      sum([...had, ...lines]) > (this.events.get(eventId)?.limit ?? Number.POSITIVE_INFINITY) ||
      lines.some(({ typeId }) => sum(ofType(typeId)) > this.typeOf(typeId).limit)
    );
  }

  #accountRefusals({ buyer, lines }: Ask, now: number): string[] {
    // Orders of free tickets are never unpaid or abandoned.
    if (lines.every(({ typeId }) => this.typeOf(typeId).price === 0)) return [];
    const own = this.orders.filter((order) => order.buyer === buyer);
    const unpaid = own.filter(({ status }) => status === 'pending');
    const abandoned = own
      .filter(({ status }) => status === 'expired' || status === 'cancelled')
      .filter(({ expiresAt }) => expiresAt - this.holdMs > now - fourHoursMs);
    return [
      ...(unpaid.length >= this.limits.unpaidOrders ? ['too_many_unpaid_orders'] : []),
      ...(abandoned.length >= this.limits.abandonedOrders ? ['too_many_abandoned_orders'] : []),
    ];
  }

  place(ask: Ask, id: string, now: number): void {
    const lines = ask.lines.map(({ typeId, quantity }) => {
      return { typeId, quantity, price: this.typeOf(typeId).price };
    });
    const total = lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
    this.orders.push({
      ...ask,
      id,
      lines,
      total,
      expiresAt: now + this.holdMs,
      status: total === 0 ? 'paid' : 'pending',
      paymentId: null,
      refunds: new Map(),
    });
  }

  cancel(order: ModelOrder): boolean {
    if (order.status === 'pending') order.status = 'cancelled';
    return order.status === 'cancelled';
  }

  expire(order: ModelOrder, now: number): void {
    if (order.status === 'pending' && order.expiresAt <= now) order.status = 'expired';
  }

  /** @returns every reason to refund the payment; none: it buys the tickets */
  capture(order: ModelOrder, paymentId: string, amount: number, currency: string): void {
    if (order.paymentId === paymentId || order.refunds.has(paymentId)) return;
    const reasons: string[] = [];
    if (order.status === 'paid' || order.status === 'refunded') reasons.push('paid_twice');
    if (order.status === 'cancelled') reasons.push('order_cancelled');
    if (this.events.get(order.eventId)?.cancelled) reasons.push('event_cancelled');
    if (amount !== order.total || currency !== 'EUR') reasons.push('wrong_amount');
    const isGone = !this.hasPlacesFor(order.lines);
    if (order.status === 'expired' && isGone) reasons.push('sold_out');
    if (order.status === 'expired' && this.isTooMuch(order)) reasons.push('over_limit');
    if (reasons.length > 0) {
      order.refunds.set(paymentId, { amount, reasons, confirmed: false });
    } else {
      order.status = 'paid';
      order.paymentId = paymentId;
    }
  }

  confirmRefund(order: ModelOrder, paymentId: string): void {
    const refund = order.refunds.get(paymentId);
    if (refund) refund.confirmed = true;
  }

  cancelEvent(eventId: string): void {
    (this.events.get(eventId) as ModelEvent).cancelled = true;
    for (const order of this.orders.filter((one) => one.eventId === eventId)) {
      if (order.status === 'pending') order.status = 'cancelled';
      if (order.status !== 'paid') continue;
      order.status = 'refunded';
      if (order.paymentId === null) continue; // it was free
      const reasons = ['event_cancelled'];
      order.refunds.set(order.paymentId, { amount: order.total, reasons, confirmed: false });
    }
  }
}

const fourHoursMs = 4 * 60 * 60 * 1000;

interface ModelEvent {
  cancelled: boolean;
  /** How many tickets one person may have, of all types together; null: no limit. */
  readonly limit: number | null;
}

export interface ModelType {
  readonly eventId: string;
  readonly limit: number;
  /** The minimum in an order that contains this type. */
  readonly needs: number;
  price: number;
  wanted: number;
  /** The pool whose places it sells, and how many of them it may sell at most. */
  poolId: string;
  most: number | null;
}

/** A hold as a buyer asks for it. */
export interface Ask {
  readonly buyer: number;
  readonly key: string;
  readonly eventId: string;
  readonly lines: readonly {
    readonly typeId: string;
    readonly quantity: number;
    readonly seenPrice?: number | undefined;
  }[];
}

export interface ModelOrder {
  readonly id: string;
  readonly buyer: number;
  readonly key: string;
  readonly eventId: string;
  readonly lines: readonly { typeId: string; quantity: number; price: number }[];
  readonly total: number;
  readonly expiresAt: number;
  status: 'pending' | 'paid' | 'expired' | 'cancelled' | 'refunded';
  paymentId: string | null;
  readonly refunds: Map<string, { amount: number; reasons: string[]; confirmed: boolean }>;
}
