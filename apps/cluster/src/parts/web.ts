import { join } from 'node:path';
import type { Folders } from '../folders.js';
import type { Part } from '../part.js';
import { answersOk } from './answers.js';
import { programPart } from './program.js';
import { nodeEnvironment } from './service.js';

const readyTimeoutMs = 120_000;
const stopTimeoutMs = 15_000;

/** One process that renders the pages. */
export function webPart(options: {
  index: number;
  port: number;
  operationsPort: number;
  /** Where it reaches the services. */
  apiUrl: string;
  /** The checkout that it is started from, at each start. */
  root: () => string;
  drainSeconds: number;
  /** The install's own name, look and legal pages, as a page server reads them. */
  environment: Readonly<Record<string, string>>;
  folders: Folders;
}): Part {
  const { index, port, operationsPort, apiUrl, root, drainSeconds, environment, folders } = options;
  return programPart(
    {
      name: `web-${index}`,
      kind: 'web',
      group: 'web',
      index,
      command: process.execPath,
      get args() {
        return [join(root(), 'apps', 'web', 'server.mjs')];
      },
      environment: {
        ...nodeEnvironment(),
        WEB_PORT: String(port),
        WEB_OPERATIONS_PORT: String(operationsPort),
        WEB_HOST: '127.0.0.1',
        WEB_DRAIN_SECONDS: String(drainSeconds),
        ...environment,
        API_URL: apiUrl,
      },
      isReady: () => answersOk(`${webUrl(port)}/readyz`),
      readyTimeoutMs,
      stopTimeoutMs: drainSeconds * 1000 + stopTimeoutMs,
    },
    folders,
  );
}

export const webUrl = (port: number): string => `http://127.0.0.1:${port}`;
