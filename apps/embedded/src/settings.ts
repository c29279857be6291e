import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import { expiration } from '@onsale/expiration';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import {
  flag,
  integer,
  oneOf,
  readSettings,
  type Setting,
  type Settings,
  SettingsError,
  type SettingValues,
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
  webDev: flag('ONSALE_WEB_DEV', { doc: 'Pages with reload, for developers', default: false }),
  checkReplies: flag('ONSALE_CHECK_REPLIES', {
    doc: 'Check every answer against its contract, for developers',
    default: false,
  }),
  log: oneOf('ONSALE_LOG', {
    doc: 'How much is logged, as JSON to standard error: debug, info, warn, error, silent',
    default: 'warn',
    values: ['debug', 'info', 'warn', 'error', 'silent'],
  }),
  trustProxy: {
    ...text('ONSALE_TRUST_PROXY', {
      doc: 'Whose X-Forwarded headers are believed: comma-separated addresses or networks',
      default: 'loopback',
    }),
    parse: proxies,
  },
} as const;

function proxies(value: string): string {
  const isKnown = (name: string) => ['loopback', 'linklocal', 'uniquelocal'].includes(name);
  const isNetwork = (name: string) => {
    const [, address = '', bits = '0'] = /^(.+?)(?:\/(\d+))?$/.exec(name) ?? [];
    const version = isIP(address);
    return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
  };
  if (!value.split(',').every((part) => isKnown(part.trim()) || isNetwork(part.trim()))) {
    throw new Error('must be addresses or networks such as loopback,10.0.0.0/8');
  }
  return value;
}

export type EmbeddedSettings = SettingValues<typeof embeddedSettings>;

/** The folder that holds the data of the install on this port. */
export const dataFolder = (settings: EmbeddedSettings, root: string): string =>
  settings.data === '' ? join(root, '.onsale', String(settings.port)) : resolve(settings.data);

const groups: readonly Settings[] = [
  embeddedSettings,
  ...services.map((service) => service.settings),
];

/** Every setting that this install knows, by its environment variable. */
export const allSettings: ReadonlyMap<string, Setting<unknown>> = new Map(
  groups.flatMap((group) => Object.values(group).map((setting) => [setting.env, setting])),
);

/**
 * Checks everything that can be set, before anything starts. What has no default is made by the
 * install itself.
 * @throws SettingsError naming each that is wrong, and each that is no setting at all
 */
export function assertSettings(environment: Readonly<Record<string, string | undefined>>): void {
  const given = Object.keys(environment).filter((env) => /^ONSALE_(?!TEST_)/.test(env));
  const unknown = given.filter((env) => !allSettings.has(env));
  if (unknown.length > 0) {
    throw new SettingsError(
      `${unknown.join(', ')}: no such setting. There are: ${[...allSettings.keys()].join(', ')}`,
    );
  }
  const checked = [...allSettings].filter(
    ([env, setting]) => setting.defaultText !== undefined || environment[env] !== undefined,
  );
  readSettings(Object.fromEntries(checked), environment);
}
