import type { listOrders } from '@onsale/contracts/orders/http';
import { browserApi } from '../lib/api/browser';
import { serverNow } from '../lib/server-clock';
import { siteLocale } from '../lib/site-locale';
import { OrdersView } from '../views/orders-view';
import { cursorOfPage } from './id-of-page';
import { Loading } from './loading';
import { useLoaded } from './use-loaded';

/** The buyer's orders. */
export function OrdersPage() {
  const cursor = cursorOfPage();
  const query = cursor === undefined ? {} : { cursor };
  const loaded = useLoaded(() =>
    browserApi<typeof listOrders>({ method: 'GET', path: '/api/orders', query }),
  );
  if (!('value' in loaded)) return <Loading {...loaded} />;
  return (
    <OrdersView
      orders={loaded.value}
      cursor={cursor}
      query={{}}
      nowMs={serverNow()}
      locale={siteLocale()}
    />
  );
}
