import type { getOrganiser } from '@onsale/contracts/catalog/http';
import type { AnswerOf } from './api/call';
import { ApiError } from './api/problem';
import { api } from './api/server';

export type OrganiserRights = AnswerOf<typeof getOrganiser>;

/**
 * Whether the reader may create and publish events here; undefined while unknown. The API decides
 * in any case.
 */
export async function organiserRights(): Promise<OrganiserRights | undefined> {
  try {
    return await api<typeof getOrganiser>({ method: 'GET', path: '/api/organiser' });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
