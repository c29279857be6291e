import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ToolError } from '@onsale/cli';
import type { Environment } from '@onsale/install';

const passphraseVariable = 'ONSALE_BACKUP_PASSPHRASE';
const leastLength = 8;

/** @throws ToolError when it is too short to protect anything */
function assertStrong(passphrase: string): void {
  if (passphrase.length >= leastLength) return;
  throw new ToolError(
    `A passphrase needs at least ${leastLength} characters. Several words make a good one.`,
  );
}

/**
 * The passphrase of a new backup: from the environment, or typed twice with `--encrypt`.
 * @returns undefined: the backup is not encrypted
 */
export async function newPassphrase(
  environment: Environment,
  isWanted: boolean,
): Promise<string | undefined> {
  const given = environment[passphraseVariable];
  if (!given && !isWanted) return undefined;
  const passphrase = given || (await typed('Passphrase: '));
  assertStrong(passphrase);
  if (!given && (await typed('Once more: ')) !== passphrase) {
    throw new ToolError('The two passphrases differ. No backup was made.');
  }
  return passphrase;
}

/** The passphrase of an existing backup: from the environment, or typed. */
export const knownPassphrase = async (environment: Environment): Promise<string> =>
  environment[passphraseVariable] || (await typed('Passphrase of the backup: '));

/** Reads what someone types without showing it. @throws ToolError when there is no terminal */
async function typed(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new ToolError(
      `A passphrase is needed, and there is no terminal to type it in: set ${passphraseVariable}.`,
    );
  }
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('SIGINT', () => reject(new ToolError('Nothing was typed.')));
      lines.once('close', () => reject(new ToolError('Nothing was typed.')));
      lines.once('line', resolve);
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
