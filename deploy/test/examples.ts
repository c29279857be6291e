import { allRoutes } from '@onsale/contracts/routes';

const id = '01934f7e-7b1c-7000-8000-000000000001';

/** Each route of each contract, as someone would call it. */
export const exampleCalls = allRoutes.map(({ id: name, service, method, path }) => ({
  name,
  service,
  method,
  path: path.replaceAll(/:\w+/g, id),
}));

/** Paths without a contract that are routed too. */
export const examplePages = [
  { path: '/', service: 'web' },
  { path: '/events/apis', service: 'web' },
  { path: `/orders/${id}`, service: 'web' },
  { path: '/apis', service: 'web' },
  { path: '/_next/static/chunks/main.js', service: 'web' },
  { path: '/api/docs', service: 'auth' },
  { path: '/api/docs/assets/swagger-ui.css', service: 'auth' },
  { path: '/api/openapi.json', service: 'auth' },
  { path: '/api/nobody', service: 'auth' },
  { path: '/api/payments/webhooks/sandbox', service: 'payments' },
] as const;

export const exampleInternals = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/dead-letters',
  '/arrival',
  `/dead-letters/${id}/replay`,
];
