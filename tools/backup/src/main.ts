import { setPriority } from 'node:os';
import { resolve } from 'node:path';
import { exitCodes, runTool, ToolError } from '@onsale/cli';
import { clusterIn, dataFolder, openServer } from '@onsale/install';
import { backUp } from './back-up.js';
import { backupHelp } from './help.js';
import { readBackupOptions } from './options.js';
import { newPassphrase } from './passphrase.js';
import { describeBackup } from './words.js';

const tell = (step: string) => console.error(`${step} …`);

await runTool({
  ...{ name: 'backup', help: backupHelp, readOptions: readBackupOptions },
  async run(options, signal) {
    const folder = dataFolder(options, process.env);
    await assertNoCluster(folder);
    const passphrase = await newPassphrase(process.env, options.encrypt);
    sellingFirst();
    const install = await openServer(folder, { tell, signal });
    try {
      const { file } = options;
      const { server } = install;
      const { facts, bytes } = await backUp({ folder, server, file, passphrase, tell, signal });
      process.stdout.write(
        `${resolve(file)} is a backup of ${folder}:\n${describeBackup(facts, passphrase !== undefined, bytes)}`,
      );
      return exitCodes.good;
    } finally {
      await install.close();
    }
  },
});

async function assertNoCluster(folder: string): Promise<void> {
  if (!(await clusterIn(folder))) return;
  throw new ToolError(
    `${folder} belongs to a cluster, whose bus and timers a backup does not hold. See docs/deploy.md, What to back up.`,
  );
}

/** Packing takes a core; the sale has priority. */
function sellingFirst(): void {
  try {
    setPriority(10);
  } catch {
    // Not every system allows that; then the backup takes its share.
  }
}
