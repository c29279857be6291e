import { join, resolve } from 'node:path';
import { services } from '@onsale/embedded/settings';
import { clusterSettings } from '@onsale/infra/cluster-settings';
import {
  assertKnown,
  byVariable,
  flag,
  integer,
  readSettings,
  SettingsError,
  type SettingValues,
  settingsOf,
  siteSettings,
  text,
} from '@onsale/runtime';

export { services };

/** The settings of `npm run cluster` itself; the services read others. */
export const installSettings = {
  port: integer('PORT', { doc: 'Where everything is served', default: 8443, min: 1, max: 65_535 }),
  host: text('ONSALE_HOST', {
    doc: 'Address to listen on; `0.0.0.0` lets other machines in',
    default: '127.0.0.1',
    pattern: /^[0-9a-zA-Z.:-]+$/,
    expected: 'an address or host name',
  }),
  site: text('ONSALE_SITE', {
    doc: 'Name of the site, as browsers know it',
    default: 'onsale.localhost',
    pattern: /^[0-9a-z]([0-9a-z.-]*[0-9a-z])?$/,
    expected: 'a host name like onsale.localhost',
  }),
  certificate: text('ONSALE_TLS_CERTIFICATE', {
    doc: 'PEM file with the TLS certificate of the site and its intermediates; empty: a self-signed one',
    default: '',
  }),
  certificateKey: text('ONSALE_TLS_KEY', {
    doc: 'PEM file with the private key of the certificate',
    default: '',
  }),
  data: text('ONSALE_DATA', {
    doc: 'Folder where the data lives; by default `.onsale/cluster`',
    default: '',
    pattern: /^(?!~)/,
    expected: 'a path without ~, which only a shell expands',
  }),
  demo: flag('ONSALE_DEMO', {
    doc: 'Make demo accounts and events at the first start',
    default: true,
  }),
  ...siteSettings,
} as const;

export type InstallSettings = SettingValues<typeof installSettings>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that only the cluster may give its services. */
const decided = [
  'PORT',
  'ONSALE_HOST',
  'ONSALE_OPERATIONS_PORT',
  'ONSALE_OPERATIONS_HOST',
  'ONSALE_TRUST_PROXY',
  'ONSALE_DRAIN_SECONDS',
  'ONSALE_SESSION_PUBLIC_KEY',
  'ONSALE_SESSION_CHECK_KEY',
  'ONSALE_SESSION_CHECK_KEYS',
  'ONSALE_NATS_URL',
  'ONSALE_NATS_PASSWORD',
  'ONSALE_NATS_TOKEN',
  'ONSALE_REDIS_URL',
];

/** The settings of a service's process, by environment variable. */
export const settingsOfService = new Map(
  services.map((service) => [service.name, settingsOf(service, { settings: clusterSettings })]),
);

/** Settings that the environment of the cluster may pass to the services. */
const passedOn = new Map(
  [...settingsOfService.values()]
    .flatMap((settings) => [...settings])
    .filter(([env]) => !decided.includes(env)),
);

const databaseVariables = services.map(({ name }) => databaseVariable(name));

export function databaseVariable(service: string): string {
  return `ONSALE_${service.toUpperCase()}_DATABASE_URL`;
}

/** The databases that the environment names, by variable; undefined when it names none. */
export function givenDatabases(
  environment: Environment,
): Readonly<Record<string, string>> | undefined {
  const given = databaseVariables.filter((env) => environment[env]);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((env) => [env, environment[env] as string]));
}

/**
 * Checks everything that can be set, before anything starts.
 * @throws SettingsError naming each setting that is wrong, missing or unknown
 */
export function readInstall(environment: Environment): InstallSettings {
  const own = byVariable([installSettings]);
  const known = new Map([...passedOn, ...own]);
  assertKnown(environment, known);
  const given = [...known].filter(([env]) => own.has(env) || environment[env] !== undefined);
  readSettings(Object.fromEntries(given), environment);
  const databases = givenDatabases(environment);
  const missing = databases ? databaseVariables.filter((env) => !databases[env]) : [];
  if (missing.length > 0) {
    throw new SettingsError(
      `${missing.join(', ')} must be set: give the databases of all services, or of none`,
    );
  }
  const settings = readSettings(installSettings, environment);
  if ((settings.certificate === '') !== (settings.certificateKey === '')) {
    throw new SettingsError('ONSALE_TLS_CERTIFICATE and ONSALE_TLS_KEY go together');
  }
  return settings;
}

/** The folder that holds the data of this cluster. */
export const dataFolder = (settings: InstallSettings, root: string): string =>
  settings.data === '' ? join(root, '.onsale', 'cluster') : resolve(settings.data);
