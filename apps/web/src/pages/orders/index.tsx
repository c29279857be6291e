import type { listOrders, Order } from '@onsale/contracts/orders/http';
import { PublicPage } from '../../components/layout/public-page';
import { Shell } from '../../components/layout/shell';
import { shellOr } from '../../lib/page-data';
import { plainQuery } from '../../lib/plain';
import { single } from '../../lib/query';
import { siteLocale } from '../../lib/site-locale';
import { OrdersView } from '../../views/orders-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly orders: { readonly items: Order[]; readonly nextCursor: string | null };
  readonly cursor: string | null;
  readonly nowMs: number;
}

export const getServerSideProps = shellOr<Props>(async ({ call, query }) => {
  const cursor = single(query.cursor) ?? null;
  const orders = await call<typeof listOrders>({
    method: 'GET',
    path: '/api/orders',
    query: cursor === null ? {} : { cursor },
  });
  return { props: { orders, cursor, nowMs: Date.now() } };
});

export default function OrdersPage(props: Props | Record<string, never>) {
  const isShell = !('orders' in props);
  return (
    <PublicPage title="My orders" here="/orders" script={isShell ? 'personal' : undefined}>
      {isShell ? <Shell name="orders" /> : <Orders {...(props as Props)} />}
    </PublicPage>
  );
}

const Orders = ({ cursor, ...rest }: Props) => (
  <OrdersView {...rest} cursor={cursor ?? undefined} query={plainQuery} locale={siteLocale()} />
);
