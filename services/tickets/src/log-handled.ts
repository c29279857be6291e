import type { Message } from '@onsale/contracts/message';
import type { Logger } from '@onsale/runtime';

/** One line a batch, with the ids by which a click is followed to its ticket. */
export function logHandled(log: Logger, messages: readonly Message[], counts: object): void {
  const traces = messages.flatMap(({ traceparent }) => traceparent?.split('-')[1] ?? []);
  log.info(
    { ...counts, messages: messages.map((message) => message.id), traces: [...new Set(traces)] },
    'messages handled',
  );
}
