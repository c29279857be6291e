import type { Message } from '@onsale/contracts/message';
import { ROOT_CONTEXT, type SpanContext, SpanKind, type Tracer } from '@opentelemetry/api';
import { endSpan, recordedTrace, startBelow, writeTraceparent } from './tracing.js';

/** A message whose trace is recorded, and the span that published it. */
interface Recorded {
  readonly message: Message;
  readonly parent: SpanContext;
}

function recordedOf(messages: readonly Message[]): Recorded[] {
  return messages.flatMap((message) => {
    const parent = recordedTrace(message.traceparent);
    return parent ? [{ message, parent }] : [];
  });
}

const attributesOf = ({ id, type, subject }: Message) => ({
  'messaging.destination.name': type,
  'messaging.message.id': id,
  'onsale.subject': subject,
});

/**
 * Publishes messages to the bus, with a span for each recorded one; the gap before it is the time
 * in the outbox.
 */
export async function publishTraced(
  tracer: Tracer | undefined,
  messages: readonly Message[],
  publish: (messages: readonly Message[]) => Promise<void>,
): Promise<void> {
  if (!tracer) return publish(messages);
  const startTime = Date.now();
  await publish(messages);
  for (const { message, parent } of recordedOf(messages)) {
    startBelow(tracer, parent, `publish ${message.type}`, {
      kind: SpanKind.PRODUCER,
      startTime,
      attributes: attributesOf(message),
    }).end();
  }
}

/**
 * Passes a batch to a subscription. The batch has a span, linked to all of its messages. Each
 * message also has a span in the trace of its purchase, as the parent of everything that follows:
 * the handler gets it as the `traceparent` of the message.
 */
export async function handleTraced(
  tracer: Tracer | undefined,
  subscription: string,
  messages: readonly Message[],
  handle: (messages: readonly Message[]) => Promise<void>,
): Promise<void> {
  const recorded = tracer ? recordedOf(messages) : [];
  if (!tracer || recorded.length === 0) return handle(messages);
  const consumer = { 'messaging.consumer.group.name': subscription };
  const batch = tracer.startSpan(
    `process ${subscription}`,
    {
      kind: SpanKind.CONSUMER,
      root: true,
      links: recorded.map(({ parent }) => ({ context: parent })),
      attributes: { ...consumer, 'messaging.batch.message_count': messages.length },
    },
    ROOT_CONTEXT,
  );
  const links = [{ context: batch.spanContext() }];
  const spans = recorded.map(({ message, parent }) =>
    startBelow(tracer, parent, `process ${message.type}`, {
      kind: SpanKind.CONSUMER,
      links,
      attributes: { ...consumer, ...attributesOf(message) },
    }),
  );
  const followed = new Map(
    recorded.map(({ message }, index) => [message, spans[index]?.spanContext()]),
  );
  const end = (error?: unknown) => {
    for (const span of [...spans, batch]) endSpan(span, error);
  };
  try {
    await handle(
      messages.map((message) => {
        const context = followed.get(message);
        return context ? { ...message, traceparent: writeTraceparent(context) } : message;
      }),
    );
    end();
  } catch (error) {
    end(error);
    throw error;
  }
}
