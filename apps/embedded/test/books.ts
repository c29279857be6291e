import pg from 'pg';

/** What the databases of an install say, read directly and not through the services. */
export interface Books {
  query<Row extends object>(service: string, text: string): Promise<Row[]>;
  close(): Promise<void>;
}

export function openBooks(url: (service: string) => string): Books {
  const clients = new Map<string, Promise<pg.Client>>();
  return {
    async query<Row extends object>(service: string, text: string) {
      let connecting = clients.get(service);
      if (!connecting) {
        const client = new pg.Client({ connectionString: url(service) });
        connecting = client.connect().then(() => client);
        clients.set(service, connecting);
      }
      const result = await (await connecting).query(text);
      return result.rows as Row[];
    },
    async close() {
      for (const connecting of clients.values()) await (await connecting).end();
      clients.clear();
    },
  };
}

interface OrderRow {
  id: string;
  status: string;
  payment_id: string | null;
  quantity: number;
  refunds: { paymentId: string; refundedAt: string | null }[];
}

/** Everything that the books of a settled install must not show. Each finding is a sentence. */
export async function findContradictions(books: Books): Promise<string[]> {
  const findings: string[] = [];
  const stock = await books.query<{ id: string }>(
    'orders',
    `select s.ticket_type_id as id from stock s left join (
       select (line->>'ticketTypeId')::uuid as ticket_type_id,
              sum((line->>'quantity')::int) filter (where status = 'pending') as held,
              sum((line->>'quantity')::int) filter (where status = 'paid') as sold
       from orders, jsonb_array_elements(lines) as line group by 1
     ) o using (ticket_type_id)
     where s.held <> coalesce(o.held, 0) or s.sold <> coalesce(o.sold, 0)
        or s.capacity <> s.available + s.held + s.sold`,
  );
  findings.push(...stock.map(({ id }) => `stock of ${id} is not the sum of its orders`));

  const orders = await books.query<OrderRow>(
    'orders',
    'select id, status, payment_id, quantity, refunds from orders',
  );
  const byId = new Map(orders.map((order) => [order.id, order]));

  const charges = await books.query<{ payment_id: string; order_id: string; refunded: boolean }>(
    'payments',
    `select payment_id, order_id, c.refunded_at is not null as refunded
     from sandbox_charge c join payment p on p.id = c.payment_id where outcome = 'captured'`,
  );
  for (const charge of charges) {
    const order = byId.get(charge.order_id);
    const bought = order?.status === 'paid' && order.payment_id === charge.payment_id;
    const explained = order?.refunds.some((refund) => refund.paymentId === charge.payment_id);
    if (bought === explained)
      findings.push(`payment ${charge.payment_id}: neither bought nor refunded`);
    if (explained && !charge.refunded)
      findings.push(`payment ${charge.payment_id}: refund not done`);
    if (bought && charge.refunded) findings.push(`payment ${charge.payment_id}: ticket and refund`);
  }

  const tickets = await books.query<{ order_id: string; count: number }>(
    'tickets',
    "select order_id, count(*)::int as count from ticket where status <> 'void' group by order_id",
  );
  const issued = new Map(tickets.map((row) => [row.order_id, row.count]));
  for (const order of orders) {
    const due = order.status === 'paid' ? order.quantity : 0;
    const given = issued.get(order.id) ?? 0;
    if (given !== due)
      findings.push(`order ${order.id} (${order.status}): ${given} tickets of ${due}`);
  }
  for (const orderId of issued.keys()) {
    if (!byId.has(orderId)) findings.push(`tickets for order ${orderId}, which does not exist`);
  }

  for (const service of ['auth', 'catalog', 'orders', 'payments', 'tickets']) {
    const [row] = await books.query<{ waiting: number }>(
      service,
      'select count(*)::int as waiting from outbox where published_at is null',
    );
    if (row?.waiting) findings.push(`${service}: ${row.waiting} outbox rows not published`);
  }
  return findings;
}
