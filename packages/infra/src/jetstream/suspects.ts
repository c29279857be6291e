import type { Message } from '@onsale/contracts/message';
import { addDeadLetterOnce, removeDeadLetterOf } from '../dead-letters.js';
import { describe } from '../delivery/deliver-apart.js';
import { type DeadLetterTarget, giveUp } from '../delivery/delivery.js';
import { isTemporary } from '../delivery/temporary.js';

/** The work on a batch. */
export interface Task {
  /**
   * Resolves when every message was handled or given up. Rejects if it should be called again after
   * a pause.
   */
  deliver(): Promise<void>;
  /** Called when the batch goes back to the server instead. */
  release(): Promise<void>;
}

/**
 * The work on a message that was delivered repeatedly without an acknowledgement, because it may
 * crash every process that handles it. Its dead letter is written before the message is tried
 * alone, so that the letter exists if this process crashes too, and is removed if the message is
 * handled. That also clears messages that merely were in the same batch.
 */
export function suspectTask(message: Message, deliveries: number, target: DeadLetterTarget): Task {
  const { subscription, database, log } = target;
  const { name } = subscription;
  let isWritten = false;

  return {
    async deliver() {
      if (!isWritten) {
        const error = `Delivered ${deliveries} times without an answer: it may crash the process that handles it.`;
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
