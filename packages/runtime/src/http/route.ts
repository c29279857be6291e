import type { Readable } from 'node:stream';
import type {
  BodyOf,
  HeadersOf,
  ParamsOf,
  QueryOf,
  ReplyOf,
  RouteContract,
} from '@onsale/contracts/route';
import type { Logger } from '../log.js';
import type { Session } from '../sessions.js';
import type { OpenBody } from './open-body.js';

/** A request that was checked against its contract. */
export interface RouteRequest<C extends RouteContract> {
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly headers: HeadersOf<C>;
  readonly body: BodyOf<C>;
  /** All headers as received, for signatures and media types. */
  readonly rawHeaders: Readonly<Record<string, string | string[] | undefined>>;
  /** The session of the caller; always defined on an `account` route. */
  readonly session: C['access'] extends 'account' ? Session : Session | undefined;
  /** The caller's address, through trusted proxies. */
  readonly address: string;
  /** The site's origin as the caller sees it: `https://tickets.example`. */
  readonly origin: string;
  /** W3C trace context; its trace id is in every log line and message that follows. */
  readonly traceparent: string;
  readonly log: Logger;
  /** Calls back once the caller has gone, or has the answer. */
  whenOver(call: () => void): void;
  /** Records time spent waiting for a change on request, which does not count as slowness. */
  waited(ms: number): void;
}

export interface ReplyExtras {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sets or clears the session cookie. */
  readonly session?: { readonly token: string; readonly expiresAt: Date } | 'clear';
  /** Called once, when the answer was sent or its reader is gone. */
  readonly sent?: () => void;
}

type Streamed<R> = R extends { body: Uint8Array | string }
  ? Omit<R, 'body'> & { body: Uint8Array | string | Readable | OpenBody }
  : R;

export type RouteReply<C extends RouteContract> = Streamed<ReplyOf<C>> & ReplyExtras;

/**
 * Admits a caller by the `Authorization` header, before anything else of the request is read.
 * @throws Problem to refuse the caller
 */
export type Admit = (caller: {
  readonly authorization: string | undefined;
  /** Through trusted proxies. */
  readonly address: string;
}) => Promise<void>;

/** A contract and the use case behind it. */
export interface Route<C extends RouteContract = RouteContract> {
  readonly contract: C;
  /** On `operator` routes only. */
  readonly admit?: Admit;
  handle(request: RouteRequest<C>): Promise<RouteReply<C>>;
}

/**
 * Binds a use case to a contract; an `operator` route also needs the function that admits callers.
 */
export function route<const C extends RouteContract, const R extends RouteReply<C>>(
  contract: C,
  handle: (request: RouteRequest<C>) => Promise<R>,
  ...[admit]: C['access'] extends 'operator' ? [admit: Admit] : []
): Route {
  // The server checks each request against this very contract before it calls the handler.
  return { contract, handle, ...(admit ? { admit } : {}) } as unknown as Route;
}
