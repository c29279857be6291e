import { expiryDue } from '@onsale/contracts/expiration/messages';
import { assertWritten, newMessage, type ServiceContext, type Timer } from '@onsale/runtime';

export const expiryQueue = 'order-expiry';

/** What a timer carries. */
export interface HoldTimer {
  readonly orderId: string;
  readonly expiresAt: string;
  readonly traceparent?: string;
}

const publishedAtOnce = 1_000;

/**
 * Says that holds are due. Straight to the bus, without the outbox: there is no state of this
 * service to commit with it, and a timer whose publishing failed comes again.
 */
export const announceDue =
  ({ bus, clock }: Pick<ServiceContext, 'bus' | 'clock'>) =>
  async (due: readonly Timer[]): Promise<void> => {
    const time = clock.now();
    const messages = due.map((timer) => {
      const { orderId, expiresAt, traceparent } = timer.data as HoldTimer;
      // An order expires once: there is no second state to number.
      const data = { orderId, version: 1, expiresAt };
      return newMessage(expiryDue, { subject: orderId, time, data, traceparent });
    });
    for (const message of messages) assertWritten(message);
    for (let at = 0; at < messages.length; at += publishedAtOnce) {
      await bus.publish(messages.slice(at, at + publishedAtOnce));
    }
  };
