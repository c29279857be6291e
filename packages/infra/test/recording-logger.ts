import type { Logger } from '@onsale/runtime';

/** A logger that keeps each entry as a line: its fields as JSON, then its text. */
export function recordingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: object, text: string) => {
    lines.push(`${JSON.stringify(fields)} ${text}`);
  };
  const log: Logger = {
    debug: () => undefined,
    info: keep,
    warn: keep,
    error: keep,
    child: () => log,
  };
  return { ...log, lines };
}
