import type { Book } from '../books.js';
import { type Doubt, Doubts } from '../doubts.js';
import { Check } from '../report.js';

interface Waiting {
  readonly rows: number;
  readonly oldest_seconds: number;
  readonly first_id: string;
  readonly last_id: string;
}

/** Every outbox is drained: its messages are on the bus within the patience. */
export async function checkOutboxes(
  books: readonly Book[],
  options: { patienceMs: number; signal?: AbortSignal | undefined },
): Promise<{ check: Check; doubts: Doubts }> {
  const { patienceMs, signal } = options;
  const check = new Check(
    'outboxes drained',
    `no message waits in an outbox for more than ${patienceMs / 1000} s`,
  );
  const byService = new Map(books.map((book) => [book.service, book]));
  /** How far each outbox was behind at the first check; newer rows do not count. */
  const lastIds = new Map<string, string>();

  const read = async (service: string): Promise<Waiting | undefined> => {
    const rows = await byService.get(service)?.look<Waiting>(
      `select count(*)::float8 as rows, min(id)::text as first_id, max(id)::text as last_id,
              coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as oldest_seconds
       from outbox where published_at is null
         and created_at < now() - make_interval(secs => $1) and id <= $2`,
      [patienceMs / 1000, lastIds.get(service) ?? '9223372036854775807'],
    );
    return rows?.find((row) => row.rows > 0);
  };
  const doubts = new Doubts({
    patienceMs,
    signal,
    async look(services) {
      const found: Doubt[] = [];
      for (const service of services) {
        const waiting = await read(service);
        if (!waiting) continue;
        const { rows, oldest_seconds: age, first_id, last_id } = waiting;
        found.push({
          key: service,
          kind: 'waiting',
          check,
          text: `The outbox of ${service} has ${rows} ${rows === 1 ? 'row that waits' : 'rows that wait'} for the bus (ids ${first_id} to ${last_id}), the oldest for ${Math.round(age)} s.`,
          ids: [service],
        });
      }
      return found;
    },
  });
  for (const { service } of books) {
    check.looked += 1;
    const waiting = await read(service);
    if (!waiting) continue;
    lastIds.set(service, waiting.last_id);
    await doubts.add(service, 'waiting');
  }
  return { check, doubts };
}
