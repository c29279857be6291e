/** What tickets pages and their worker say to each other. */

/** To the worker: these are to be there without the network. */
export interface KeepOrder {
  readonly keepTickets: readonly string[];
}

/** To a page: there was no network, and this is what was last seen. */
export interface KeptNews {
  /** An HTTP date; empty when it is not known. */
  readonly keptAt: string;
}

const has = <K extends string>(value: unknown, name: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && name in value;

export const isKeepOrder = (value: unknown): value is KeepOrder =>
  has(value, 'keepTickets') && Array.isArray(value.keepTickets);

export const isKeptNews = (value: unknown): value is KeptNews =>
  has(value, 'keptAt') && typeof value.keptAt === 'string';
