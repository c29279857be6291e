import type { Door, listDoors } from '@onsale/contracts/catalog/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';

/** One page of the events at whose door the account works. */
export interface Doors {
  readonly items: readonly Door[];
  readonly nextCursor: string | null;
}

const shown = 10;

/** The events at whose door the account works, soonest first, not past ones; none on failure. */
export async function doorsOf(call: Caller, cursor: string | undefined): Promise<Doors> {
  try {
    return await call<typeof listDoors>({
      method: 'GET',
      path: '/api/organiser/doors',
      query: { limit: shown, ...(cursor === undefined ? {} : { cursor }) },
    });
  } catch (error) {
    if (error instanceof ApiError) return { items: [], nextCursor: null };
    throw error;
  }
}
