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

/** One HTTP route as its callers see it. Servers, documents and clients are all derived from it. */
export interface RouteContract {
  /** Unique name of the use case, e.g. `placeOrder`. */
  readonly id: string;
  readonly service: 'auth' | 'catalog' | 'orders' | 'payments' | 'tickets';
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With parameters as Fastify writes them: `/api/orders/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** The permission that the caller needs at the event of the request. */
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
   * Problem codes that do not follow from the other fields, by status: a 404 for something that the
   * body or query names, a 429 for a reason of its own.
   */
  readonly refuses?: Readonly<Partial<Record<401 | 403 | 404 | 429, readonly ProblemCode[]>>>;
  /** Problem codes of the 409 answers of this route. */
  readonly conflicts?: readonly ProblemCode[];
  /** Schema of `current` in a 409 `changed_meanwhile`: the present state of the thing. */
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

/** The present state in a 409 `changed_meanwhile` of a route. */
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
