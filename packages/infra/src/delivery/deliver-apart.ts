import type { Message } from '@onsale/contracts/message';
import { backoffMs } from '@onsale/runtime';
import type { FailedMessage } from '../dead-letters.js';
import { isTemporary } from './temporary.js';

export interface DeliverApart {
  readonly handle: (messages: readonly Message[]) => Promise<void>;
  /** How often each message was tried before, together with others. */
  readonly attempts: number;
  /** Attempts for a message on its own. */
  readonly loneAttempts: number;
  readonly firstBackoffMs: number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Delivers a batch that keeps failing in halves, recursively, until single messages fail: these are
 * given up, and all others are delivered.
 * @returns the messages that failed alone
 * @throws temporary errors: try the batch later
 */
export async function deliverApart(
  messages: readonly Message[],
  options: DeliverApart,
): Promise<FailedMessage[]> {
  const [first] = messages;
  if (first === undefined) return [];
  if (messages.length === 1) return deliverAlone(first, options);
  const middle = Math.ceil(messages.length / 2);
  const attempts = options.attempts + 1;
  const failed: FailedMessage[] = [];
  for (const half of [messages.slice(0, middle), messages.slice(middle)]) {
    if (await succeeds(() => options.handle(half))) continue;
    failed.push(...(await deliverApart(half, { ...options, attempts })));
  }
  return failed;
}

async function deliverAlone(message: Message, options: DeliverApart): Promise<FailedMessage[]> {
  let reason = '';
  for (let attempt = 1; attempt <= options.loneAttempts; attempt += 1) {
    if (attempt > 1) await options.wait(backoffMs(attempt - 1, options.firstBackoffMs, 5_000));
    if (
      await succeeds(
        () => options.handle([message]),
        (error) => (reason = describe(error)),
      )
    ) {
      return [];
    }
  }
  const attempts = options.attempts + options.loneAttempts;
  return [{ message, error: reason, attempts }];
}

async function succeeds(
  deliver: () => Promise<void>,
  onError: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  try {
    await deliver();
    return true;
  } catch (error) {
    if (isTemporary(error)) throw error;
    onError(error);
    return false;
  }
}

const maxErrorLength = 2_000;

/** For a person who looks at a dead letter. */
export const describe = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
    0,
    maxErrorLength,
  );
