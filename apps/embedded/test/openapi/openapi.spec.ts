import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, startTestInstall, type TestInstall } from '../install.js';
import { installTools, root, run } from './tools.js';

const runLimitMs = 180_000;
let folder: string;
let install: TestInstall;
let modules: string | undefined;

beforeAll(async () => {
  modules = await installTools().catch((error: Error) => {
    if (process.env.CI === 'true') throw error;
    console.log(`Skipped: redocly, openapi-typescript and openapi-fetch. ${error.message}`);
    return undefined;
  });
  install = await startTestInstall();
  folder = await testFolder('openapi');
  const { text } = await Person.anonymous(install.url).send({
    method: 'GET',
    path: '/api/openapi.json',
  });
  await writeFile(join(folder, 'openapi.json'), text);
});
afterAll(async () => {
  await install?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a Node program in the folder. @returns its output, which an error contains too */
async function node(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, args, {
    cwd: folder,
    timeout: runLimitMs,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  return stdout + stderr;
}

describe('the OpenAPI document of an install', () => {
  it('passes redocly’s rules', async ({ skip }) => {
    if (!modules) return skip();
    const redocly = join(modules, '@redocly/cli/bin/cli.js');
    const said = await node(redocly, 'lint', '--format=json', 'openapi.json');
    const { totals } = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1));
    expect(totals, said).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('yields types with which the program in docs/api.md compiles and buys a ticket', async ({
    skip,
  }) => {
    if (!modules) return skip();
    const organiser = await Person.signUp(install.url, 'Olga Organiser');
    const { event } = await organiser.putOnSale();

    const docs = await readFile(join(root, 'docs/api.md'), 'utf8');
    const program = /```ts\n(.*?)```/s.exec(docs)?.[1] ?? '';
    await writeFile(join(folder, 'buy.ts'), program);
    await symlink(modules, join(folder, 'node_modules'));
    await node(
      join(modules, 'openapi-typescript/bin/cli.js'),
      'openapi.json',
      '--output=onsale.d.ts',
    );
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2023',
          skipLibCheck: false,
          typeRoots: [join(root, 'node_modules/@types')],
          types: ['node'],
        },
        files: ['buy.ts'],
      }),
    );
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    await node(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');

    const bundle = ['--bundle', '--platform=node', '--format=esm', '--outfile=buy.mjs'];
    await run(join(root, 'node_modules/.bin/esbuild'), ['buy.ts', ...bundle], { cwd: folder });
    const said = await node('buy.mjs', install.url);
    expect(said).toContain(event.title);
    expect(said).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5} /);
  });
});
