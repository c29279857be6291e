import type { Message } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import { assertMessage, type Subscription } from '@onsale/runtime';

/** Dead letters a call of any bus gives at most. */
export const deadLetterLimit = 1_000;
const publishLimit = 1_000;

/** What every bus refuses to publish. @throws Error */
export function assertPublishable(messages: readonly Message[]): void {
  if (messages.length > publishLimit) {
    throw new Error(`${messages.length} messages in one call; at most ${publishLimit}.`);
  }
  for (const message of messages) assertMessage(message);
}

/** What every bus refuses to subscribe. @throws Error */
export function assertSubscription({ name, types }: Subscription): void {
  if (types.length === 0) throw new Error(`The subscription ${name} names no type of message.`);
  const unknown = types.find((type) => !messageContracts.has(type));
  if (unknown !== undefined) throw new Error(`${name}: there is no message of type ${unknown}.`);
}
