import type { Book, Snapshot } from '../books.js';
import { type Doubt, Doubts } from '../doubts.js';
import { Check } from '../report.js';

/** A sweeper ends holds within a second, so a minute is generous. */
const longSeconds = 60;

/** No order is still pending long past its time. */
export async function checkOverdue(
  { snapshot, book }: { snapshot: Snapshot; book: Book },
  options: { patienceMs: number; eventId?: string | undefined; signal?: AbortSignal | undefined },
): Promise<{ check: Check; doubts: Doubts }> {
  const { patienceMs, eventId, signal } = options;
  const limitSeconds = longSeconds + patienceMs / 1000;
  const check = new Check(
    'no hold past its time',
    `no pending order is ${Math.round(limitSeconds)} s past its time`,
  );
  const isOverdue = (parameter: string) =>
    `status = 'pending' and expires_at < now() - make_interval(secs => ${parameter})`;
  const doubts = new Doubts({
    patienceMs,
    signal,
    async look(ids) {
      const rows = await book.look<{ id: string; late: number }>(
        `select id, extract(epoch from now() - expires_at)::float8 as late
         from orders where id = any($1::uuid[]) and ${isOverdue('$2')}`,
        [ids, limitSeconds],
      );
      return rows.map(
        ({ id, late }): Doubt => ({
          key: id,
          kind: 'overdue',
          check,
          text: `Order ${id} still holds its tickets, ${Math.round(late)} s after its time.`,
          ids: [id],
        }),
      );
    },
  });
  const [where, values] = eventId ? ['event_id = $1', [eventId]] : ['true', []];
  const [counted] = await snapshot.query<{ pending: number }>(
    `select count(*)::float8 as pending from orders where status = 'pending' and ${where}`,
    values,
  );
  check.looked = counted?.pending ?? 0;
  const pages = snapshot.pages<{ id: string }>(
    `select id from orders where ${where} and ${isOverdue(String(limitSeconds))} order by id`,
    values,
  );
  for await (const rows of pages) for (const { id } of rows) await doubts.add(id, 'overdue');
  return { check, doubts };
}
