// Makes a clone ready to run: installs and builds what is missing.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBuildLock } from './build-lock.mjs';
import { install, installIsNeeded } from './install.mjs';
import { buildPackages, stalePackages } from './packages.mjs';
import { buildPages, pagesAreStale } from './pages.mjs';
import { step } from './progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Installs and builds what is missing or out of date; waits for another start that is doing so.
 * @param pages false: the pages are not built, for those who serve them from source
 * @returns whether there was anything to do
 */
export async function prepare({ pages = true } = {}) {
  const pagesToBuild = () => pages && pagesAreStale();
  if (!installIsNeeded(root) && stalePackages().length === 0 && !pagesToBuild()) return false;
  await withBuildLock(root, announceWait, async () => {
    if (installIsNeeded(root)) await step('1/4 Installing packages', () => install(root));
    await buildStale(pages);
  });
  return true;
}

/** Builds everything that is out of date; without `pages` only the services. */
export async function buildAll({ pages = true } = {}) {
  await withBuildLock(root, announceWait, () => buildStale(pages));
}

async function buildStale(pages) {
  const stale = stalePackages();
  if (stale.length > 0) await step('2/4 Building the services', () => buildPackages(stale));
  if (pages && pagesAreStale()) await step('3/4 Building the pages', buildPages);
}

function announceWait(pid) {
  console.log(`Another start (pid ${pid}) is installing or building here, waiting for it …`);
}
