import type { Order } from '@onsale/contracts/orders/http';
import { Page, PageTitle } from '../components/layout/page';
import { OrderRow } from '../components/order/order-row';
import { ButtonLink } from '../components/ui/button';
import { Empty } from '../components/ui/empty';
import { MorePages } from '../components/ui/more-pages';

/** The buyer's orders, newest first. */
export function OrdersView({
  orders,
  cursor,
  query,
  nowMs,
  locale,
}: {
  orders: { readonly items: readonly Order[]; readonly nextCursor: string | null };
  cursor: string | undefined;
  /** The list's other query parameters. */
  query: Record<string, string>;
  nowMs: number;
  locale: string;
}) {
  return (
    <Page width="text">
      <PageTitle>My orders</PageTitle>
      {orders.items.length === 0 ? (
        <Empty title="No orders yet.">
          <p className="mb-5">Your orders appear here, paid or not.</p>
          <ButtonLink kind="primary" href="/">
            See what’s on
          </ButtonLink>
        </Empty>
      ) : (
        <ul className="border-ink border-t-2">
          {orders.items.map((order) => (
            <OrderRow key={order.id} order={order} nowMs={nowMs} locale={locale} />
          ))}
        </ul>
      )}
      <MorePages path="/orders" query={query} cursor={cursor} nextCursor={orders.nextCursor} />
    </Page>
  );
}
