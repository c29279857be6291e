/** The messages between tickets pages and their worker. */

/** To the worker: keep these for when there is no network. */
export interface KeepOrder {
  readonly keepTickets: readonly string[];
}

/** To a page: there was no network, so it shows the last known state. */
export interface KeptNews {
  /** An HTTP date; empty when unknown. */
  readonly keptAt: string;
}

const has = <K extends string>(value: unknown, name: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && name in value;

export const isKeepOrder = (value: unknown): value is KeepOrder =>
  has(value, 'keepTickets') && Array.isArray(value.keepTickets);

export const isKeptNews = (value: unknown): value is KeptNews =>
  has(value, 'keptAt') && typeof value.keptAt === 'string';
