import type { listOrganiserEvents } from '@onsale/contracts/catalog/http';
import type { AnswerOf, Caller } from './api/call';
import { ApiError } from './api/problem';

type OwnEvents = AnswerOf<typeof listOrganiserEvents> & {
  /** Whether they are those that match; all events are shown when they could not be searched. */
  readonly isSearched: boolean;
};

/**
 * The events that the caller organises or works at, 30 at a time. During an update the previous
 * version of `catalog` may answer, which refuses `q`: then this asks again, for all events.
 * @param q empty: all of them
 * @throws ApiError
 */
export async function ownEvents(
  call: Caller,
  { cursor, q }: { readonly cursor: string | undefined; readonly q: string },
): Promise<OwnEvents> {
  const ask = (search: { q?: string }) =>
    call<typeof listOrganiserEvents>({
      method: 'GET',
      path: '/api/organiser/events',
      query: { limit: 30, ...(cursor ? { cursor } : {}), ...search },
    });
  if (q === '') return { ...(await ask({})), isSearched: false };
  try {
    return { ...(await ask({ q })), isSearched: true };
  } catch (error) {
    if (!(error instanceof ApiError && isUnknown('q', error))) throw error;
    return { ...(await ask({})), isSearched: false };
  }
}

/** Its value is not to blame. */
const isUnknown = (field: string, { status, errors = [] }: ApiError) =>
  status === 400 &&
  errors.some((one) => one.field === field && one.message.includes('is not a known field'));
