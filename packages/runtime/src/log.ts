import { pino } from 'pino';
import { Problem } from './errors.js';

/** Structured logs, one JSON object per line. Log ids only, never personal data or secrets. */
export interface Logger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
  child(fields: object): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Logs to standard error; standard output is for text that people read. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describe },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}

// Stack traces of problems are left out: when a part is unavailable every caller fails, and they
// say nothing.
function describe(error: unknown): object {
  if (!(error instanceof Problem)) return pino.stdSerializers.err(error as Error);
  const { cause } = error;
  const reason = cause instanceof Error ? { reason: cause.message } : {};
  return { type: error.code, message: error.detail, ...reason };
}
