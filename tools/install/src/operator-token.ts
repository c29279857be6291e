import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The operator token of an install, for programs of the user that runs it; undefined: none is readable. */
export async function operatorTokenIn(folder: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(folder, 'secrets.json'), 'utf8');
    return (JSON.parse(text) as { operatorToken?: string }).operatorToken;
  } catch {
    return undefined;
  }
}
