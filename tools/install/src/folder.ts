import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubernetesPlace } from './kubernetes/kubectl.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Which install is meant: an embedded one by its data folder or the port that implies it, or a cluster. */
export interface Where {
  readonly data?: string;
  readonly port?: number;
  readonly kubernetes?: KubernetesPlace;
}

/** This checkout. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
const defaultPort = '3000';

/** Where an embedded install keeps its data, as `npm start` finds it. */
export function dataFolder({ data, port }: Where, environment: Environment): string {
  if (data !== undefined) return resolve(data);
  if (port === undefined && environment.ONSALE_DATA) return resolve(environment.ONSALE_DATA);
  return join(root, '.onsale', String(port ?? environment.PORT ?? defaultPort));
}

/** Where an install may be: in the given folder, or in this checkout, in a cluster's folder too. */
export function dataFolders(where: Where, environment: Environment): [string, ...string[]] {
  const named = dataFolder(where, environment);
  const isNamed =
    where.data !== undefined ||
    where.port !== undefined ||
    environment.ONSALE_DATA ||
    environment.PORT;
  return isNamed ? [named] : [named, join(root, '.onsale', 'cluster')];
}

/** Where an embedded install of this checkout keeps its data, if the URL is one of this machine. */
export function localDataFolder(url: string, environment: Environment): string | undefined {
  const { hostname, port, protocol } = new URL(url);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return undefined;
  const usual = protocol === 'https:' ? '443' : '80';
  return dataFolder({}, { PORT: port === '' ? usual : port, ONSALE_DATA: environment.ONSALE_DATA });
}
