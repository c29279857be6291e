import { toString as drawQr } from 'qrcode';
import type { Onsale } from '../start.js';
import { ownNames } from './own-names.js';
import { trustPath } from './plain-http.js';

/** The terminal's advice on reaching the install with a phone; empty without TLS. */
export async function forPhones({ settings, tls }: Pick<Onsale, 'settings' | 'tls'>) {
  if (!tls) return '';
  const { host, port } = settings;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) {
    return `  TLS              https://localhost:${port}
  For phones       only this machine can connect; for other devices set ONSALE_HOST=0.0.0.0 ONSALE_DEMO=0\n`;
  }
  if (!tls.isOwn) return `  TLS              https, port ${port}, by the name in the certificate\n`;
  const others = ownNames().addresses.filter((one) => one !== '127.0.0.1' && one !== '::1');
  const addresses = isEverywhere ? others : [host];
  const [first] = addresses.map((one) => (one.includes(':') ? `[${one}]` : one));
  if (first === undefined) {
    return '  For phones       this machine is not on a private network\n';
  }
  const trust = `http://${first}:${port}${trustPath}`;
  const code = await drawQr(trust, { type: 'terminal', small: true });
  return `  For phones       https://${first}:${port}
                   once on each phone, to trust it: ${trust}\n${code}\n`;
}
