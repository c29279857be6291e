import type { ProblemCode, ProblemDetails } from '@onsale/contracts/problem';

/** The title of each status in problem details. */
export const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Not possible now',
  413: 'Too large',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Busy',
};

type FieldError = ProblemDetails['errors'][number];

interface ProblemFacts {
  /** The fields that are wrong; by default only `detail`. */
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** With `changed_meanwhile`: the present state of the thing. */
  readonly current?: unknown;
  /** The account that it concerns, for the security log; callers do not receive it. */
  readonly accountId?: string | undefined;
}

/** A refusal that the caller receives as problem details (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly current: unknown;
  readonly accountId: string | undefined;

  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    /** What happened and what to do about it, for a person. */
    readonly detail: string,
    facts: ProblemFacts = {},
  ) {
    // The stack of a refusal is useless, and costs more than the refusal.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${status} ${code}: ${detail}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.errors = facts.errors ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.current = facts.current;
    this.accountId = facts.accountId;
  }

  toDetails(requestId?: string): ProblemDetails {
    return {
      type: 'about:blank',
      title: titles[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.detail,
      errors: this.errors.length > 0 ? [...this.errors] : [{ message: this.detail }],
      ...(this.current === undefined ? {} : { current: this.current }),
      ...(requestId === undefined ? {} : { requestId }),
    };
  }
}

/** 400, with the fields that are wrong. */
export const invalid = (...errors: FieldError[]) =>
  new Problem(400, 'invalid_request', errors.map((e) => e.message).join(' '), { errors });

/** 401 */
export const notSignedIn = () => new Problem(401, 'not_signed_in', 'Sign in first.');

/** 403: signed in, and not allowed. */
export const forbidden = (detail: string) => new Problem(403, 'forbidden', detail);

/** 404, also for things whose existence the caller must not learn. */
export const notFound = (what: string) =>
  new Problem(404, 'not_found', `There is no such ${what}, or it is not yours to see.`);

/** 409: the state forbids it. `code` says which. */
export const conflict = (code: ProblemCode, detail: string) => new Problem(409, code, detail);

/**
 * 409: someone else has changed these fields since the version that the caller saw.
 * @param current the present state of the thing
 */
export const changedMeanwhile = (fields: readonly string[], current: unknown) =>
  new Problem(
    409,
    'changed_meanwhile',
    'Someone else has changed the same thing meanwhile, so nothing was saved. Look at its current state, decide, and send your change with its version.',
    {
      errors: fields.map((field) => ({ field, message: `${field} was changed meanwhile.` })),
      current,
    },
  );

/** A duration in words, rounded up: `45 seconds`, `2 minutes`, `an hour`. */
export function inWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 55) return `${minutes} minutes`;
  const hours = Math.ceil(minutes / 60);
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

/** 429 */
export const tooManyRequests = (retryAfterSeconds: number) =>
  new Problem(
    429,
    'too_many_requests',
    `Too many attempts. Try again in ${inWords(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );

/** 503: a queue is full. Nothing was done. */
export const overloaded = (retryAfterSeconds = 1) =>
  new Problem(503, 'overloaded', 'Too busy right now. Nothing was done; try again.', {
    retryAfterSeconds,
  });

/** 503: a later release wrote the state to change; only its instances can change it. */
export const fromLaterVersion = () =>
  new Problem(503, 'unavailable', 'This is being updated. Nothing was done; try again.', {
    retryAfterSeconds: 1,
  });

/**
 * 503: the database or another part is away. The request may or may not have taken effect, so the
 * caller must retry: with the same idempotency key it gets the outcome.
 */
export class Unavailable extends Problem {
  constructor(what: string, options?: { cause: unknown }) {
    super(503, 'unavailable', `${what} cannot be reached right now. Try again.`, {
      retryAfterSeconds: 1,
    });
    if (options) this.cause = options.cause;
  }
}
