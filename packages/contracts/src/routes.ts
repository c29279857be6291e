import { authRoutes } from './auth/http.js';
import { catalogRoutes } from './catalog/http.js';
import { ordersRoutes } from './orders/http.js';
import { paymentsRoutes } from './payments/http.js';
import type { RouteContract } from './route.js';
import { ticketsRoutes } from './tickets/http.js';

/** Every route of the product, for documents and for tests that must cover all of them. */
export const allRoutes: readonly RouteContract[] = [
  ...authRoutes,
  ...catalogRoutes,
  ...ordersRoutes,
  ...paymentsRoutes,
  ...ticketsRoutes,
];
