import type { Book, Snapshot } from '../books.js';
import { type Doubt, Doubts } from '../doubts.js';
import { mergeById } from '../merge.js';
import { Check } from '../report.js';
import { createMoneyTotals } from './money-totals.js';
import {
  isCaptured,
  judgeMoney,
  judgeTickets,
  money,
  type OrderRow,
  type PaymentRow,
  type Purchase,
  type TicketsRow,
} from './purchase.js';

/** A service's books twice: as they were at one instant, and as they are. */
export interface OpenBook {
  readonly book: Book;
  readonly snapshot: Snapshot;
}

export interface PurchaseBooks {
  readonly orders: OpenBook;
  readonly tickets: OpenBook | undefined;
  readonly payments: OpenBook | undefined;
}

const orderColumns = `id, status, payment_id, total::text as total, currency, refunds,
  case when status = 'paid' then lines else '[]' end as lines`;

const ticketsOf = (where: string) => `
  select order_id as id, ticket_type_id, count(*)::int as tickets from ticket
  where status <> 'void' and ${where} group by order_id, ticket_type_id
  order by order_id, ticket_type_id`;

const paymentsOf = (where: string, sandbox: boolean) =>
  sandbox
    ? `select order_id as id, payment.id as payment_id, status, payment.amount::text as amount,
              payment.currency,
              case when provider = 'sandbox' then json_build_object(
                'captured', outcome is not distinct from 'captured',
                'refunded', charge.refunded_at is not null,
                'amount', charge.amount::text, 'currency', charge.currency) end as charge
       from payment left join sandbox_charge as charge
         on charge.payment_id = payment.id and settles_at <= now()
       where (captured_at is not null or outcome = 'captured') and ${where}
       order by order_id, payment.id`
    : `select order_id as id, id as payment_id, status, amount::text as amount, currency,
              null as charge
       from payment where captured_at is not null and ${where} order by order_id, id`;

/** Money taken for a payment that is not recorded. A payment is recorded before it is asked for. */
const chargesOfNoPayment = `
  select payment_id, amount::text as amount, currency from sandbox_charge as charge
  where outcome = 'captured' and settles_at <= now()
    and not exists (select from payment where payment.id = charge.payment_id)
  order by payment_id`;

const never = (async function* () {})();

/**
 * Each paid order has exactly its tickets, each ticket its paid order; each captured payment
 * bought its order or goes back. The three databases are read side by side in the order of the
 * orders' ids, so that memory stays bounded however many there are.
 */
export async function checkPurchases(
  { orders, tickets, payments }: PurchaseBooks,
  options: { patienceMs: number; eventId?: string | undefined; signal?: AbortSignal | undefined },
): Promise<{ checks: Check[]; doubts: Doubts }> {
  const { eventId } = options;
  const ticketsCheck = new Check(
    'paid = tickets',
    'a paid order has exactly its tickets, no other order has any',
  );
  const moneyCheck = new Check(
    'money',
    'a captured payment bought one paid order, or went back with a reason',
  );
  const totals = createMoneyTotals();
  const sandbox = payments !== undefined && (await hasSandbox(payments.snapshot));

  const judge = (purchase: Purchase) => [
    ...(tickets ? judgeTickets(purchase).map((one) => ({ ...one, check: ticketsCheck })) : []),
    ...(payments ? judgeMoney(purchase).map((one) => ({ ...one, check: moneyCheck })) : []),
  ];

  const doubts = new Doubts({
    ...options,
    async look(orderIds) {
      const ids = [orderIds];
      const mine = 'order_id = any($1::uuid[])';
      // The money first and the tickets last, in the order in which they arise.
      const paid = await payments?.book.look<PaymentRow>(paymentsOf(mine, sandbox), ids);
      const placed = await orders.book.look<OrderRow>(
        `select ${orderColumns} from orders where id = any($1::uuid[])`,
        ids,
      );
      const issued = await tickets?.book.look<TicketsRow>(ticketsOf(mine), ids);
      const byOrder = new Map(placed.map((row) => [row.id, row]));
      const [paymentsBy, ticketsBy] = [byId(paid ?? []), byId(issued ?? [])];
      return orderIds.flatMap((orderId) =>
        judge({
          orderId,
          order: byOrder.get(orderId),
          tickets: ticketsBy.get(orderId) ?? [],
          payments: paymentsBy.get(orderId) ?? [],
        }).map((one): Doubt => ({ ...one, key: orderId })),
      );
    },
  });

  for await (const { id, rows } of mergeById<OrderRow | TicketsRow | PaymentRow>(
    await streams({ orders, tickets, payments }, sandbox, eventId),
  )) {
    const [[order], given, paid] = rows as [OrderRow[], TicketsRow[], PaymentRow[]];
    if (eventId && !order && given.length === 0) continue; // a payment of another event
    if (order?.status === 'paid' || given.length > 0) ticketsCheck.looked += 1;
    moneyCheck.looked += paid.filter(isCaptured).length;
    totals.add(order, paid);
    for (const { kind } of judge({ orderId: id, order, tickets: given, payments: paid })) {
      await doubts.add(id, kind);
    }
  }
  // The event is unknown.
  if (payments && sandbox && !eventId) await findUnrecorded(payments.snapshot, moneyCheck);
  moneyCheck.rule += totals.text();
  return {
    checks: [...(tickets ? [ticketsCheck] : []), ...(payments ? [moneyCheck] : [])],
    doubts,
  };
}

async function streams(
  { orders, tickets, payments }: PurchaseBooks,
  sandbox: boolean,
  eventId?: string,
) {
  const { snapshot } = orders;
  if (eventId === undefined) {
    return [
      snapshot.pages<OrderRow>(
        `select ${orderColumns} from orders
         where status = 'paid' or payment_id is not null or refunds <> '[]' order by id`,
      ),
      tickets?.snapshot.pages<TicketsRow>(ticketsOf('true')) ?? never,
      payments?.snapshot.pages<PaymentRow>(paymentsOf('true', sandbox)) ?? never,
    ];
  }
  // Payments do not know their event. Ids are in the order of time, so its orders' are in a range.
  const [range] = await snapshot.query<{ first: string; last: string }>(
    `select (select id from orders where event_id = $1 order by id limit 1) as first,
            (select id from orders where event_id = $1 order by id desc limit 1) as last`,
    [eventId],
  );
  return [
    // All of them: one that was never paid must have no captured payment.
    snapshot.pages<OrderRow>(`select ${orderColumns} from orders where event_id = $1 order by id`, [
      eventId,
    ]),
    tickets?.snapshot.pages<TicketsRow>(ticketsOf('event_id = $1'), [eventId]) ?? never,
    payments?.snapshot.pages<PaymentRow>(paymentsOf('order_id between $1 and $2', sandbox), [
      range?.first,
      range?.last,
    ]) ?? never,
  ];
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group) group.push(row);
    else groups.set(row.id, [row]);
  }
  return groups;
}

async function findUnrecorded(payments: Snapshot, check: Check): Promise<void> {
  type Charge = { payment_id: string; amount: string; currency: string };
  for await (const rows of payments.pages<Charge>(chargesOfNoPayment)) {
    for (const { payment_id: id, amount, currency } of rows) {
      const taken = money(amount, currency);
      check.find(`The provider took ${taken} for payment ${id}, which is not recorded here.`, [id]);
    }
  }
}

/** Whether the books of the sandbox provider are in this database. */
export async function hasSandbox(payments: Snapshot): Promise<boolean> {
  const [row] = await payments.query<{ has: boolean }>(
    `select to_regclass('sandbox_charge') is not null as has`,
  );
  return row?.has ?? false;
}
