import type { PaymentStatus } from '@onsale/contracts/payments/messages';

interface Begun {
  readonly askers: readonly string[];
  readonly atMs: number;
}

interface OfAsker {
  readonly ids: Set<string>;
  captured: number;
}

/** Longer than a charge can take. */
const keptMs = 60_000;
/** Captured payments give back this many times the limit, so places grow with those who succeed. */
const mostGrowth = 10;

/**
 * The payments that this process has begun and has not heard the end of, by account, card and
 * network. Each may still fail, so it takes a place in the limits on failures. What was captured
 * meanwhile gives places back, so that a campus behind one address can buy at once.
 */
export class UndecidedPayments {
  /** The oldest first. */
  readonly #begun = new Map<string, Begun>();
  readonly #ofAskers = new Map<string, OfAsker>();

  begin(paymentId: string, askers: readonly string[], nowMs: number): void {
    this.#begun.set(paymentId, { askers, atMs: nowMs });
    for (const asker of askers) {
      const own = this.#ofAskers.get(asker) ?? { ids: new Set(), captured: 0 };
      own.ids.add(paymentId);
      this.#ofAskers.set(asker, own);
    }
  }

  /** @param status undefined: it was not recorded, or its end is not known */
  end(paymentId: string, status?: PaymentStatus): void {
    for (const asker of this.#begun.get(paymentId)?.askers ?? []) {
      const own = this.#ofAskers.get(asker);
      if (!own) continue;
      own.ids.delete(paymentId);
      if (status === 'captured' || status === 'refunded') own.captured += 1;
      if (own.ids.size === 0) this.#ofAskers.delete(asker);
    }
    this.#begun.delete(paymentId);
  }

  /** Ends those that were begun long ago. */
  forget(nowMs: number): void {
    for (const [paymentId, { atMs }] of this.#begun) {
      if (atMs + keptMs > nowMs) return;
      this.end(paymentId);
    }
  }

  of(asker: string): Iterable<string> {
    return this.#ofAskers.get(asker)?.ids ?? [];
  }

  /** The places that are taken. @param most the limit */
  placesOf(asker: string, most: number): number {
    const own = this.#ofAskers.get(asker);
    return own ? own.ids.size - Math.min(own.captured, most * mostGrowth) : 0;
  }
}
