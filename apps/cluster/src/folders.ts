import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a cluster keeps what. */
export interface Folders {
  readonly root: string;
  /** Configuration that we write and programs read, some of it secret. */
  readonly settings: string;
  /** Which processes run. */
  readonly run: string;
  readonly logs: string;
  log(part: string): string;
  /** Data of a part. */
  data(part: string): string;
}

export async function makeFolders(root: string): Promise<Folders> {
  const [settings, run, logs] = ['settings', 'run', 'logs'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [settings, run, logs]) await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    root,
    settings,
    run,
    logs,
    log: (part) => join(logs, `${part}.log`),
    data: (part) => join(root, part),
  };
}
