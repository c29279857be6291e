import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const folder = fileURLToPath(new URL('../../../.onsale/test-programs/', import.meta.url));

/** Files beside the program become part of it; the product's are those of the build. */
const onTheBuild: Plugin = {
  name: 'on the build',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ kind }) => ({ external: kind !== 'entry-point' }));
    onResolve({ filter: /^(\.\.\/)+src\// }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path.replace('/src/', '/dist/'))).href,
      external: true,
    }));
  },
};

/**
 * Makes a program of a test, in TypeScript, ready for `node`: it runs on the build, because to
 * compile the product at each start would take seconds.
 * @returns its path
 */
export async function builtProgram(source: URL): Promise<string> {
  const path = fileURLToPath(source);
  const built = await build({
    ...{ entryPoints: [path], bundle: true, write: false, plugins: [onTheBuild] },
    ...{ format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent' },
  });
  const program = join(folder, `${basename(path, '.ts')}.mjs`);
  await mkdir(dirname(program), { recursive: true });
  // Another worker may start it in this moment.
  const draft = `${program}.${randomUUID()}`;
  await writeFile(draft, built.outputFiles[0]?.text ?? '');
  await rename(draft, program);
  return program;
}
