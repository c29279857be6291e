import { join, resolve } from 'node:path';
import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import { expiration } from '@onsale/expiration';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import {
  assertKnown,
  byVariable,
  flag,
  integer,
  readSettings,
  type Settings,
  type SettingValues,
  serverSettings,
  siteSettings,
  text,
} from '@onsale/runtime';
import { tickets } from '@onsale/tickets';

/** Every service, in the order they start: who is asked by messages comes first. */
export const services = [orders, tickets, payments, expiration, catalog, auth] as const;

export const embeddedSettings = {
  port: integer('PORT', { doc: 'Where everything is served', default: 3000, min: 1, max: 65_535 }),
  host: text('ONSALE_HOST', {
    doc: 'Address to listen on; `0.0.0.0` lets other machines in',
    default: '127.0.0.1',
    pattern: /^[0-9a-zA-Z.:-]+$/,
    expected: 'an address or host name',
  }),
  data: text('ONSALE_DATA', {
    doc: 'Folder where the data lives; by default one per port, `.onsale/3000`',
    default: '',
  }),
  demo: flag('ONSALE_DEMO', {
    doc: 'Make demo accounts and events at the first start',
    default: true,
  }),
  web: flag('ONSALE_WEB', { doc: 'Serve the pages; 0 serves the API alone', default: true }),
  ...siteSettings,
  webDev: flag('ONSALE_WEB_DEV', { doc: 'Pages with reload, for developers', default: false }),
  ...serverSettings,
} as const;

export type EmbeddedSettings = SettingValues<typeof embeddedSettings>;

/** The folder that holds the data of the install on this port. */
export const dataFolder = (settings: EmbeddedSettings, root: string): string =>
  settings.data === '' ? join(root, '.onsale', String(settings.port)) : resolve(settings.data);

const groups: readonly Settings[] = [
  embeddedSettings,
  ...services.map((service) => service.settings),
];

/** Every setting that this install knows, by its environment variable. */
export const allSettings = byVariable(groups);

/**
 * Checks everything that can be set, before anything starts. What has no default is made by the
 * install itself.
 * @throws SettingsError naming each that is wrong, and each that is no setting at all
 */
export function assertSettings(environment: Readonly<Record<string, string | undefined>>): void {
  assertKnown(environment, allSettings);
  const checked = [...allSettings].filter(
    ([env, setting]) => setting.defaultText !== undefined || environment[env] !== undefined,
  );
  readSettings(Object.fromEntries(checked), environment);
}
