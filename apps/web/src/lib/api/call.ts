import type {
  BodyOf,
  HeadersOf,
  ParamsOf,
  QueryOf,
  ReplyOf,
  RouteContract,
} from '@onsale/contracts/route';
import { toApiError, unreachable } from './problem';

type Part<Name extends string, T> = [T] extends [undefined]
  ? { readonly [K in Name]?: undefined }
  : object extends T
    ? { readonly [K in Name]?: T }
    : { readonly [K in Name]: T };

/**
 * One call of the API. The compiler alone checks it against its contract, so that no schema reaches
 * the browser: `{ method: 'GET', path: '/api/orders/:id', params: { id } }`.
 */
export type CallOf<C extends RouteContract> = {
  readonly method: C['method'];
  readonly path: C['path'];
  readonly signal?: AbortSignal;
} & Part<'params', ParamsOf<C>> &
  Part<'query', QueryOf<C>> &
  Part<'headers', HeadersOf<C>> &
  Part<'body', C extends { rawBody: object } ? Blob : BodyOf<C>>;

/** A route's answer on success. */
export type AnswerOf<C extends RouteContract> =
  ReplyOf<C> extends infer R ? (R extends { body: infer B } ? B : undefined) : never;

/** Calls the API: in the browser `browserApi`, for a page made for one visitor `pageApi`. */
export type Caller = <C extends RouteContract>(call: CallOf<C>) => Promise<AnswerOf<C>>;

/** Longer than the API needs in a rush, shorter than a person's patience. */
const timeoutMs = 10_000;

export interface LooseCall {
  readonly method: string;
  readonly path: string;
  readonly params?: object | undefined;
  readonly query?: object | undefined;
  readonly headers?: object | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The request; names of headers are in lower case. */
export interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly body?: string | Blob;
}

/** The part of `fetch`'s answer that we read. */
export interface Reply {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null; getSetCookie(): string[] };
  json(): Promise<unknown>;
  text(): Promise<string>;
}

const browserRequest = (url: string, sent: Sent): Promise<Reply> =>
  fetch(url, { ...sent, cache: 'no-store' });

/**
 * Sends one call.
 * @param base origin of the API, empty in the browser
 * @param extra headers, with names in lower case
 * @param patience aborts when nobody waits for the answer any more
 * @throws ApiError for every answer that is not a success, and when none comes
 */
export async function send(
  base: string,
  call: LooseCall,
  extra: Readonly<Record<string, string>> = {},
  request: (url: string, sent: Sent) => Promise<Reply> = browserRequest,
  patience: AbortSignal = AbortSignal.timeout(timeoutMs),
): Promise<Reply> {
  const headers = { ...extra };
  for (const [name, value] of Object.entries(call.headers ?? {})) headers[name] = String(value);
  let body: string | Blob | undefined;
  if (call.body instanceof Blob) {
    body = call.body;
    // `fetch` sets it.
    if (body.type !== '') headers['content-type'] ??= body.type;
  } else if (call.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(call.body);
  }
  let response: Reply;
  try {
    response = await request(base + urlOf(call), {
      method: call.method,
      headers,
      signal: call.signal ? AbortSignal.any([call.signal, patience]) : patience,
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw unreachable(error);
  }
  if (response.ok) return response;
  throw await toApiError(response);
}

/** The JSON of a success; undefined when it is empty. @throws ApiError when it is cut off */
export async function readAnswer(response: Reply): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch (error) {
    throw unreachable(error);
  }
}

function urlOf({ path, params, query }: LooseCall): string {
  const given = { ...params } as Record<string, unknown>;
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(given[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}
