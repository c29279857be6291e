import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log.js';
import type { Session } from '../sessions.js';

interface Checked {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly session: Session | undefined;
  readonly traceparent: string;
  readonly log: Logger;
  readonly spent: TimeSpent;
}

/** The time that a request took. */
export interface TimeSpent {
  readonly startedMs: number;
  /** The part of it spent waiting for a change on request, which is not slowness. */
  waitedMs: number;
}

/**
 * The request as its handler gets it. A class, because getters in an object literal would give each
 * request its own hidden class, which slows down every access.
 */
export class CheckedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly session: Session | undefined;
  readonly traceparent: string;
  readonly log: Logger;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #spent: TimeSpent;

  constructor(request: FastifyRequest, reply: FastifyReply, checked: Checked) {
    this.params = checked.params;
    this.query = checked.query;
    this.headers = checked.headers;
    this.body = checked.body;
    this.session = checked.session;
    this.traceparent = checked.traceparent;
    this.log = checked.log;
    this.#request = request;
    this.#reply = reply;
    this.#spent = checked.spent;
  }

  get rawHeaders() {
    return this.#request.headers;
  }

  // Computed on demand, since few handlers need it.
  get address(): string {
    return this.#request.ip;
  }

  get origin(): string {
    return `${this.#request.protocol}://${this.#request.host}`;
  }

  whenOver(call: () => void): void {
    const { raw } = this.#reply;
    if (raw.destroyed) call();
    else raw.once('close', call);
  }

  waited(ms: number): void {
    this.#spent.waitedMs += ms;
  }
}
