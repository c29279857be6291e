import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { Message } from '@onsale/contracts/message';
import { overloaded, textOf, Unavailable } from '@onsale/runtime';
import type { Link } from './link.js';
import { subjectOf } from './names.js';

interface Call {
  unanswered: number;
  end(error?: Error): void;
}

interface Desk {
  readonly connection: NatsConnection;
  readonly inbox: string;
  readonly calls: Map<string, Call>;
}

/**
 * How long a call waits for its acknowledgements, which are lost if the leader of the stream is.
 */
const answerTimeoutMs = 2_500;
/** The most calls in progress; beyond this they are refused. */
const maxCalls = 100;

/**
 * Publishes each message as one NATS message, and resolves when the stream has acknowledged all.
 *
 * One CloudEvent for each NATS message, because the server then recognises duplicates by id
 * (`Nats-Msg-Id`), delivers by type, counts waiting messages, and redelivers a single one. They are
 * sent without waiting in between, so a batch still costs one round trip.
 *
 * All replies to a call come to one subject and are counted, which saves a promise and a timer for
 * each message.
 */
export function createPublisher(link: Link): (messages: readonly Message[]) => Promise<void> {
  const encoder = new TextEncoder();
  let desk: Desk | undefined;
  let callNumber = 0;

  function openDesk(connection: NatsConnection): Desk {
    const opened: Desk = { connection, inbox: link.openInbox(), calls: new Map() };
    const idAt = opened.inbox.length + 1;
    connection.subscribe(`${opened.inbox}.*`, {
      callback(error, reply) {
        const call = opened.calls.get(reply?.subject?.slice(idAt) ?? '');
        const refused = error ?? refusal(reply);
        if (!refused) {
          if (call && --call.unanswered === 0) call.end();
          return;
        }
        if (reply?.headers?.code === 503) link.missing();
        call?.end(refused);
      },
    });
    void connection.closed().then(() => {
      for (const call of opened.calls.values()) call.end(new Error('connection lost'));
    });
    return opened;
  }

  return async (messages) => {
    const { connection } = link;
    if (!connection) throw new Unavailable('The bus');
    if (desk?.connection !== connection) desk = openDesk(connection);
    const { calls, inbox } = desk;
    if (calls.size >= maxCalls) throw overloaded();
    callNumber += 1;
    const id = callNumber.toString(36);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => call.end(new Error('no answer in time')), answerTimeoutMs);
      const call: Call = {
        unanswered: messages.length,
        end(error) {
          clearTimeout(timer);
          calls.delete(id);
          if (error) reject(new Unavailable('The bus', { cause: error }));
          else resolve();
        },
      };
      calls.set(id, call);
      const reply = `${inbox}.${id}`;
      try {
        for (const message of messages) {
          connection.publish(subjectOf(message.type), encoder.encode(textOf(message)), {
            headers: headersOf(message),
            reply,
          });
        }
      } catch (error) {
        call.end(error instanceof Error ? error : new Error(String(error)));
      }
    });
  };
}

function headersOf(message: Message) {
  const made = headers();
  made.set('Nats-Msg-Id', message.id);
  if (message.traceparent !== undefined) made.set('traceparent', message.traceparent);
  return made;
}

/** @returns undefined for an acknowledgement */
function refusal(reply: Msg): Error | undefined {
  if (reply.headers?.code === 503) return new Error('there is no stream');
  const { error } = reply.json<{ error?: { description?: string } }>();
  return error && new Error(error.description ?? 'refused');
}
