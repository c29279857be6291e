import { allRoutes } from '@onsale/contracts/routes';

const services = new Map<string, string>(
  allRoutes.map(({ method, path, service }) => [`${method} ${path}`, service] as const),
);

/**
 * Where the API answers this call of ours: `API_URL`, in which `{service}` stands for the service
 * that owns the route, where there is no gateway between us and the services.
 */
export function apiUrlOf({ method, path }: { method: string; path: string }): string {
  const url = process.env.API_URL ?? '';
  const service = services.get(`${method} ${path}`);
  if (service === undefined) throw new Error(`There is no route ${method} ${path}.`);
  return url.replace('{service}', service).replace(/\/$/, '');
}
