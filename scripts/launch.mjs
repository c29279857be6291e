// What a start does before the product runs: installs and builds what is missing.
// Node's own modules only: this file runs before anything is installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Prepares, then runs a program of ours in this process. @param program its built file */
export async function launch(program) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Onsale needs Node 20.19 or newer, this is ${process.versions.node}. See https://nodejs.org`,
    );
  }

  // While preparing, leave through "exit", which stops the programs at work and frees the lock. The
  // product replaces these by its own.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      console.log('\nStopped.');
      process.exit(0);
    });
  }
  try {
    const { prepare } = await import('./prepare.mjs');
    if (await prepare()) console.log('4/4 Starting');
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) {
      fail(
        `Onsale cannot install and build here, this user may not write to ${error.path}. Start it as the user who owns the folder, or clone it into one of your own.`,
      );
    }
    fail(`\nPreparing Onsale failed:\n${error.message}`);
  }

  const main = join(root, program);
  if (!existsSync(main)) fail(`Onsale was not built: ${main} is missing.`);
  process.env.NODE_ENV ??= 'production';
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(main).href);
}
