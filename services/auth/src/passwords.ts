import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { atMost } from '@onsale/runtime';

/** The minimum of OWASP for argon2id: 19 MiB, two passes, one lane. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Half of Node's four pool threads; files and signatures need the others. */
const maxAtOnce = 2;
/** About two seconds of work on two cores; beyond that, refusing is better than waiting. */
const maxWaiting = 100;

export interface Passwords {
  /** @returns a PHC string. @throws Problem 503 when too many wait */
  hash(password: string): Promise<string>;
  /**
   * Takes the same time whether or not the account exists.
   * @param stored the PHC string; undefined when there is no account: then the answer is false
   * @throws Problem 503 when too many wait
   */
  verify(stored: string | undefined, password: string): Promise<boolean>;
}

/** Hashes a bounded number of passwords at once on the thread pool, off the event loop. */
export async function createPasswords(): Promise<Passwords> {
  const bounded = atMost({ running: maxAtOnce, waiting: maxWaiting });
  const nobodys = await hash(randomBytes(32).toString('hex'), cost);
  return {
    hash: (password) => bounded(() => hash(typed(password), cost)),
    async verify(stored, password) {
      const matches = await bounded(() => verify(stored ?? nobodys, typed(password)));
      return matches && stored !== undefined;
    },
  };
}

/** Keyboards encode the same letter in two ways: as ü, or as u with a combining mark. */
const typed = (password: string) => password.normalize('NFC');
