import { Problem } from '@onsale/runtime';

/** Nobody's fault: a database is away or too busy. Trying again later is all there is to do. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof Problem && error.status === 503;
