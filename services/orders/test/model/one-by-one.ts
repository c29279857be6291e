import { eventually, type TestInfra } from '@onsale/testing';
import { expect } from 'vitest';
import { assertBooks } from './books.js';
import { accountLimits, holdSeconds, type Instance } from './instance.js';
import { assertLimits } from './limits.js';
import { type Ask, Model, type ModelOrder } from './model.js';
import { type HoldBody, openShop, type Shop } from './shop.js';
import type { Step } from './steps.js';

/** How long the service may go on refusing tickets that have come back on sale. */
const staleRefusalMs = 10_000;

/** Runs a program on both the service and the model, and compares them after every step. */
export async function runOneByOne(
  infra: TestInfra,
  instance: Instance,
  steps: readonly Step[],
): Promise<void> {
  const shop = await openShop(infra, instance);
  const model = new Model(holdSeconds * 1000, accountLimits);
  for (const [eventId, limit] of shop.eventLimits) {
    model.events.set(eventId, { cancelled: false, limit });
  }
  for (const type of shop.types) {
    const { eventId, perOrderLimit: limit, minPerOrder: needs = 1 } = type;
    model.types.set(type.ticketTypeId, { eventId, limit, needs, ...asWanted(type) });
  }
  const run = new OneByOne(infra, instance, shop, model);
  for (const step of steps) {
    await run.step(step);
    await run.compare();
  }
  await run.compareAnswers();
  const books = await shop.books();
  assertBooks(books, shop.payments);
  assertLimits(books.orders, shop, accountLimits.unpaidOrders);
}

class OneByOne {
  readonly #bodies = new Map<string, HoldBody>();

  constructor(
    readonly infra: TestInfra,
    readonly instance: Instance,
    readonly shop: Shop,
    readonly model: Model,
  ) {}

  async step(step: Step): Promise<void> {
    const { infra, instance, shop, model } = this;
    const now = infra.clock.now().getTime();
    switch (step.do) {
      case 'hold':
        return this.#hold(step.buyer, `key-number-${step.key}`, shop.bodyOf(step.cart));
      case 'hold again':
        return this.#holdAgain(step);
      case 'cancel':
        return this.#cancel(step);
      case 'pay': {
        const order = this.#order(step.order);
        if (!order) return;
        const payment = shop.pay(order, step.sum);
        await instance.deliver(Array.from({ length: step.times }, () => shop.captured(payment)));
        return model.capture(order, payment.paymentId, payment.amount, payment.currency);
      }
      case 'pay again': {
        const payment = pick(shop.payments, step.payment);
        if (payment) await instance.deliver([shop.captured(payment)]);
        return;
      }
      case 'confirm refund': {
        const payment = pick(shop.payments, step.payment);
        const order = model.orders.find((one) => one.id === payment?.orderId);
        if (!payment || !order) return;
        await instance.deliver([shop.refunded(payment)]);
        return model.confirmRefund(order, payment.paymentId);
      }
      case 'wait':
        return infra.clock.advance(step.seconds * 1000);
      case 'timer': {
        const order = this.#order(step.order);
        if (!order) return;
        const expiresAt = new Date(order.expiresAt).toISOString();
        await instance.deliver([shop.due({ id: order.id, expiresAt })]);
        return model.expire(order, now);
      }
      case 'sweep':
        await instance.runTasks();
        for (const order of model.orders) model.expire(order, now);
        return;
      case 'edit': {
        const { message, index } = shop.edit(step);
        await instance.deliver([message]);
        const type = pick(shop.types, index) as Shop['types'][number];
        Object.assign(model.typeOf(type.ticketTypeId), asWanted(type));
        return;
      }
      case 'cancel event': {
        const message = shop.cancelEvent(step.event);
        await instance.deliver([message]);
        return model.cancelEvent(message.subject);
      }
      case 'tell event again':
        return instance.deliver([shop.oldNewsOf(step.event)]);
      case 'one key for two':
      case 'crash':
        throw new Error(`'${step.do}' belongs into a rush`);
    }
  }

  #order = (index: number): ModelOrder | undefined => pick(this.model.orders, index);

  async #hold(buyer: number, key: string, body: HoldBody): Promise<void> {
    const { infra, model, instance, shop } = this;
    const ask: Ask = {
      buyer,
      key,
      eventId: body.eventId,
      lines: body.lines.map(({ ticketTypeId, quantity, unitPrice }) => {
        return { typeId: ticketTypeId, quantity, seenPrice: unitPrice?.amount };
      }),
    };
    const post = () =>
      instance.request('POST', '/api/orders', { cookie: shop.cookieOf(buyer), key, body });
    const earlier = model.findByKey(buyer, key);
    const refusals = model.refusalsOf(ask, infra.clock.now().getTime());
    const answer = await post();

