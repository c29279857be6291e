import type { Found, Outbox, Span } from './outbox.js';

export interface Republished {
  readonly service: string;
  readonly found: Found;
  /** Rows that the relays now publish again; 0 of a dry run. */
  readonly marked: number;
}

/**
 * Marks what one service has published in a span of time as not yet published, oldest first, in
 * short transactions. The relays of the service find the rows and publish them. Running it twice
 * publishes twice, which does no harm.
 * @param signal ends it after the current batch; it then rejects, and the rows marked so far stay marked
 * @throws ToolError when the database does not answer
 */
export async function republish(
  service: string,
  outbox: Outbox,
  span: Span,
  options: {
    readonly dryRun: boolean;
    readonly tell: (service: string, marked: number, of: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<Republished> {
  const { dryRun, tell, signal } = options;
  const found = await outbox.find(span, { countMessages: dryRun });
  const { first, last } = found;
  if (dryRun || !first || !last) return { service, found, marked: 0 };
  let marked = 0;
  for (let after = first.id - 1; after < last.id; ) {
    signal?.throwIfAborted();
    const batch = await outbox.mark(span, after, last.id);
    if (!batch) break;
    marked += batch.rows;
    after = batch.lastId;
    tell(service, marked, found.rows);
  }
  return { service, found, marked };
}
