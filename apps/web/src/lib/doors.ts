import type { listOrganiserEvents, OrganiserEvent } from '@onsale/contracts/catalog/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';

const looked = 50;
const shown = 10;

/** The events at whose door the account works, soonest first, not past ones; none on failure. */
export async function doorsOf(call: Caller, nowMs: number): Promise<readonly OrganiserEvent[]> {
  try {
    const { items } = await call<typeof listOrganiserEvents>({
      method: 'GET',
      path: '/api/organiser/events',
      query: { limit: looked },
    });
    return items
      .filter(({ status, endsAt }) => status === 'published' && Date.parse(endsAt) > nowMs)
      .sort((one, other) => one.startsAt.localeCompare(other.startsAt))
      .slice(0, shown);
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
