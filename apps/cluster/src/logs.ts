import { appendFileSync } from 'node:fs';
import { copyFile, readdir, rename, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

const maxBytes = 16 * 1024 * 1024;
const checkEveryMs = 30_000;

const sizeOf = async (file: string) => (await stat(file).catch(() => undefined))?.size ?? 0;

/** Begins a new file and keeps only the one before. */
export async function rotateLog(file: string): Promise<void> {
  if ((await sizeOf(file)) > 0) await rename(file, `${file}.1`);
}

/**
 * Limits the size of the log files in a folder. @returns a function that ends it
 */
export function boundLogs(folder: string): () => void {
  const timer = setInterval(() => void shorten(folder).catch(() => undefined), checkEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function shorten(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  for (const file of files.map((name) => join(folder, name))) {
    if ((await sizeOf(file)) <= maxBytes) continue;
    // Its writer holds it open and appends: the file can be emptied, but not renamed.
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}

/** Adds a line to the log of a part that has no output itself. */
export function appendLog(file: string, line: string): void {
  appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
}