    if (earlier && JSON.stringify(this.#bodies.get(earlier.id)) === JSON.stringify(body)) {
      const status = earlier.total === 0 ? 'paid' : 'pending';
      expect(answer).toMatchObject({ status: 201, body: { id: earlier.id, version: 1, status } });
    } else if (earlier || refusals.length > 0) {
      const possible = [...refusals, ...(earlier ? ['idempotency_key_reused'] : [])];
      expect(possible, JSON.stringify(answer.body)).toContain(answer.body.code);
    } else {
      const isStale = answer.body.code === 'sold_out';
      const placed = isStale ? await eventually(() => accepted(post), patience) : answer;
      expect(placed.status, JSON.stringify(placed.body)).toBe(201);
      const id = String(placed.body.id);
      model.place(ask, id, infra.clock.now().getTime());
      this.#bodies.set(id, body);
    }
  }

  async #holdAgain(step: Extract<Step, { do: 'hold again' }>): Promise<void> {
    const order = this.#order(step.order);
    const body = order && this.#bodies.get(order.id);
    if (!order || !body) return;
    const lines = body.lines.map((line) => ({ ...line, quantity: (line.quantity % 4) + 1 }));
    await this.#hold(order.buyer, order.key, step.sameBody ? body : { ...body, lines });
  }

  async #cancel(step: Extract<Step, { do: 'cancel' }>): Promise<void> {
    const order = this.#order(step.order);
    if (!order) return;
    const cancelAs = (cookie: string) =>
      this.instance.request('DELETE', `/api/orders/${order.id}`, { cookie });
    if (step.byStranger) {
      expect(await cancelAs(this.shop.strangersCookie)).toMatchObject({ status: 404 });
      return;
    }
    const answer = await cancelAs(this.shop.cookieOf(order.buyer));
    expect(answer).toMatchObject(
      this.model.cancel(order)
        ? { status: 200, body: { status: 'cancelled' } }
        : { status: 409, body: { code: 'order_not_pending' } },
    );
  }

  /** Checks that every buyer is shown exactly their own orders in their current status. */
  async compareAnswers(): Promise<void> {
    const { model, shop, instance } = this;
    const shownTo = async (cookie: string) => {
      const { body } = await instance.request('GET', '/api/orders?limit=100', { cookie });
      return (body.items as { id: string; status: string }[])
        .map(({ id, status }) => `${id} ${status}`)
        .sort();
    };
    for (const buyer of new Set(model.orders.map((order) => order.buyer))) {
      const own = model.orders.filter((order) => order.buyer === buyer);
      expect(await shownTo(shop.cookieOf(buyer))).toEqual(
        own.map(({ id, status }) => `${id} ${status}`).sort(),
      );
    }
    expect(await shownTo(shop.strangersCookie)).toEqual([]);
  }

  /** Checks that all stock and orders equal those of the model. */
  async compare(): Promise<void> {
    const { model, shop } = this;
    const books = await shop.books();
    for (const typeId of model.types.keys()) {
      expect(books.stock.get(typeId)).toMatchObject(model.stockOf(typeId));
    }
    expect(books.orders).toHaveLength(model.orders.length);
    for (const row of books.orders) {
      const order = model.orders.find((one) => one.id === row.id) as ModelOrder;
      const { status, paymentId, total, refunds, expiresAt } = order;
      const times = { expires_at: new Date(expiresAt) };
      expect(row).toMatchObject({ status, total, payment_id: paymentId, ...times });
      expect(row.refunds).toHaveLength(refunds.size);
      for (const refund of row.refunds) {
        const expected = refunds.get(refund.paymentId);
        expect(expected?.reasons).toContain(refund.reason);
        expect(refund.amount.amount).toBe(expected?.amount);
        expect(refund.refundedAt !== null).toBe(expected?.confirmed);
      }
    }
  }
}

const asWanted = (type: Shop['types'][number]) => ({
  price: type.price.amount,
  wanted: type.capacity,
  poolId: type.poolId ?? type.ticketTypeId,
  most: type.poolLimit ?? null,
});

const patience = { timeoutMs: staleRefusalMs };

async function accepted<T extends { status: number; body: object }>(post: () => Promise<T>) {
  const answer = await post();
  if (answer.status !== 201) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
  return answer;
}

const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % all.length];
