import type { Session } from './sessions.js';

/**
 * Sessions by their verified tokens. One token of each session: its holder can write others that
 * are as valid, since what the code of a service proves is not all of a token.
 */
export class VerifiedTokens {
  readonly #sessions = new Map<string, Session>();
  /** The token that is kept, by the id of its session; the oldest first. */
  readonly #tokens = new Map<string, string>();

  constructor(readonly most: number) {}

  get size(): number {
    return this.#sessions.size;
  }

  get(token: string): Session | undefined {
    return this.#sessions.get(token);
  }

  keep(token: string, session: Session): void {
    this.#forget(session.sessionId);
    const oldest = this.size < this.most ? undefined : this.#tokens.keys().next().value;
    if (oldest !== undefined) this.#forget(oldest);
    this.#sessions.set(token, session);
    this.#tokens.set(session.sessionId, token);
  }

  #forget(sessionId: string): void {
    const token = this.#tokens.get(sessionId);
    if (token === undefined) return;
    this.#tokens.delete(sessionId);
    this.#sessions.delete(token);
  }
}
