/**
 * Why the first process of a container would not pass SIGTERM on: such a container ends only when it
 * is killed, after its whole grace period.
 * @param command the program and its arguments, as a container runtime starts them
 * @returns undefined when the program itself receives the signal
 */
export function deafness(command: readonly string[]): string | undefined {
  const [program = '', ...args] = command;
  const name = program.split('/').at(-1) ?? '';
  if (['npm', 'npx', 'yarn', 'pnpm'].includes(name)) return `${name} starts another process`;
  if (!['sh', 'bash', 'dash', 'ash'].includes(name)) return undefined;
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
  if (at < 0) return `${name} runs a script, which nothing here can read`;
  const last = lastCommand(args[at + 1] ?? '');
  if (/[|&]/.test(last)) return `a pipeline or a background process: ${last}`;
  return /^exec\s/.test(last) ? undefined : `the shell stays, waiting for: ${last}`;
}

/** What a script ends with, without texts in quotes and here-documents. */
function lastCommand(script: string): string {
  const bare = script
    .replaceAll(/(<<-?\s*['"]?(\w+)['"]?[^\n]*)\n[\s\S]*?\n\s*\2(?=\n|$)/g, '$1')
    .replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"/g, 'text')
    .replaceAll(/\d?>&\d?/g, '');
  const commands = bare
    .split(/\n|;|&&|\|\|/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('#'));
  return commands.at(-1) ?? '';
}
