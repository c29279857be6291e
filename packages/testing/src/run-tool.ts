import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface ToolRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number; out: string; said: string }>;
  /** Resolves when its standard error matches. */
  says(words: RegExp): Promise<void>;
}

/** Runs `./onsale tool` with only these settings of Onsale in the environment. */
export function runTool(
  tool: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): ToolRun {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('ONSALE_') && name !== 'PORT',
  );
  const child = spawn(process.execPath, ['onsale', tool, ...args], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, said] = ['', ''];
  let heard = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    heard();
  });
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({ code: code as number, out, said })),
    says: (words) =>
      new Promise((resolve) => {
        heard = () => words.test(said) && resolve();
        heard();
      }),
  };
}
