import { holdsDue } from '@onsale/contracts/expiration/messages';
import { assertWritten, newId, newMessage, type ServiceContext, type Timer } from '@onsale/runtime';

/**
 * Says that a moment has come at which holds end: once for all timers that are due together, since
 * `orders` looks for every hold that is over. Straight to the bus, without the outbox: there is no
 * state of this service to commit with it, and a timer whose publishing failed comes again.
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
