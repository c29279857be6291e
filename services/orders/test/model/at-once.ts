import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '@onsale/contracts/message';
import { newId } from '@onsale/runtime';
import { eventually, type TestInfra } from '@onsale/testing';
import { expect } from 'vitest';
import { assertBooks, hasPlacesFor, type OrderRow } from './books.js';
import { accountLimits, type Instance, startInstance } from './instance.js';
import { Ledger } from './ledger.js';
import { assertLimits } from './limits.js';
import { type HoldBody, openShop, type Shop } from './shop.js';
import type { Step } from './steps.js';

export interface Batch {
  readonly together: readonly Step[];
  readonly thenWaitSeconds: number;
}

const staleRefusalMs = 10_000;
/** Steps that give no ticket back: any ticket left afterwards was there all the time. */
const takersOnly = new Set<Step['do']>([
  'hold',
  'one key for two',
  'pay',
  'pay again',
  'confirm refund',
  'tell event again',
  'crash',
]);

/**
 * Runs batches on several instances at once. A 503 is retried, as buyers and the bus do. After each
 * batch the tables must explain every answer.
 * @param instances those that crash are replaced
 */
export async function runAtOnce(
  infra: TestInfra,
  instances: Instance[],
  batches: readonly Batch[],
): Promise<void> {
  const shop = await openShop(infra, instances[0] as Instance);
  const rush = new AtOnce(infra, instances, shop);
  for (const batch of batches) {
    await rush.run(batch.together);
    infra.clock.advance(batch.thenWaitSeconds * 1000);
    await Promise.all(instances.map((instance) => instance.runTasks()));
  }
  await rush.end();
}

class AtOnce {
  readonly #ledger: Ledger;
  /** The orders as last read from the tables. */
  #orders: readonly OrderRow[] = [];
  #again: (() => Promise<void>)[] = [];
  #soldOut: HoldBody[] = [];

  constructor(
    readonly infra: TestInfra,
    readonly instances: Instance[],
    readonly shop: Shop,
  ) {
    this.#ledger = new Ledger(shop);
  }

  async run(steps: readonly Step[]): Promise<void> {
    this.#soldOut = [];
    this.#ledger.nextBatch();
    const crashed = new Set<number>();
    await Promise.all(
      steps.map(async (step, index) => {
        const at = index % this.instances.length;
        await this.#start(step, this.instances[at] as Instance, () => crashed.add(at));
      }),
    );
    for (const at of crashed) {
      const fresh = await startInstance(this.infra);
      await this.instances[at]?.stop();
      this.instances[at] = fresh;
    }
    if (steps.every((step) => takersOnly.has(step.do))) await this.#assertSoldOut();
    await this.#askAgain();
    await this.#look();
  }

  async #askAgain(): Promise<void> {
    for (const again of this.#again.splice(0)) await again();
    expect(this.#again, 'everything is answered once nothing crashes').toEqual([]);
  }

  async #look(): Promise<void> {
    const books = await this.shop.books();
    assertBooks(books, this.shop.payments);
    assertLimits(books.orders, this.shop, accountLimits.unpaidOrders);
    this.#ledger.assertAnswers(books.orders);
    this.#orders = books.orders;
  }

