// `npm run dev`: everything from source, started again when a file changes; pages reload by themselves.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
await prepare();
const child = spawn(
  join(root, 'node_modules/.bin/tsx'),
  ['watch', '--clear-screen=false', '--conditions=source', 'apps/embedded/src/main.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ONSALE_WEB_DEV: '1', ONSALE_CHECK_REPLIES: '1', ...process.env },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
