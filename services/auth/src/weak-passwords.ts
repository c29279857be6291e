import { createThreads, moduleBeside } from '@onsale/runtime';

export interface TypedPassword {
  readonly password: string;
  /** Of the account. A password made of either is weak. */
  readonly email: string;
  readonly name: string;
}

/** Recognises passwords that are easy to guess, without a request to anyone. */
export interface WeakPasswords {
  /**
   * Whether a million guesses would find it: a common password, a row of keys, a date, the person's
   * own address or name, also with small changes.
   * @throws Problem 503 when too many wait
   */
  include(typed: TypedPassword): Promise<boolean>;
  stop(): Promise<void>;
}

/** Checks in a thread of its own, since a check takes up to 50 ms of one core. */
export function createWeakPasswords(): WeakPasswords {
  const threads = createThreads<TypedPassword, boolean>({
    entry: moduleBeside(import.meta.url, 'weigh-password'),
    name: 'The check of passwords',
    running: 1,
    waiting: 100,
    taskTimeoutMs: 10_000,
    heapMebibytes: 96,
  });
  return { include: threads.run, stop: threads.stop };
}