  /** Lets time pass, so that open orders are paid or expire; then everyone asks once more. */
  async end(): Promise<void> {
    this.infra.clock.advance(120_000);
    await Promise.all(this.instances.map((instance) => instance.runTasks()));
    await this.#look();
    expect(this.#orders.filter((order) => order.status === 'pending')).toEqual([]);
    await Promise.all(
      this.#ledger.accepted().map(({ buyer, key, body, id }, index) => {
        const instance = this.instances[index % this.instances.length] as Instance;
        return this.#ask(instance, buyer, key, body, id);
      }),
    );
    await this.#askAgain();
    await this.#look();
  }

  async #start(step: Step, instance: Instance, crash: () => void): Promise<void> {
    const { shop } = this;
    switch (step.do) {
      case 'hold':
        return this.#ask(instance, step.buyer, `key-number-${step.key}`, shop.bodyOf(step.cart));
      case 'hold again': {
        const known = pick(this.#ledger.accepted(), step.order);
        if (!known) return;
        const lines = known.body.lines.map((line) => ({ ...line, quantity: line.quantity + 1 }));
        const body = step.sameBody ? known.body : { ...known.body, lines };
        return this.#ask(instance, known.buyer, known.key, body);
      }
      case 'cancel': {
        const known = pick(this.#ledger.accepted(), step.order);
        if (!known) return;
        return step.byStranger
          ? this.#cancelAsStranger(instance, known.id)
          : this.#cancel(instance, known.id, known.buyer);
      }
      case 'pay': {
        const order = pick(this.#orders, step.order);
        if (!order) return;
        const captured = shop.captured(shop.pay(order, step.sum));
        return this.#tell(
          instance,
          Array.from({ length: step.times }, () => captured),
        );
      }
      case 'pay again': {
        // Along with other payments, the newest first: late, repeated and out of order.
        const payments = shop.payments.slice(-3).reverse();
        return this.#tell(instance, payments.map(shop.captured));
      }
      case 'confirm refund': {
        const payment = pick(shop.payments, step.payment);
        return payment && this.#tell(instance, [shop.refunded(payment)]);
      }
      case 'timer': {
        const order = pick(this.#orders, step.order);
        if (!order) return;
        const expiresAt = order.expires_at.toISOString();
        return this.#tell(instance, [shop.due({ id: order.id, expiresAt })]);
      }
      case 'wait':
        return this.infra.clock.advance(step.seconds * 1000);
      case 'sweep':
        return this.#retried((by) => by.runTasks(), instance);
      case 'edit': {
        const { message, index } = shop.edit(step);
        this.#ledger.edited(shop.types[index] as Shop['types'][number]);
        return this.#tell(instance, [message]);
      }
      case 'cancel event': {
        const message = shop.cancelEvent(step.event);
        this.#ledger.cancelledEvent(message.subject);
        return this.#tell(instance, [message]);
      }
      case 'tell event again':
        return this.#tell(instance, [shop.oldNewsOf(step.event)]);
      case 'one key for two': {
        // For two events, so that only the key can make them conflict.
        const key = `shared-key-${step.key}`;
        const other = this.instances.find((one) => one !== instance) ?? instance;
        const askFor = (event: number, by: Instance) => {
          const lines = [{ type: 0, quantity: 1, price: 'unsaid' }] as const;
          return this.#ask(by, step.buyer, key, shop.bodyOf({ event, lines, stray: false }));
        };
        await Promise.all([askFor(0, instance), askFor(1, other)]);
        return;
      }
      case 'crash':
        crash();
        await pause(step.afterMs);
        return instance.loseConnections();
    }
  }

  async #ask(
    instance: Instance,
    buyer: number,
    key: string,
    body: HoldBody,
    expectedId?: string,
  ): Promise<void> {
    const cookie = this.shop.cookieOf(buyer);
    this.#ledger.asked(buyer, key, body);
    const answer = await instance.request('POST', '/api/orders', { cookie, key, body });
    if (answer.status === 503) {
      this.#again.push(() => this.#ask(this.#alive(), buyer, key, body));
      return;
    }
    this.#ledger.answered({ buyer, key, body, answer });
    if (answer.body.code === 'sold_out') this.#soldOut.push(body);
    if (expectedId !== undefined) expect(answer.body.id).toBe(expectedId);
  }

  async #cancel(instance: Instance, id: string, buyer: number): Promise<void> {
    const cookie = this.shop.cookieOf(buyer);
    const { status, body } = await instance.request('DELETE', `/api/orders/${id}`, { cookie });
    if (status === 503) this.#again.push(() => this.#cancel(this.#alive(), id, buyer));
    else if (status === 200) this.#ledger.cancelled(id);
    else expect(body.code).toBe('order_not_pending');
  }

  async #cancelAsStranger(instance: Instance, id: string): Promise<void> {
    const cookie = this.shop.strangersCookie;
    const { status } = await instance.request('DELETE', `/api/orders/${id}`, { cookie });
    expect([404, 503]).toContain(status);
  }

  #tell = (instance: Instance, messages: readonly Message[]): Promise<void> =>
    this.#retried((by) => by.deliver(messages), instance);

  /** Repeats the work on another instance when this one loses its connections meanwhile. */
  async #retried(
    work: (by: Instance) => Promise<void>,
    instance: Instance = this.#alive(),
  ): Promise<void> {
    try {
      await work(instance);
    } catch (error) {
      if ((error as { status?: number }).status !== 503) throw error;
      this.#again.push(() => this.#retried(work));
    }
  }

  #alive = (): Instance => this.instances[0] as Instance;

  /** Checks that nobody is refused available tickets, once every instance can know about them. */
  async #assertSoldOut(): Promise<void> {
    const books = await this.shop.books();
    const wrong = this.#soldOut.find((body) => hasPlacesFor(books, body.lines));
    if (!wrong) return;
    const body = wrong;
    // The refused buyer may have reached a limit since.
    const buyer = await this.shop.newBuyer();
    const lines = body.lines.map(({ ticketTypeId, quantity }) => ({ ticketTypeId, quantity }));
    const key = newId();
    await eventually(
      async () => {
        await this.#ask(this.#alive(), buyer, key, { ...body, lines });
        expect(this.#ledger.accepted().map((one) => one.key)).toContain(key);
      },
      { timeoutMs: staleRefusalMs },
    );
  }
}

const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % all.length];
