import type { Static, TSchema } from 'typebox';
import type { Permission } from './permissions.js';
import type { ProblemCode } from './problem.js';

/**
 * Who may call: anyone, any signed-in account, a payment provider with its signature, or the operator
 * with the install's token: `Authorization: Bearer …`.
 */
export type Access = 'public' | 'account' | 'provider' | 'operator';

/** A body that is not JSON, named by its media type. */
export interface Binary {
  readonly mediaType: string;
  readonly description: string;
}

/** One HTTP route as its callers see it: typed once, served, documented and called from this. */
export interface RouteContract {
  /** Unique name of the use case, e.g. `placeOrder`. */
  readonly id: string;
  readonly service: 'auth' | 'catalog' | 'orders' | 'payments' | 'tickets';
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With Fastify's parameters: `/api/orders/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** What the caller must be allowed to do at the event that the address leads to. */
  readonly permission?: Permission;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  readonly body?: TSchema;
  /** For a request body that is not JSON: what is accepted and how large it may be. */
  readonly rawBody?: { readonly mediaTypes: readonly string[]; readonly maxBytes: number };
  /** Success answers by status. `null`: no body. */
  readonly responses: Readonly<Record<number, TSchema | Binary | null>>;
  /**
   * Codes of refusals that do not follow from the rest, by status: a 404 of what the body or the
   * query names, a 429 for a reason of its own.
   */
  readonly refuses?: Readonly<Partial<Record<401 | 403 | 404 | 429, readonly ProblemCode[]>>>;
  /** Codes of the 409 answers this route can give. */
  readonly conflicts?: readonly ProblemCode[];
  /** What a 409 `changed_meanwhile` brings along as `current`: the thing as it is now. */
  readonly current?: TSchema;
}

/** Declares a route; the identity function that keeps the literal types. */
export const defineRoute = <const C extends RouteContract>(contract: C): C => contract;

type Schema<T> = T extends TSchema ? Static<T> : undefined;

export type ParamsOf<C extends RouteContract> = Schema<C['params']>;
export type QueryOf<C extends RouteContract> = Schema<C['query']>;
export type HeadersOf<C extends RouteContract> = Schema<C['headers']>;
export type BodyOf<C extends RouteContract> = C extends { rawBody: object }
  ? Uint8Array
  : Schema<C['body']>;

/** What a 409 `changed_meanwhile` of a route says that the thing is now. */
export type CurrentOf<C extends RouteContract> = Schema<C['current']>;

/** The success answers a route may give, as a union over its statuses. */
export type ReplyOf<C extends RouteContract> = {
  [S in keyof C['responses']]: C['responses'][S] extends TSchema
    ? { status: S; body: Static<C['responses'][S]> }
    : C['responses'][S] extends null
      ? { status: S }
      : { status: S; body: Uint8Array | string };
}[keyof C['responses']];

export const isBinary = (response: TSchema | Binary | null): response is Binary =>
  response !== null && 'mediaType' in response && 'description' in response;
