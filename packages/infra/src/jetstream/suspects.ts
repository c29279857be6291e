import type { Message } from '@onsale/contracts/message';
import { addDeadLetterOnce, removeDeadLetterOf } from '../dead-letters.js';
import { describe } from '../delivery/deliver-apart.js';
import { type DeadLetterTarget, giveUp } from '../delivery/delivery.js';
import { isTemporary } from '../delivery/temporary.js';

/** What is to be done with a batch. */
export interface Task {
  /** Resolves when all was taken or given up. Rejects to be called again, after a pause. */
  deliver(): Promise<void>;
  /** It is given back to the server, undone. */
  release(): Promise<void>;
}

/**
 * A message that was delivered repeatedly without an acknowledgement: it may crash every process that
 * handles it. Its dead letter is written before the message is tried alone, so that it exists when the try
 * crashes this process too, and is removed when the message was handled. Messages that were only in
 * the same batch are handled here without a dead letter.
 */
export function suspectTask(message: Message, deliveries: number, target: DeadLetterTarget): Task {
  const { subscription, database, log } = target;
  const { name } = subscription;
  let isWritten = false;

  return {
    async deliver() {
      if (!isWritten) {
        const error = `Given out ${deliveries} times, and no process answered: it may end them.`;
        isWritten = await addDeadLetterOnce(database, name, {
          message,
          error,
          attempts: deliveries,
        });
        if (!isWritten) {
          log.error({ messageId: message.id, deliveries }, 'not tried again: see its dead letter');
          return;
        }
      }
      try {
        await subscription.handle([message]);
      } catch (error) {
        if (isTemporary(error)) throw error;
        await giveUp(target, [{ message, error: describe(error), attempts: 1 }]);
        return;
      }
      await removeDeadLetterOf(database, name, message.id);
    },
    async release() {
      if (isWritten) await removeDeadLetterOf(database, name, message.id);
    },
  };
}
