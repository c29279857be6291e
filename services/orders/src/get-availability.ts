import * as contracts from '@onsale/contracts/orders/http';
import { route } from '@onsale/runtime';
import type { CachedAvailability } from './availability.js';

/** `GET /api/events/:id/availability` */
export const getAvailability = (availability: CachedAvailability) =>
  route(contracts.getAvailability, async ({ params }) => ({
    status: 200,
    body: await availability(params.id),
  }));
