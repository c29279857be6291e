import { join } from 'node:path';
import { withoutSettings } from '@onsale/embedded/web';
import type { Folders } from '../folders.js';
import type { Part } from '../part.js';
import { type Environment, settingsOfService } from '../settings.js';
import { answersOk } from './answers.js';
import { programPart } from './program.js';

/** The first instance of a service migrates its database, and the others wait. */
const readyTimeoutMs = 120_000;
/** After draining, a service has this long to finish its work. */
const stopTimeoutMs = 30_000;

export interface ServicePorts {
  readonly port: number;
  readonly operationsPort: number;
}

/** One instance of a service: `node services/orders/dist/main.js`. */
export function servicePart(options: {
  service: string;
  index: number;
  ports: ServicePorts;
  /** The checkout that it is started from, at each start. */
  root: () => string;
  /** Settings for all services; each receives only those that it reads. */
  environment: Environment;
  drainSeconds: number;
  folders: Folders;
}): Part {
  const { service, index, ports, root, drainSeconds, folders } = options;
  return programPart(
    {
      name: `${service}-${index}`,
      kind: 'service',
      group: service,
      index,
      command: process.execPath,
      get args() {
        return [
          '--enable-source-maps',
          '--max-semi-space-size=64', // see docs/performance.md
          join(root(), 'services', service, 'dist', 'main.js'),
        ];
      },
      environment: {
        ...nodeEnvironment(),
        ...environmentOf(service, {
          ...options.environment,
          PORT: String(ports.port),
          ONSALE_HOST: '127.0.0.1',
          ONSALE_OPERATIONS_PORT: String(ports.operationsPort),
          ONSALE_OPERATIONS_HOST: '127.0.0.1',
          ONSALE_TRUST_PROXY: 'loopback',
          ONSALE_DRAIN_SECONDS: String(drainSeconds),
        }),
      },
      isReady: () => answersOk(`${operationsUrl(ports)}/readyz`),
      readyTimeoutMs,
      stopTimeoutMs: drainSeconds * 1000 + stopTimeoutMs,
    },
    folders,
  );
}

/** Where probes and operators ask. */
export const operationsUrl = ({ operationsPort }: ServicePorts): string =>
  `http://127.0.0.1:${operationsPort}`;

/** The settings that this service reads, without the secrets of the others. */
function environmentOf(service: string, all: Environment): NodeJS.ProcessEnv {
  const reads = settingsOfService.get(service);
  return Object.fromEntries(Object.entries(all).filter(([env]) => reads?.has(env)));
}

/** The environment that our Node processes inherit. */
export const nodeEnvironment = (): NodeJS.ProcessEnv => ({
  ...withoutSettings(process.env),
  NODE_ENV: 'production',
});
