import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Message } from '@onsale/contracts/message';
import { isId } from '@onsale/contracts/values';
import { subjectOf } from './names.js';

/** A message that the server has delivered to this process only, for a limited time. */
export interface Delivery {
  /** Its position in the stream. */
  readonly sequence: number;
  /** How often it was delivered, this time included. */
  readonly deliveries: number;
  /** Undefined if it is not a message of Onsale. */
  readonly message: Message | undefined;
  /** Confirms that it was handled. */
  acknowledge(): void;
  /** Has it redelivered to any process after this time. */
  giveBack(afterMs?: number): void;
  /** Extends the time until redelivery. */
  keep(): void;
  /** Whether the connection is closed; the server will deliver it again. */
  readonly isLost: boolean;
}

const decoder = new TextDecoder();

/** Answers go over the connection that delivered the message, or nowhere. */
export function toDelivery(connection: NatsConnection, delivered: Msg): Delivery {
  const { reply = '' } = delivered;
  const answer = (text: string) => {
    if (!connection.isClosed()) connection.publish(reply, text);
  };
  return {
    ...readReply(reply),
    message: read(delivered),
    acknowledge: () => answer('+ACK'),
    giveBack: (afterMs) =>
      answer(afterMs ? `-NAK ${JSON.stringify({ delay: afterMs * 1_000_000 })}` : '-NAK'),
    keep: () => answer('+WPI'),
    get isLost() {
      return connection.isClosed();
    },
  };
}

/**
 * `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer
 * sequence>.<time>.<pending>`; newer servers put a domain and an account before the stream.
 */
function readReply(reply: string): { sequence: number; deliveries: number } {
  const tokens = reply.split('.');
  const at = tokens.length > 9 ? 6 : 4;
  return { deliveries: Number(tokens[at]), sequence: Number(tokens[at + 1]) };
}

function read({ data, subject }: Msg): Message | undefined {
  try {
    const message = JSON.parse(decoder.decode(data)) as Message;
    // Permission to publish depends on the subject, so the type in the message must match it.
    const isOurs = isId(message.id) && subject === subjectOf(message.type);
    return isOurs ? message : undefined;
  } catch {
    return undefined;
  }
}
