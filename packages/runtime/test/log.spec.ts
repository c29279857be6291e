import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
/** A process of its own, because logs go to its standard error. */
const program = `import { createLogger } from './dist/log.js';
const [, said] = process.argv;
createLogger('info').info({ said }, said);`;

it('a value ends no log line and adds no field, and standard output stays free of logs', async () => {
  const hostile = 'a"}\n{"security":"signed_in"}\r\u001b[31m\\';
  const args = ['--input-type=module', '--eval', program, '--', hostile];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder });
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split(/[\r\n]/)).toHaveLength(1);
  expect(stderr).not.toContain('\u001b');
  const line = JSON.parse(stderr);
  expect(line).toMatchObject({ level: 'info', said: hostile, msg: hostile });
  expect(Object.keys(line).sort()).toEqual(['level', 'msg', 'said', 'time']);
});
