import { AuditError, type Book } from '../books.js';
import { isId } from '../id.js';
import { Check } from '../report.js';

const askedAtOnce = 5_000;

/**
 * Every acknowledged order exists. One look is enough: acknowledged
 * means durable before the answer, so there is nothing to wait for.
 * @param lines an order's id each, or nothing
 * @throws AuditError when a line is something else
 */
export async function checkAcknowledged(
  orders: Book,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<Check> {
  const check = new Check('acknowledged holds', 'every acknowledged order exists');
  let batch: string[] = [];
  const ask = async () => {
    const rows = await orders.look<{ id: string }>(
      `select asked.id from unnest($1::uuid[]) as asked (id)
       where not exists (select from orders where orders.id = asked.id)`,
      [batch],
    );
    for (const { id } of rows) {
      check.find(`Order ${id} was acknowledged to its buyer, but does not exist.`, [id]);
    }
    check.looked += batch.length;
    batch = [];
  };
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const id = line.trim();
    if (id === '') continue;
    if (!isId(id)) {
      throw new AuditError(
        `Line ${number} of the acknowledged orders is ${JSON.stringify(id.slice(0, 60))}, which is not an order's id. Put one id on each line.`,
      );
    }
    batch.push(id);
    if (batch.length >= askedAtOnce) await ask();
  }
  if (batch.length > 0) await ask();
  return check;
}
