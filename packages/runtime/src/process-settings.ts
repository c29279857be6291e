import { isIP } from 'node:net';
import { operatorTokenSetting } from './http/operator.js';
import { flag, integer, oneOf, type Setting, type SettingValues, text } from './settings.js';
import { tracingSettings } from './tracing-settings.js';

/** The settings of every process that serves the API. */
export const serverSettings = {
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
      doc: 'Proxies whose X-Forwarded headers are trusted: comma-separated addresses or networks',
      default: 'loopback',
    }),
    parse: proxies,
  },
  ...tracingSettings,
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

const address = { pattern: /^[0-9a-zA-Z.:-]+$/, expected: 'an address or host name' };

/** PEM text, also on one line with `\n` for line ends, as some environments need. */
export const pem = (env: string, options: { doc: string; label: string }): Setting<string> => ({
  env,
  doc: options.doc,
  defaultText: undefined,
  parse(value) {
    const read = value.replaceAll('\\n', '\n');
    if (!read.startsWith(`-----BEGIN ${options.label}-----`)) {
      throw new Error(`must be PEM that begins with -----BEGIN ${options.label}-----`);
    }
    return read;
  },
});

/** Settings of a process, in addition to those of its service and its infrastructure. */
export const processSettings = {
  port: integer('PORT', { doc: 'Port of the API', default: 3000, min: 1, max: 65_535 }),
  host: text('ONSALE_HOST', {
    doc: 'Address that the API listens on; `0.0.0.0` lets other machines in',
    default: '127.0.0.1',
    ...address,
  }),
  operationsPort: integer('ONSALE_OPERATIONS_PORT', {
    doc: 'Port for probes and operators: `/healthz`, `/readyz`, `/metrics`, `/dead-letters`, `/arrival`',
    default: 9000,
    min: 1,
    max: 65_535,
  }),
  operationsHost: text('ONSALE_OPERATIONS_HOST', {
    doc: 'Address of that port. Never expose it to the public',
    default: '127.0.0.1',
    ...address,
  }),
  operatorToken: operatorTokenSetting,
  metricsOpen: flag('ONSALE_METRICS_OPEN', {
    doc: 'Serve `/metrics` without the operator token, on an operations port that only monitoring reaches',
    default: false,
  }),
  drainSeconds: integer('ONSALE_DRAIN_SECONDS', {
    doc: 'How long it keeps serving after SIGTERM while it reports that it is not ready, in seconds',
    default: 5,
    min: 0,
    max: 600,
  }),
  sessionPublicKey: pem('ONSALE_SESSION_PUBLIC_KEY', {
    doc: 'Verifies session tokens: public key of `ONSALE_SESSION_PRIVATE_KEY`, PEM, SPKI',
    label: 'PUBLIC KEY',
  }),
  sessionCheckKey: text('ONSALE_SESSION_CHECK_KEY', {
    doc: 'The key of this service in `ONSALE_SESSION_CHECK_KEYS`, to check tokens in a tenth of the time; empty: by their signature',
    default: '',
    pattern: /^([\w-]{32,100})?$/,
    expected: '32 to 100 letters, digits, - and _',
    secret: true,
  }),
  ...serverSettings,
} as const;

export type ProcessSettings = SettingValues<typeof processSettings>;
