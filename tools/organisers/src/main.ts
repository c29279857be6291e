import { exitCodes, runTool, ToolError } from '@onsale/cli';
import { createDatabase } from '@onsale/infra';
import { openInstall } from '@onsale/install';
import { createLogger } from '@onsale/runtime';
import { answer } from './answer.js';
import { help } from './help.js';
import { readOptions } from './options.js';

const statementTimeoutMs = 30_000;

await runTool({
  ...{ name: 'organisers', help, readOptions },
  async run(options, signal) {
    const install = await openInstall(options, process.env, {
      access: 'own',
      tell: (step) => console.error(`${step} …`),
      signal,
    });
    try {
      const url = install.urls.catalog;
      if (!url) {
        throw new ToolError(
          'The database of the catalogue is not among those in the environment: set ONSALE_CATALOG_DATABASE_URL.',
        );
      }
      const database = createDatabase({
        ...{ url, name: 'onsale-organisers', maxConnections: 1, statementTimeoutMs },
        log: createLogger('silent'),
      });
      try {
        process.stdout.write(await answer(database, options));
        return exitCodes.good;
      } finally {
        await database.close();
      }
    } finally {
      await install.close();
    }
  },
});
