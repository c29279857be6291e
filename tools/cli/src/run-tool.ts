import { ToolError, UsageError } from './errors.js';

/** The exit codes of all tools; a tool may have more. */
export const exitCodes = { good: 0, found: 1, failed: 2, interrupted: 130 } as const;

/** npm and the terminal both pass on the same Ctrl-C; only a later one counts as a second. */
const sameSignalMs = 1_000;

export interface Tool<Options> {
  /** As in `./onsale name`. */
  readonly name: string;
  readonly help: string;
  /**
   * Reads the command line.
   * @returns 'help' when that was asked for
   * @throws UsageError
   */
  readOptions(args: readonly string[]): Options | 'help';
  /**
   * @param signal aborts on Ctrl-C: clean up and reject
   * @returns the exit code
   * @throws ToolError with a message for a person
   */
  run(options: Options, signal: AbortSignal): Promise<number>;
  /** The exit code for an error of `run`; undefined: `exitCodes.failed`. */
  exitCodeOf?(error: unknown): number | undefined;
}

/** Runs a tool on this process's command line, and ends the process with its exit code. */
export async function runTool<Options>(tool: Tool<Options>): Promise<never> {
  const leaving = new AbortController();
  let toldAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const again = toldAt !== undefined && performance.now() - toldAt > sameSignalMs;
      if (again) process.exit(exitCodes.interrupted);
      toldAt ??= performance.now();
      leaving.abort();
    });
  }
  process.exit(await exitCodeOf(tool, leaving.signal));
}

async function exitCodeOf<Options>(tool: Tool<Options>, signal: AbortSignal): Promise<number> {
  try {
    const options = tool.readOptions(process.argv.slice(2));
    if (options !== 'help') return await tool.run(options, signal);
    process.stdout.write(tool.help);
    return exitCodes.good;
  } catch (error) {
    if (signal.aborted) {
      console.error('Stopped.');
      return exitCodes.interrupted;
    }
    console.error(isForPeople(error) ? error.message : error);
    if (error instanceof UsageError) console.error(`See ./onsale ${tool.name} --help`);
    return tool.exitCodeOf?.(error) ?? exitCodes.failed;
  }
}

/** Errors of the system, such as a full disk, name the file and the reason. */
const isForPeople = (error: unknown): error is Error =>
  error instanceof ToolError ||
  (error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined);
