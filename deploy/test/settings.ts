import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import { expiration } from '@onsale/expiration';
import { cluster } from '@onsale/infra/cluster';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import { type Setting, settingsOf } from '@onsale/runtime';
import { tickets } from '@onsale/tickets';

/** What the process of each service reads from the environment, by variable. */
export const settingsByService: Readonly<Record<string, ReadonlyMap<string, Setting<unknown>>>> =
  Object.fromEntries(
    [auth, catalog, expiration, orders, payments, tickets].map((definition) => [
      definition.name,
      settingsOf(definition, cluster),
    ]),
  );

/** What `apps/web/server.mjs` and the pages read. */
export const webVariables = [
  ...['API_URL', 'WEB_ACCENT', 'WEB_DRAIN_SECONDS', 'WEB_HOST', 'WEB_IMPRINT', 'WEB_LOCALE'],
  ...[
    'WEB_OPERATIONS_PORT',
    'WEB_OPERATOR_DIGEST',
    'WEB_PORT',
    'WEB_PRIVACY',
    'WEB_SITE_LOGO',
    'WEB_SITE_NAME',
    'WEB_TERMS',
  ],
];
