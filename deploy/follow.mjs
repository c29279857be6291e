// Process 1 of a service under `skaffold dev`, in the service's folder: runs it from source, and
// restarts it when a copied file changes. If the service exits before it has ever served, the
// container exits too, so that Skaffold shows its output at once; later it waits for the next change.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const stopLimitMs = 10_000;
/** A save or a copy of many files causes several changes. */
const quietMs = 150;
const healthUrl = `http://127.0.0.1:${process.env.ONSALE_OPERATIONS_PORT ?? 9000}/healthz`;

let child;
let hasServed = false;
let stopping = false;
let restarting = false;
let changed = false;

function start() {
  const own = spawn(process.execPath, ['--import=tsx', '--conditions=source', 'src/main.ts'], {
    stdio: 'inherit',
  });
  child = own;
  own.once('exit', (code, signal) => {
    child = undefined;
    if (stopping || !hasServed) process.exit(code ?? (stopping ? 0 : 1));
    if (!restarting)
      console.error(`The service ended (${signal ?? code}). The next change starts it.`);
  });
}

async function stop() {
  const own = child;
  if (!own) return;
  const gone = new Promise((resolve) => own.once('exit', resolve));
  own.kill('SIGTERM');
  const timer = setTimeout(() => own.kill('SIGKILL'), stopLimitMs);
  await gone;
  clearTimeout(timer);
}

async function restart() {
  changed = true;
  // Before it has served, its error message is worth more than another try.
  if (restarting || stopping || !hasServed) return;
  restarting = true;
  while (changed) {
    changed = false;
    await pause(quietMs);
    if (changed) continue;
    await stop();
    if (stopping) return;
    start();
  }
  restarting = false;
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    stopping = true;
    if (child) child.kill('SIGTERM');
    else process.exit(0);
  });
}

const packages = readdirSync('../../packages').map((name) => `../../packages/${name}`);
for (const folder of ['.', ...packages].flatMap((one) => [`${one}/src`, `${one}/migrations`])) {
  if (existsSync(folder)) watch(folder, { recursive: true }, () => void restart());
}
start();
while (!hasServed) {
  hasServed = await fetch(healthUrl, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  await pause(200);
}
if (changed) await restart();
