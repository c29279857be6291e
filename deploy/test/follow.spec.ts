import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, pickFreePort, testFolder } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A service that answers `words`, and stops on SIGTERM. */
const answering = (words: string) => `import { createServer } from 'node:http';
const words: string = '${words}';
createServer((_request, response) => response.end(words)).listen(process.env.ONSALE_OPERATIONS_PORT);
process.on('SIGTERM', () => process.exit(0));\n`;

describe('a service under `skaffold dev`', () => {
  let folder: string;
  let port: number;
  let follower: ChildProcess | undefined;
  beforeEach(async () => {
    folder = await testFolder('follow');
    port = await pickFreePort();
    mkdirSync(join(folder, 'services/tried/src'), { recursive: true });
    mkdirSync(join(folder, 'packages/shared/src'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });
  afterEach(async () => {
    if (follower?.exitCode === null && follower.signalCode === null) {
      const gone = once(follower, 'exit');
      follower.kill('SIGKILL');
      await gone;
    }
  });

  const save = (text: string) => writeFileSync(join(folder, 'services/tried/src/main.ts'), text);
  function follow(): Promise<unknown[]> {
    follower = spawn(process.execPath, [join(root, 'deploy/follow.mjs')], {
      cwd: join(folder, 'services/tried'),
      env: { ...process.env, ONSALE_OPERATIONS_PORT: String(port) },
      stdio: 'ignore',
    });
    return once(follower, 'exit');
  }
  const answers = (words: string) =>
    eventually(
      async () => expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(words),
      { timeoutMs: 60_000 },
    );

  it('ends the container when it cannot start, so that Skaffold says why', async () => {
    save('throw new Error("a setting is missing");\n');
    expect(await follow()).toEqual([1, null]);
  });

  it('starts again when a file changes, also after one that broke it, and ends on SIGTERM', async () => {
    save(answering('first'));
    const ended = follow();
    await answers('first');
    save(answering('second'));
    await answers('second');
    save('this is no program(\n');
    await eventually(() => expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(), {
      timeoutMs: 60_000,
    });
    save(answering('third'));
    await answers('third');
    follower?.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
