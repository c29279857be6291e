import { describe, expect, it } from 'vitest';
import type { Caller, LooseCall } from '../../src/lib/api/call';
import { toApiError } from '../../src/lib/api/problem';
import { ownEvents } from '../../src/lib/own-events';

/** The error for an API's answer 400. */
const refusal = (field: string, message: string) =>
  toApiError({
    status: 400,
    ok: false,
    headers: new Headers(),
    json: async () => undefined,
    text: async () =>
      JSON.stringify({ code: 'invalid', detail: message, errors: [{ field, message }] }),
  });

/** An API that gives one event, unless `refuse` says no; with all that it was asked. */
function api(refuse: (query: object) => Promise<Error | undefined>) {
  const asked: unknown[] = [];
  const call = async ({ query }: LooseCall) => {
    asked.push(query);
    const error = await refuse({ ...query });
    if (error) throw error;
    return { items: [{ id: 'one' }], nextCursor: null };
  };
  return { asked, call: call as unknown as Caller };
}

describe('the list of one’s own events', () => {
  it('shows those that match', async () => {
    const { asked, call } = api(async () => undefined);
    const { items, isSearched } = await ownEvents(call, { cursor: 'c', q: 'jazz' });
    expect([items, isSearched]).toEqual([[{ id: 'one' }], true]);
    expect(asked).toEqual([{ limit: 30, cursor: 'c', q: 'jazz' }]);
  });

  it('shows all of them, and says so, when the previous version of the catalogue has no search', async () => {
    const { asked, call } = api(async (query) =>
      'q' in query ? refusal('q', 'q is not a known field; leave it out.') : undefined,
    );
    const { items, isSearched } = await ownEvents(call, { cursor: undefined, q: 'jazz' });
    expect([items, isSearched]).toEqual([[{ id: 'one' }], false]);
    expect(asked).toEqual([{ limit: 30, q: 'jazz' }, { limit: 30 }]);
  });

  it('passes on that the search text itself or another field is refused', async () => {
    for (const [field, message] of [
      ['q', 'q has a character in it that is not text: NUL, or half of a pair.'],
      ['cursor', 'cursor is not a known field; leave it out.'],
    ] as const) {
      const { asked, call } = api(() => refusal(field, message));
      await expect(ownEvents(call, { cursor: undefined, q: 'jazz' })).rejects.toThrow(message);
      expect(asked).toHaveLength(1);
    }
  });
});
