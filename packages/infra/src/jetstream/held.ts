import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Message } from '@onsale/contracts/message';
import { subjectOf } from './names.js';

/** A message that the server has given to this process, and not to another, for a while. */
export interface Held {
  /** Its place in the stream. */
  readonly sequence: number;
  /** How often it was given to a process, this time included. */
  readonly deliveries: number;
  /** undefined when it is not an Onsale message, and so unusable. */
  readonly message: Message | undefined;
  /** It is taken. */
  acknowledge(): void;
  /** Give it to someone, after this time. */
  giveBack(afterMs?: number): void;
  /** Extends the time until redelivery. */
  keep(): void;
  /** The connection is gone: it will be given to someone again. */
  readonly isLost: boolean;
}

const decoder = new TextDecoder();
const uuid = /^[0-9a-f-]{36}$/i;

/** Answers go over the connection by which the message came, or nowhere. */
export function hold(connection: NatsConnection, delivered: Msg): Held {
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
 * `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<time>.<pending>`;
 * newer servers put a domain and an account before the stream.
 */
function readReply(reply: string): { sequence: number; deliveries: number } {
  const tokens = reply.split('.');
  const at = tokens.length > 9 ? 6 : 4;
  return { deliveries: Number(tokens[at]), sequence: Number(tokens[at + 1]) };
}

function read({ data, subject }: Msg): Message | undefined {
  try {
    const message = JSON.parse(decoder.decode(data)) as Message;
    // Who may publish is decided by the subject: it must be what the message says that it is.
    const isOurs = uuid.test(message.id) && subject === subjectOf(message.type);
    return isOurs ? message : undefined;
  } catch {
    return undefined;
  }
}
