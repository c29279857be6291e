import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Folders } from '../folders.js';
import type { Part } from '../part.js';
import { programPart } from './program.js';

/** Redis reads its log before it serves, and the log may be large. */
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const pingTimeoutMs = 1_000;

/** One Redis that logs every write and evicts nothing when memory is short. */
export function redisPart(options: {
  program: string;
  port: number;
  /** Lines of its configuration that name the accounts. */
  accounts: string;
  /** Account of the readiness probe. */
  login: { readonly user: string; readonly password: string };
  folders: Folders;
  environment: NodeJS.ProcessEnv;
}): Part {
  const { program, port, accounts, login, folders, environment } = options;
  const file = join(folders.settings, 'redis.conf');
  const data = folders.data('redis');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(
    file,
    `bind 127.0.0.1
port ${port}
dir ${JSON.stringify(data)}
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
save ""
${accounts}`,
    { mode: 0o600 },
  );
  return programPart(
    {
      name: 'redis',
      kind: 'redis',
      group: 'redis',
      index: 1,
      command: program,
      args: [file],
      environment,
      isReady: () => answersPing(port, login),
      readyTimeoutMs,
      stopTimeoutMs,
    },
    folders,
  );
}

/** Redis accepts connections while it reads its log, and answers `LOADING` then. */
function answersPing(
  port: number,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (pong: boolean) => {
      socket.destroy();
      resolve(pong);
    };
    let said = '';
    socket.setTimeout(pingTimeoutMs, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const lines = said.split('\r\n');
      if (lines.length > 2) answer(lines[1] === '+PONG');
    });
    socket.write(`AUTH ${user} ${password}\r\nPING\r\n`);
  });
}
