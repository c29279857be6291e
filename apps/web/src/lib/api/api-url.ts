import { allRoutes } from '@onsale/contracts/routes';

const services = new Map<string, string>(
  allRoutes.map(({ method, path, service }) => [`${method} ${path}`, service] as const),
);

/**
 * The API's address for this call: `API_URL`. Where no gateway is in front of the services, its
 * `{service}` stands for the service that owns the route.
 */
export function apiUrlOf({ method, path }: { method: string; path: string }): string {
  const url = process.env.API_URL ?? '';
  const service = services.get(`${method} ${path}`);
  if (service === undefined) throw new Error(`There is no route ${method} ${path}.`);
  return url.replace('{service}', service).replace(/\/$/, '');
}
