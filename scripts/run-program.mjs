// Runs a program of the build quietly and shows the end of its output only when it fails.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const withParent = fileURLToPath(new URL('with-parent.mjs', import.meta.url));

const keptLines = 40;

/** Resolves when the program succeeds; rejects with the end of its output. */
export function runProgram(command, args, { cwd, env = {}, limitMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [withParent, command, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Its own process group, so that everything it started ends with it.
      detached: true,
    });
    // npm would finish its work before it stops, and then two would install in one folder. Killed
    // work starts again from the beginning.
    const stop = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    };
    process.once('exit', stop);
    const timer = setTimeout(stop, limitMs);
    // Nothing is written there: when it closes, the program knows that this process was killed.
    child.stdin.on('error', () => undefined);
    const done = () => {
      clearTimeout(timer);
      process.off('exit', stop);
    };
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => {
      done();
      reject(new Error(`${command} cannot be run: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      done();
      if (code === 0) return resolve();
      const tail = output.trimEnd().split('\n').slice(-keptLines).join('\n');
      reject(new Error(`${tail}\n(${signal ?? `exit code ${code}`})`.trimStart()));
    });
  });
}
