// Runs a program of the build quietly and shows the end of its output only when it fails.
import { spawn } from 'node:child_process';

const keptLines = 40;

/** Resolves when the program succeeds; rejects with the end of its output. */
export function runProgram(command, args, { cwd, env = {}, limitMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
    });
    const stop = () => child.kill();
    process.once('exit', stop);
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      process.off('exit', stop);
      if (code === 0) return resolve();
      const tail = output.trimEnd().split('\n').slice(-keptLines).join('\n');
      reject(new Error(`${tail}\n(${signal ?? `exit code ${code}`})`));
    });
  });
}
