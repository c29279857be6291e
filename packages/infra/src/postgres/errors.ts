import { Unavailable } from '@onsale/runtime';
import pg from 'pg';

/** Codes for a lost connection, a server that stops or starts, or exhausted resources. */
const awayCodes = /^(08...|57P0[1-5]|53...|25P03)$/;
/** The code for a server that is a standby: writes go to another one. */
const readOnlyCode = '25006';
/**
 * Codes for a statement cancelled by our timeout or a deadlock: it was rolled back and can be
 * retried.
 */
const tryAgainCodes = new Set(['57014', '55P03', '40P01', '40001']);
/** Codes for prepared statements that differ from those we know of. */
const staleCodes = new Set(['26000', '42P05']);
/** The error of a prepared statement whose table has changed; a new connection fixes it. */
const staleResult = 'cached plan must not change result type';

/** None of the servers of a database is a primary at the moment. */
export class NoPrimary extends Error {}

/**
 * Whether a connection is unusable after this error: the error is not from the server, or the
 * server sent it because it closes the connection.
 */
export function endsConnection(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true;
  const code = error.code ?? '';
  return (
    awayCodes.test(code) ||
    code === readOnlyCode ||
    staleCodes.has(code) ||
    error.message === staleResult
  );
}

/** Converts an error of pg into the one that callers of a database expect. */
export function explainError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    // These contain values of rows, which are personal data and must not be logged.
    Object.assign(error, { detail: undefined, where: undefined });
    const code = error.code ?? '';
    if (!endsConnection(error) && !tryAgainCodes.has(code)) return error;
    return new Unavailable('The database', { cause: error });
  }
  if (isConnectionError(error)) return new Unavailable('The database', { cause: error });
  return error;
}

/** pg identifies most of these only by their text. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NoPrimary) return true;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined || code === 'EPIPE' || code === 'ECONNRESET') return true;
  return /^(Connection terminated|timeout |Query read timeout|Client (has encountered|was closed)|Cannot use a pool after)/.test(
    error.message,
  );
}
