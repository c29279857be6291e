import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSecretFile } from './write-secret-file.js';

const doneFile = (dataFolder: string) => join(dataFolder, 'demo-made');
/** Holds the password; empty in the data folder of an earlier version. */
const begunFile = (dataFolder: string) => join(dataFolder, 'demo-begun');

/** The same for all demos of earlier versions, whose docs have it. */
const published = 'onsale-demo';
/** Without those that look alike. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 3;
const lettersOfGroup = 4;

/** Whether an earlier start has made the demo, with its accounts, in this data folder. */
export const demoIsMade = (dataFolder: string) => existsSync(doneFile(dataFolder));

/** Whether this data folder may hold an account of the demo. */
export const holdsDemo = (dataFolder: string) =>
  demoIsMade(dataFolder) || existsSync(begunFile(dataFolder));

/** @param at an ISO 8601 instant */
export const noteDemoMade = (dataFolder: string, at: string): Promise<boolean> =>
  writeSecretFile(doneFile(dataFolder), `${at}\n`, { over: true });

/**
 * The password of the demo's accounts, which the first call makes. A caller from elsewhere, who has
 * not seen the terminal, cannot use them.
 */
export async function demoPassword(dataFolder: string): Promise<string> {
  if (!holdsDemo(dataFolder)) {
    await writeSecretFile(begunFile(dataFolder), newPassword(), { over: false });
  }
  if (!existsSync(begunFile(dataFolder))) return published;
  return (await readFile(begunFile(dataFolder), 'utf8')).trim() || published;
}

/** Whether everyone may know the password, because an earlier version has made the demo. */
export const isPublished = async (dataFolder: string): Promise<boolean> =>
  holdsDemo(dataFolder) && (await demoPassword(dataFolder)) === published;

/** `kx7m-2vqr-9hwt`: 59 random bits. */
const newPassword = (): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: lettersOfGroup }, () => letters[randomInt(letters.length)]).join(''),
  ).join('-');
