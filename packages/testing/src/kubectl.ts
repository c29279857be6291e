import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGone } from './processes.js';

const program = fileURLToPath(new URL('../programs/kubectl.mjs', import.meta.url));

interface Named {
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The objects that the stand-in for kubectl finds. */
export interface TestKubernetes {
  readonly namespaces: readonly Named[];
  readonly nodes?: readonly Named[];
  /** Deployments, StatefulSets and pods, by namespace. */
  readonly objects?: Readonly<Record<string, readonly Named[]>>;
  /** By namespace. */
  readonly secrets?: Readonly<Record<string, readonly Named[]>>;
  /** Ports of this machine by namespace and `service:port`; null: no pod of the Service runs. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Commands that the user may not run: `get secrets`. */
  readonly denied?: readonly string[];
  /** The answer of kubectl to every command. */
  readonly refused?: string;
}

/** A stand-in for kubectl: it answers from a file and forwards to stores on this machine. */
export interface TestKubectl {
  /** An environment whose path finds it before any other kubectl. */
  readonly environment: Readonly<Record<string, string>>;
  set(cluster: TestKubernetes): Promise<void>;
  /** All its runs, in order. */
  calls(): Promise<{ readonly pid: number; readonly line: string }[]>;
  /** Pids of runs that forward and have not ended. */
  forwarding(): Promise<number[]>;
  remove(): Promise<void>;
}

export async function testKubectl(cluster: TestKubernetes): Promise<TestKubectl> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-kubectl-'));
  const file = join(folder, 'cluster.json');
  await symlink(program, join(folder, 'kubectl'));
  const calls = async () => {
    const text = await readFile(`${file}.calls`, 'utf8').catch(() => '');
    return [...text.matchAll(/^(\d+) (.*)$/gm)].map(([, pid, line]) => ({
      ...{ pid: Number(pid), line: line ?? '' },
    }));
  };
  const set = async (next: TestKubernetes) => {
    const callsBefore = (await calls()).length;
    await writeFile(file, JSON.stringify({ ...next, callsBefore }));
  };
  await set(cluster);
  return {
    environment: {
      PATH: [folder, process.env.PATH].join(delimiter),
      KUBECTL_STAND_IN: file,
    },
    set,
    calls,
    forwarding: async () =>
      (await calls()).flatMap(({ pid, line }) =>
        line.includes('port-forward') && !isGone(pid) ? [pid] : [],
      ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A Secret with these values. */
export const testSecret = (name: string, values: Readonly<Record<string, string>>): Named => ({
  metadata: { name },
  data: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  ),
});
