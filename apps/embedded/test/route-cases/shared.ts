import { randomUUID } from 'node:crypto';
import type { Caller, Scene } from '../callers.js';
import type { Request } from '../install.js';

/** The answers to each kind of caller. Each gets a request of its own, which may change things. */
export interface RouteCase {
  readonly what: string;
  readonly request: (scene: Scene, caller: Caller) => RequestParts | Promise<RequestParts>;
  readonly answers: Readonly<Record<Caller, number>>;
  /** The person who sends the request, when it is not simply the caller. */
  readonly as?: (scene: Scene, caller: Caller) => Promise<Scene['people'][Caller]>;
}

export type RequestParts = Omit<Request, 'method'>;

/** Input that is refused for every caller; `by` might otherwise succeed. */
export interface BadInput {
  readonly what: string;
  readonly by: Caller;
  readonly request: (scene: Scene) => RequestParts | Promise<RequestParts>;
  readonly status: number;
}

export interface RouteAnswers {
  readonly cases: readonly RouteCase[];
  readonly bad: readonly BadInput[];
}

export const nobodysId = '01900000-0000-7000-8000-000000000000';

export const everyone = (status: number) => ({
  anonymous: status,
  buyer: status,
  otherBuyer: status,
  organiser: status,
  otherOrganiser: status,
  staff: status,
  operator: status,
});
/** The operator's token opens the operator's routes, and is no session anywhere else. */
export const signedIn = (status: number) => ({
  ...everyone(status),
  anonymous: 401,
  operator: 401,
});
export const only = (allowed: Partial<Record<Caller, number>>, others: number) => ({
  ...signedIn(others),
  ...allowed,
});
/** Whether someone has an account. */
export const isKnown = (caller: Caller) => caller !== 'anonymous' && caller !== 'operator';

export const key = () => ({ 'idempotency-key': randomUUID() });

export const badId = (path: (id: string) => string, by: Caller, body?: object): BadInput => ({
  what: 'a malformed id',
  by,
  request: () => ({ path: path('42'), body }),
  status: 400,
});
export const missing = (path: (id: string) => string, by: Caller, body?: object): BadInput => ({
  what: 'an unknown id',
  by,
  request: () => ({ path: path(nobodysId), body }),
  status: 404,
});
export const get = (
  path: (scene: Scene) => string,
  answers: Record<Caller, number>,
  what = 'asked',
): RouteCase => ({ what, request: (scene) => ({ path: path(scene) }), answers });

export const badPage = (path: (scene: Scene) => string, by: Caller): BadInput[] => [
  {
    what: 'a page of zero items',
    by,
    request: (s) => ({ path: `${path(s)}?limit=0` }),
    status: 400,
  },
  { what: 'an invalid cursor', by, request: (s) => ({ path: `${path(s)}?cursor=x` }), status: 400 },
  {
    what: 'an unknown filter',
    by,
    request: (s) => ({ path: `${path(s)}?colour=red` }),
    status: 400,
  },
];
