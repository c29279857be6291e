// `node with-parent.mjs <command> …`: runs a program that must not outlive the process that started
// it, however that one ends. Its end closes our standard input; then our whole process group is
// killed, so a later start does not install or build beside a program that nobody waits for.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const killAll = () => process.kill(-process.pid, 'SIGKILL');

process.stdin.on('close', killAll).on('error', killAll).resume();
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  console.error(`${command} cannot be run: ${error.message}`);
  process.exit(127);
});
child.once('exit', (code, signal) => {
  if (signal) console.error(`(${signal})`);
  process.exit(code ?? 1);
});
