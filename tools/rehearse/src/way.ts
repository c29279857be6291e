import type { Order } from '@onsale/contracts/orders/http';
import type { Answer } from '@onsale/load';
import type { Line, OrderNews } from '@onsale/load/browser';

/** How one buyer reaches the install: with a browser, or with a program that calls its API. */
export interface Way {
  /**
   * Comes, and is there when tickets can be asked for.
   * @param dueMs `performance.now()` at which they wanted to come
   * @returns false: they left before, because nothing came
   */
  arrive(dueMs: number): Promise<boolean>;
  /** Whether they can see that there is nothing left for them, so that they do not ask. */
  seesNothingLeft(ticketTypeIds: readonly string[]): boolean;
  /**
   * Asks for tickets, once.
   * @param dueMs `performance.now()` at which it was meant to be sent
   */
  hold(lines: readonly Line[], key: string, dueMs?: number): Promise<Answer>;
  /** Has tickets held. */
  goToCheckout(order: Order): Promise<void>;
  /** Pays, once. */
  pay(orderId: string, card: object): Promise<Answer>;
  /** Has paid. */
  goToOrder(order: Order): void;
  /** Between looks at the order; before the first, `looks` is 0. In ms. */
  pauseBeforeLook(looks: number): number;
  /**
   * @returns the known state of the order, only in part when the tickets are there; undefined: no
   * answer
   */
  look(order: Order): Promise<Partial<OrderNews> | undefined>;
  /** Did not pay in time, and goes back to the event. @returns as `arrive` */
  comeBack(): Promise<boolean>;
  leave(): Promise<void>;
}
