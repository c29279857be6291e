import { Problem } from '@onsale/runtime';

/**
 * Whether the error is temporary, such as a database that is away or too busy: only a retry helps.
 */
export const isTemporary = (error: unknown): boolean =>
  error instanceof Problem && error.status === 503;
