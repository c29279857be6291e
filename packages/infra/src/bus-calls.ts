import type { Message } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import { isId } from '@onsale/contracts/values';
import type { Subscription } from '@onsale/runtime';

/** The most dead letters that one call of any bus returns. */
export const deadLetterLimit = 1_000;
const publishLimit = 1_000;
const typeForm = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/**
 * Rejects data that is not a message. It accepts unknown types, because a relay may be older than
 * rows of the outbox and must not stop at them.
 * @throws Error
 */
export function assertPublishable(messages: readonly Message[]): void {
  if (messages.length > publishLimit) {
    throw new Error(`${messages.length} messages in one call; at most ${publishLimit}.`);
  }
  for (const { id, type } of messages) {
    if (!(isId(id) && typeForm.test(type))) {
      throw new Error(`Not a message: its id is ${id} and its type ${type}.`);
    }
  }
}

/**
 * Rejects a subscription to unknown types or to none.
 * @throws Error
 */
export function assertSubscription({ name, types }: Subscription): void {
  if (types.length === 0) throw new Error(`The subscription ${name} names no type of message.`);
  const unknown = types.find((type) => !messageContracts.has(type));
  if (unknown !== undefined) throw new Error(`${name}: there is no message of type ${unknown}.`);
}
