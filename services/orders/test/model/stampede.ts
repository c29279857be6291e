import { newId } from '@onsale/runtime';
import { expect } from 'vitest';
import type { HoldBody } from './shop.js';

const requestMs = 10_000;
const attempts = 40;

export interface Promised {
  readonly id: string;
  readonly key: string;
  readonly total: number;
  readonly body: HoldBody;
  cancelled: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: { id: string; code?: string; total: { amount: number } };
}

/** Buyers who ask one process after the other until one answers, as a load balancer would. */
export class Stampede {
  readonly promised = new Map<string, Promised>();
  /** How many requests were repeated because their outcome was unknown. */
  unsure = 0;
  refused = 0;

  constructor(readonly urls: readonly string[]) {}

  /** Asks for a hold; a double click asks two processes at the same time. */
  async hold(n: number, cookie: string, body: HoldBody, twice: boolean): Promise<void> {
    const key = newId();
    const ask = (first: number) => this.#ask(first, 'POST', '/api/orders', cookie, { key, body });
    const answers = await Promise.all(twice ? [ask(n), ask(n + 1)] : [ask(n)]);
    const accepted = answers.filter((answer) => answer.status === 201);
    expect(new Set(accepted.map((answer) => answer.body.id)).size).toBeLessThanOrEqual(1);
    for (const { status, body: said } of answers) {
      if (status === 201) {
        const { id, total } = said;
        this.promised.set(id, { id, key, body, total: total.amount, cancelled: false });
      } else {
        expect(said.code).toBe('sold_out');
        this.refused += 1;
      }
    }
    const [order] = accepted;
    if (order && n % 4 === 0) await this.#cancel(n, cookie, order.body.id);
  }

  async #cancel(n: number, cookie: string, id: string): Promise<void> {
    const { status } = await this.#ask(n, 'DELETE', `/api/orders/${id}`, cookie);
    expect(status).toBe(200);
    (this.promised.get(id) as Promised).cancelled = true;
  }

  async #ask(
    first: number,
    method: string,
    path: string,
    cookie: string,
    hold?: { key: string; body: HoldBody },
  ): Promise<Answer> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const url = this.urls[(first + attempt) % this.urls.length] as string;
      const answer = await this.#once(url + path, method, cookie, hold);
      if (answer && answer.status !== 503) return answer;
      this.unsure += 1;
    }
    throw new Error('nobody answers');
  }

  async #once(
    url: string,
    method: string,
    cookie: string,
    hold: { key: string; body: HoldBody } | undefined,
  ): Promise<Answer | undefined> {
    try {
      const response = await fetch(url, {
        method,
        headers: {
          cookie,
          ...(hold ? { 'idempotency-key': hold.key, 'content-type': 'application/json' } : {}),
        },
        ...(hold ? { body: JSON.stringify(hold.body) } : {}),
        signal: AbortSignal.timeout(requestMs),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch (error) {
      // The process died before it answered. Any other error is a mistake in this test.
      if (error instanceof TypeError && error.cause !== undefined) return undefined;
      throw error;
    }
  }
}
