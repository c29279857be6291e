import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** As the manifests have it. */
export const namespace = 'onsale';
/** The name of the site in the overlays `local` and `gateway`. */
export const siteName = 'onsale.local';

/** The services, as the manifests name them, and the pages. */
export const deployments = [
  ...['auth', 'catalog', 'expiration', 'orders', 'payments', 'tickets'],
  'web',
] as const;
