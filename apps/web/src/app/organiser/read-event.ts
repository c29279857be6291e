import type { getEvent } from '@onsale/contracts/catalog/http';
import { cache } from 'react';
import { api } from '../../lib/api/server';

/** Reads an event, once per page. @throws ApiError */
export const readEvent = cache((id: string) =>
  api<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params: { id } }),
);
