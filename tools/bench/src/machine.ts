import { execFile } from 'node:child_process';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** This checkout. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The machine and software of a run. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  /** The commit of this checkout; undefined outside git. */
  readonly commit: string | undefined;
  /** The checkout has changes that are not in the commit. */
  readonly changed: boolean;
}

const gitLimitMs = 10_000;

async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: root, timeout: gitLimitMs });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

export async function describeMachine(postgres: string): Promise<Machine> {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    postgres,
    commit: await git('rev-parse', '--short=12', 'HEAD'),
    changed: (await git('status', '--porcelain')) !== '',
  };
}
