import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageEnvironment } from '@onsale/runtime';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Reads logo and legal pages as the page process will, before anything starts.
 * @throws Error that names the setting and what it must be
 */
export async function assertSite(settings: Parameters<typeof pageEnvironment>[0]): Promise<void> {
  const site = (await import(join(root, 'apps/web/site-settings.mjs'))) as {
    readSite(environment: ReturnType<typeof pageEnvironment>): unknown;
  };
  try {
    site.readSite(pageEnvironment(settings));
  } catch (error) {
    // The page process knows the settings by names of its own.
    throw new Error((error as Error).message.replace(/^WEB_/, 'ONSALE_'));
  }
}
