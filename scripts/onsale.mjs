// `./onsale <tool> …`: installs and builds what is missing, then runs one of the tools.
// Node's own modules only: this file runs before anything is installed.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const tools = {
  doctor: 'check an install from outside: proxy, TLS, cookies, live stock, clock',
  rehearse: 'send a realistic rush to an install, and report what buyers experienced',
  audit: 'check the books of an install: nothing oversold, nothing lost',
  abuse: 'send bad requests to every route, and check the answers against the OpenAPI document',
  backup: 'copy an install into one file, while it sells',
  restore: 'restore an install from a backup',
  organisers: 'approve accounts as organisers, and list who waits for approval',
  republish: 'republish messages that the bus has lost',
  drill: 'kill, pause and update a cluster during a rush, and check that nothing is lost',
  bench: 'measure this machine: its limits, holds, purchases, pages, sign-ins',
};

/** Two tools share one package. */
const programs = { restore: 'backup/dist/restore-main.js' };

const [name] = process.argv.splice(2, 1);
if (!Object.hasOwn(tools, name ?? '')) {
  const known = Object.entries(tools).map(
    ([tool, what]) => `  ./onsale ${tool.padEnd(10)} ${what}`,
  );
  console.error(
    `${name === undefined ? 'Name a tool.' : `There is no tool "${name}".`} There are:\n${known.join('\n')}\nEach has a --help. To run Onsale itself: npm start`,
  );
  process.exit(2);
}

try {
  const { prepare } = await import('./prepare.mjs');
  await prepare({ pages: ['bench', 'drill', 'rehearse'].includes(name) });
} catch (error) {
  console.error(`\nPreparing failed:\n${error.message}`);
  process.exit(1);
}
process.env.NODE_ENV ??= 'production';
process.setSourceMapsEnabled(true);
const program = programs[name] ?? join(name, 'dist/main.js');
await import(pathToFileURL(join(root, 'tools', program)).href);
