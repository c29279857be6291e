import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Folders } from '../folders.js';
import { type Configuration, nginxConfiguration } from '../nginx-configuration.js';
import type { Part } from '../part.js';
import { programPart } from './program.js';

const readyTimeoutMs = 20_000;
const stopTimeoutMs = 5_000;
const reloadTimeoutMs = 10_000;
const askTimeoutMs = 1_000;
const pollMs = 20;
/**
 * Old workers accept connections until the reload reaches them, so only this many answers of new
 * workers in a row show that it has.
 */
const newAnswers = 8;

export interface Nginx {
  readonly part: Part;
  /** Applies this configuration; resolves when no new connection is served by the old one. */
  apply(upstreams: Configuration['upstreams']): Promise<void>;
}

export function nginxPart(options: {
  program: string;
  configuration: Omit<Configuration, 'generation' | 'folder' | 'upstreams'>;
  upstreams: Configuration['upstreams'];
  folders: Folders;
  environment: NodeJS.ProcessEnv;
}): Nginx {
  const { program, configuration, folders, environment } = options;
  const folder = folders.data('nginx');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folders.settings, 'nginx.conf');
  let generation = 0;

  const write = (upstreams: Configuration['upstreams']) => {
    generation += 1;
    writeFileSync(file, nginxConfiguration({ ...configuration, upstreams, generation, folder }), {
      mode: 0o600,
    });
  };
  /** Always over a new connection: a kept one stays with its old worker. */
  const serves = async (wanted: number) => {
    const response = await fetch(`http://127.0.0.1:${configuration.internalPort}/healthz`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(askTimeoutMs),
    });
    return Number(await response.text()) >= wanted;
  };

  write(options.upstreams);
  const part = programPart(
    {
      name: 'nginx',
      kind: 'nginx',
      group: 'nginx',
      index: 1,
      command: program,
      args: ['-p', folder, '-c', file, '-e', 'stderr'],
      environment,
      isReady: () => serves(generation),
      readyTimeoutMs,
      stopTimeoutMs,
    },
    folders,
  );
  return {
    part,
    async apply(upstreams) {
      write(upstreams);
      if (part.pid === undefined) return; // it reads the file when it starts
      const wanted = generation;
      part.send('SIGHUP');
      const deadline = performance.now() + reloadTimeoutMs;
      for (let inARow = 0; inARow < newAnswers; ) {
        const isNew = await serves(wanted).catch(() => false);
        inARow = isNew ? inARow + 1 : 0;
        if (part.pid === undefined) return;
        if (performance.now() > deadline) throw new Error('nginx did not take its new settings.');
        if (!isNew) await pause(pollMs);
      }
    },
  };
}
