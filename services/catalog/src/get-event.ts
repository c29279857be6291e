import * as contracts from '@onsale/contracts/catalog/http';
import { notFound, route } from '@onsale/runtime';
import type { Listings } from './listings.js';

/** `GET /api/events/:id` */
export const getEvent = (listings: Listings) =>
  route(contracts.getEvent, async ({ params, session }) => {
    const listing = await listings.read(params.id, session?.accountId);
    if (!listing) throw notFound('event');
    return { status: 200, body: listing };
  });
