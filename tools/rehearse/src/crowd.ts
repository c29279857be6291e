import type { Traits } from './plan.js';
import type { Way } from './way.js';

/** Everyone who comes, and what they share. */
export interface Crowd {
  /** How this buyer reaches the install; they have to leave in the end. */
  wayOf(index: number, traits: Traits): Way;
  cookie(index: number): string;
  /** Requests that wait for a connection. */
  waiting(): number;
  /** Buyers who arrive while this many are present have to wait. */
  readonly most: number;
  /** How long a buyer retries for an answer, with the same key. */
  readonly patienceMs: number;
  /** Sends everyone away. */
  close(): Promise<void>;
}

/** How long buyers retry, ms. */
export const askingMs = 90_000;
