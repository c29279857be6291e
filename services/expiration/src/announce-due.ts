import { holdsDue } from '@onsale/contracts/expiration/messages';
import { assertWritten, newId, newMessage, type ServiceContext, type Timer } from '@onsale/runtime';

/**
 * Publishes that holds end now: one message for all timers that are due together, since `orders`
 * looks for every overdue hold. It bypasses the outbox because there is no state to commit with it,
 * and a timer fires again if publishing fails.
 */
export const announceDue =
  ({ bus, clock }: Pick<ServiceContext, 'bus' | 'clock'>) =>
  async (due: readonly Timer[]): Promise<void> => {
    const at = new Date(Math.max(...due.map((timer) => timer.at.getTime()))).toISOString();
    const data = { version: 1, at };
    const message = newMessage(holdsDue, { subject: newId(), time: clock.now(), data });
    assertWritten(message);
    await bus.publish([message]);
  };
