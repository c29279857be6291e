import { stat } from 'node:fs/promises';
import { exitCodes, runTool } from '@onsale/cli';
import { dataFolder } from '@onsale/install';
import { restoreHelp } from './help.js';
import { readRestoreOptions } from './options.js';
import { knownPassphrase } from './passphrase.js';
import { readBackup } from './read-backup.js';
import { restore } from './restore.js';
import { describeBackup, isEncrypted } from './words.js';

const tell = (step: string) => console.error(`${step} …`);

await runTool({
  ...{ name: 'restore', help: restoreHelp, readOptions: readRestoreOptions },
  async run({ file, list, ...where }, signal) {
    const reading = { passphrase: () => knownPassphrase(process.env), signal };
    if (list) {
      const { header, facts } = await readBackup(file, reading, async () => undefined);
      const { size } = await stat(file);
      process.stdout.write(
        `${file} is whole:\n${describeBackup(facts, isEncrypted(header), size)}`,
      );
      return exitCodes.good;
    }
    const folder = dataFolder(where, process.env);
    const { events, orders, tickets } = await restore(file, folder, { ...reading, tell });
    process.stdout.write(
      `${folder} is an install again: ${events} events, ${orders} orders, ${tickets} tickets.
Start it as usual (npm start), then check its books (./onsale audit). Never run it beside the one it
was copied from: both would refund the same orders and admit the same tickets.
`,
    );
    return exitCodes.good;
  },
});
