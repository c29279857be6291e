import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programs } from '../programs.js';
import { namespace } from './names.js';

interface Options {
  /** For its standard input. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 60_000;
const mostBytes = 64 * 2 ** 20;

/** What kubectl and the scripts that call it need, to reach the cluster of the tests. */
export const kubeEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, ...kubeConfig() });

/** Which cluster is meant, as our tools read it. */
export const kubeConfig = () => ({ KUBECONFIG: process.env.ONSALE_TEST_KUBECONFIG ?? '' });

/**
 * Runs kubectl in the cluster of the tests.
 * @returns what it printed
 * @throws Error with what it said, when it fails or takes too long
 */
export async function kubectl(
  args: readonly string[],
  { input, timeoutMs = usualTimeoutMs }: Options = {},
): Promise<string> {
  const running = promisify(execFile)(programs.kubectl as string, [...args], {
    env: kubeEnvironment(),
    maxBuffer: mostBytes,
    timeout: timeoutMs,
  });
  running.child.stdin?.on('error', () => undefined); // it ended before it read everything
  running.child.stdin?.end(input ?? '');
  return (await running).stdout;
}

/** The same in the namespace of the product. */
export const kube = (args: readonly string[], options?: Options): Promise<string> =>
  kubectl(['--namespace', namespace, ...args], options);

/** Objects of the namespace. */
export async function objects<T>(kinds: string, more: readonly string[] = []): Promise<T[]> {
  const text = await kube(['get', kinds, '--output', 'json', ...more]);
  return (JSON.parse(text) as { items: T[] }).items;
}
