// `npm run dev`: everything from source, started again when a file changes; pages reload automatically.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  await prepare({ pages: false });
} catch (error) {
  console.error(`\nPreparing Onsale failed:\n${error.message}`);
  process.exit(1);
}
const child = spawn(
  join(root, 'node_modules/.bin/tsx'),
  ['watch', '--clear-screen=false', '--conditions=source', 'apps/embedded/src/main.ts'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // After one signal it waits for the product; after two, as from a terminal and from us, it kills it.
    detached: true,
    env: { ONSALE_WEB_DEV: '1', ONSALE_CHECK_REPLIES: '1', ...process.env },
  },
);
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (!stopping) child.kill('SIGTERM');
    stopping = true;
  });
}
child.on('error', (error) => {
  console.error(`tsx cannot be run: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(stopping ? 0 : (code ?? 1)));
