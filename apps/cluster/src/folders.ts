import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of a cluster. */
export interface Folders {
  readonly root: string;
  /** Configuration that we write and programs read, some of it secret. */
  readonly settings: string;
  /** Notes of running processes. */
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
