import type { listOrders } from '@onsale/contracts/orders/http';
import type { Metadata } from 'next';
import { Page, PageTitle } from '../../components/layout/page';
import { OrderRow } from '../../components/order/order-row';
import { ButtonLink } from '../../components/ui/button';
import { Empty } from '../../components/ui/empty';
import { MorePages } from '../../components/ui/more-pages';
import { api } from '../../lib/api/server';
import { orNotFound } from '../../lib/or-not-found';
import type { PageProps } from '../../lib/page-props';
import { single } from '../../lib/query';
import { requestLocale } from '../../lib/request';
import { requireAccount } from '../../lib/session';

export const metadata: Metadata = { title: 'My orders' };

export default async function OrdersPage({ searchParams }: PageProps) {
  await requireAccount('/orders');
  const cursor = single((await searchParams).cursor);
  const [orders, locale] = await Promise.all([
    orNotFound(
      api<typeof listOrders>({
        method: 'GET',
        path: '/api/orders',
        query: cursor ? { cursor } : {},
      }),
      '/orders',
    ),
    requestLocale(),
  ]);
  const nowMs = Date.now();
  return (
    <Page width="text">
      <PageTitle>My orders</PageTitle>
      {orders.items.length === 0 ? (
        <Empty title="No orders yet.">
          <p className="mb-5">Everything you order is listed here, paid or not.</p>
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
      <MorePages path="/orders" cursor={cursor} nextCursor={orders.nextCursor} />
    </Page>
  );
}
