import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** As the manifests have it. */
export const namespace = 'onsale';
/** The name of the site in the overlays `local` and `gateway`. */
export const siteName = 'onsale.local';

/** What `deploy/secrets.sh` calls a service, and the manifests too. */
export const services = ['auth', 'catalog', 'expiration', 'orders', 'payments', 'tickets'] as const;
export const deployments = [...services, 'web'] as const;
