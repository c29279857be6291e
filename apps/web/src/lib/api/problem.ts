import type { ProblemCode, ProblemDetails } from '@onsale/contracts/problem';
import type { Reply } from './call';

/** The API's refusal, or its silence. `detail` is for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: ProblemDetails['errors'] = [],
    readonly requestId?: string,
    readonly retryAfterSeconds?: number,
    /** With `changed_meanwhile`: the current state, as described in the route's contract. */
    readonly current?: unknown,
  ) {
    super(`${status} ${code}: ${detail}`);
    this.name = 'ApiError';
  }

  /** Whether the request may have been carried out although no answer came. */
  get outcomeUnknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** Reads `application/problem+json`; anything else becomes a general problem of that status. */
export async function toApiError(response: Reply): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  const problem = parse(text);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(
    response.status,
    problem?.code ?? (response.status === 404 ? 'not_found' : 'unavailable'),
    problem?.detail ?? 'Something went wrong on our side. Please try again in a moment.',
    problem?.errors ?? [],
    problem?.requestId ?? response.headers.get('x-request-id') ?? undefined,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
    problem?.current,
  );
}

/** No answer came, or not in time. */
export const unreachable = (cause: unknown): ApiError => {
  const error = new ApiError(
    0,
    'unavailable',
    'No answer from the box office. Check your connection and try again; nothing is lost.',
  );
  error.cause = cause;
  return error;
};

function parse(text: string): Partial<ProblemDetails> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
