import { readFile } from 'node:fs/promises';
import { exitCodes, runTool } from '@onsale/cli';
import { dataFolder, localDataFolder, operatorTokenIn } from '@onsale/install';
import { diagnose } from './diagnose.js';
import { help } from './help.js';
import { type Options, readOptions } from './options.js';
import { renderFindings } from './render.js';

await runTool({
  ...{ name: 'doctor', help, readOptions },
  async run(options) {
    const { url, httpPort, address, caFile, json } = options;
    const token = process.env.ONSALE_OPERATOR_TOKEN || (await tokenOfInstall(options));
    const findings = await diagnose({
      url,
      address,
      ...(httpPort === undefined ? {} : { httpPort }),
      ...(caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }),
      ...(token === undefined ? {} : { token }),
    });
    process.stdout.write(
      json ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings),
    );
    return findings.some(({ outcome }) => outcome === 'wrong') ? exitCodes.found : exitCodes.good;
  },
});

/** The token in the given data folder, or of this checkout's install on the port of the address. */
async function tokenOfInstall({ url, data }: Options): Promise<string | undefined> {
  if (data !== undefined) return operatorTokenIn(dataFolder({ data }, {}));
  const folder = localDataFolder(url.href, process.env);
  return folder && operatorTokenIn(folder);
}
