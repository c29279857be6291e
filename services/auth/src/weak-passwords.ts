import { createThreads, moduleBeside } from '@onsale/runtime';

export interface TypedPassword {
  readonly password: string;
  /** Of the account: neither may be the password. */
  readonly email: string;
  readonly name: string;
}

/** Knows passwords that are guessed early, without asking anyone. */
export interface WeakPasswords {
  /**
   * Whether it would be found within a million guesses: a common one, a walk over the keyboard, a
   * date, the person's own address or name, however it is decorated.
   * @throws Problem 503 when too many wait
   */
  include(typed: TypedPassword): Promise<boolean>;
  stop(): Promise<void>;
}

/** Weighs them beside the event loop: it takes up to 50 ms of one processor. */
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
