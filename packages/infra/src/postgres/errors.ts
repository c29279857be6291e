import { Unavailable } from '@onsale/runtime';
import pg from 'pg';

/** Of the connection, of the server going down or coming up, or of resources it has run out of. */
const awayCodes = /^(08...|57P0[1-5]|53...|25P03)$/;
/** The server is a standby, or has become one: writes go to another. */
const readOnlyCode = '25006';
/** Cancelled by a timeout of ours, or as the victim of a deadlock: rolled back, ask again. */
const tryAgainCodes = new Set(['57014', '55P03', '40P01', '40001']);
/** The connection's prepared statements are not what we think they are. */
const staleCodes = new Set(['26000', '42P05']);
/** A prepared statement outlived a change of its table: right again on a new connection. */
const staleResult = 'cached plan must not change result type';

/** Of the servers of a database none takes writes at this moment. */
export class NoPrimary extends Error {}

/**
 * Whether a connection must not be used again after this error: anything that the server did not
 * say itself, and what it says when it ends the connection.
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

/** An error of pg as the callers of a database are promised it. */
export function explainError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    // Values of rows, which are personal data, and errors are logged.
    Object.assign(error, { detail: undefined, where: undefined });
    const code = error.code ?? '';
    if (!endsConnection(error) && !tryAgainCodes.has(code)) return error;
    return new Unavailable('The database', { cause: error });
  }
  if (isConnectionError(error)) return new Unavailable('The database', { cause: error });
  return error;
}

/** pg reports most of these by their text alone. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NoPrimary) return true;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined || code === 'EPIPE' || code === 'ECONNRESET') return true;
  return /^(Connection terminated|timeout |Query read timeout|Client (has encountered|was closed)|Cannot use a pool after)/.test(
    error.message,
  );
}
