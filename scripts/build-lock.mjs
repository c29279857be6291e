// Lets one process at a time install and build in a clone.
import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const heartbeatMs = 2_000;
/** A holder that has been silent for this long is gone, even if its pid is in use again. */
const silentMs = 30_000;
const waitLimitMs = 30 * 60_000;

/** Runs `work` while no other process does. `onWait` is called once, with the pid of the other process. */
export async function withBuildLock(root, onWait, work) {
  const path = join(root, '.onsale', 'build.lock');
  const me = `${process.pid}.${randomUUID()}`;
  await acquire(path, me, onWait);
  const ours = () => read(path) === me;
  const beat = setInterval(() => {
    if (ours()) utimesSync(path, new Date(), new Date());
  }, heartbeatMs);
  const release = () => {
    if (ours()) rmSync(path, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

async function acquire(path, me, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + waitLimitMs;
  let told = false;
  while (Date.now() < deadline) {
    if (createWhole(path, me)) return;
    const holder = read(path);
    if (holder === undefined) continue;
    if (isGone(path, holder)) {
      takeAway(path, holder);
      continue;
    }
    if (!told) onWait(Number.parseInt(holder, 10));
    told = true;
    await pause(200);
  }
  throw new Error(
    `Another start has been building here for long. If none is running, delete ${path}`,
  );
}

/** Creates the file with its content in one step; false when it exists. */
function createWhole(path, content) {
  const draft = `${path}.${content}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isGone(path, holder) {
  try {
    if (Date.now() - statSync(path).mtimeMs > silentMs) return true;
    process.kill(Number.parseInt(holder, 10), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH' || error.code === 'ENOENT';
  }
}

// Two processes may find the same dead holder; the second must not take the first one's new lock.
function takeAway(path, holder) {
  const aside = `${path}.gone.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== holder) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
