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
  oneOf,
  readSettings,
  type Settings,
  SettingsError,
  type SettingValues,
  serverSettings,
  siteSettings,
  text,
} from '@onsale/runtime';
import { tickets } from '@onsale/tickets';

/** Every service in the order of their starts: those that others ask by message come first. */
export const services = [orders, tickets, payments, expiration, catalog, auth] as const;

export const embeddedSettings = {
  port: integer('PORT', { doc: 'Where everything is served', default: 3000, min: 1, max: 65_535 }),
  host: text('ONSALE_HOST', {
    doc: 'Address to listen on; `0.0.0.0` lets other machines in',
    default: '127.0.0.1',
    pattern: /^[0-9a-zA-Z.:-]+$/,
    expected: 'an address or host name',
  }),
  hosts: {
    ...text('ONSALE_HOSTS', {
      doc: 'Names by which people reach this install, such as `tickets.example.org`, separated by commas; its addresses and `localhost` are always known',
      default: '',
    }),
    parse: hostNames,
  },
  tls: oneOf('ONSALE_TLS', {
    doc: '`self`: TLS with a certificate authority of its own, for phones on the same network',
    default: 'off',
    values: ['off', 'self'],
  }),
  certificate: text('ONSALE_TLS_CERTIFICATE', {
    doc: 'PEM file with a TLS certificate and its intermediates; read again when it changes',
    default: '',
  }),
  certificateKey: text('ONSALE_TLS_KEY', {
    doc: 'PEM file with the private key of the certificate',
    default: '',
  }),
  data: text('ONSALE_DATA', {
    doc: 'Folder where the data lives; by default one per port, `.onsale/3000`',
    default: '',
    pattern: /^(?!~)/,
    expected: 'a path without ~, which only a shell expands',
  }),
  updateBackups: integer('ONSALE_UPDATE_BACKUPS', {
    doc: 'Backups made before an update that stay, in `backups` of the data folder; 0 makes none',
    default: 3,
    min: 0,
    max: 100,
  }),
  backupPassphrase: text('ONSALE_BACKUP_PASSPHRASE', {
    doc: 'Encrypts these backups; without it they are not encrypted. `./onsale backup` reads it from its own environment',
    default: '',
    pattern: /^(.{8,})?$/s,
    expected: 'eight characters at least',
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

const mostHosts = 20;

/** @returns the names, separated by commas alone */
function hostNames(value: string): string {
  const names = value.trim() === '' ? [] : value.split(',').map((name) => name.trim());
  if (names.length > mostHosts || !names.every((name) => /^[a-z0-9.-]{1,253}$/i.test(name))) {
    throw new Error(
      'must be up to twenty host names, separated by commas: without https://, ports and *, and with letters beyond a to z as xn--…',
    );
  }
  return names.join(',');
}

export type EmbeddedSettings = SettingValues<typeof embeddedSettings>;

/** The data folder of the install on this port. */
export const dataFolder = (settings: EmbeddedSettings, root: string): string =>
  settings.data === '' ? join(root, '.onsale', String(settings.port)) : resolve(settings.data);

const groups: readonly Settings[] = [
  embeddedSettings,
  ...services.map((service) => service.settings),
];

/** Every setting that this install knows, by its environment variable. */
export const allSettings = byVariable(groups);

/**
 * Checks every setting before anything starts. The install itself makes those without a default.
 * @throws SettingsError that names each invalid setting, and each that does not exist
 */
export function assertSettings(environment: Readonly<Record<string, string | undefined>>): void {
  assertKnown(environment, allSettings);
  const checked = [...allSettings].filter(
    ([env, setting]) => setting.defaultText !== undefined || environment[env] !== undefined,
  );
  readSettings(Object.fromEntries(checked), environment);
  const { tls, certificate, certificateKey } = readSettings(embeddedSettings, environment);
  if ((certificate === '') !== (certificateKey === '')) {
    throw new SettingsError('ONSALE_TLS_CERTIFICATE and ONSALE_TLS_KEY go together');
  }
  if (tls === 'self' && certificate !== '') {
    throw new SettingsError(
      'ONSALE_TLS=self and ONSALE_TLS_CERTIFICATE exclude each other: unset one of them',
    );
  }
}
