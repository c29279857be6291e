import { fileURLToPath } from 'node:url';
import type { Folders } from '../folders.js';
import type { Part } from '../part.js';
import { accepts } from './answers.js';
import { programPart } from './program.js';
import { nodeEnvironment } from './service.js';

const program = fileURLToPath(new URL('../../dist/bus-line.js', import.meta.url));
const readyTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

/** Ports of NATS servers, and the local ports that lead to them. */
export type Lines = readonly { readonly port: number; readonly target: number }[];

/** Carries the bus connections of one service; pausing the process cuts them. */
export function busLinePart(options: { service: string; lines: Lines; folders: Folders }): Part {
  const { service, lines, folders } = options;
  return programPart(
    {
      name: `${service}-bus`,
      kind: 'bus-line',
      group: 'bus-line',
      index: 1,
      command: process.execPath,
      args: [program, ...lines.map(({ port, target }) => `${port}:${target}`)],
      environment: nodeEnvironment(),
      isReady: async () =>
        (await Promise.all(lines.map(({ port }) => accepts(port)))).every((open) => open),
      readyTimeoutMs,
      stopTimeoutMs,
    },
    folders,
  );
}
