import * as contracts from '@onsale/contracts/orders/http';
import { route } from '@onsale/runtime';
import type { AvailabilityReader } from './availability.js';

/** `GET /api/events/:id/availability` */
export const getAvailability = ({ lately }: AvailabilityReader) =>
  route(contracts.getAvailability, async ({ params }) => ({
    status: 200,
    body: await lately(params.id),
  }));
