import { demoLines, testCards } from './demo.js';
import type { Onsale } from './start.js';
import { forPhones } from './tls/phones.js';

/** Since this version, Node renders a third more pages; see docs/performance.md. */
const fasterFrom = 24;

/**
 * The text for a person once everything runs.
 * @param seconds since the start began
 */
export async function announce(onsale: Onsale, seconds: number): Promise<string> {
  const { url, settings, dataFolder } = onsale;
  const signIns = await demoLines(settings.demo, dataFolder);
  return `
Onsale is ready (${seconds.toFixed(1)} s):  ${url}

${signIns}${testCards}
${proxyAdvice(onsale)}${await forPhones(onsale)}  For developers   ${url}/api/docs
  Data             ${dataFolder}
${settings.web ? nodeAdvice(process.versions.node) : ''}  Stop             Ctrl-C
`;
}

/** A line for an install that others can reach only through a proxy; empty for all others. */
export function proxyAdvice({ settings, tls }: Pick<Onsale, 'settings' | 'tls'>): string {
  const [name = ''] = settings.hosts.split(',');
  if (name === '' || tls || !/^(127\.[\d.]+|localhost|::1)$/.test(settings.host)) return '';
  return `  Behind a proxy   ./onsale doctor https://${name} checks what it passes on\n`;
}

/**
 * A line for operators on an older Node than the one that renders pages fastest; else empty.
 * @param version `20.20.2`
 */
export function nodeAdvice(version: string): string {
  if (Number.parseInt(version, 10) >= fasterFrom) return '';
  return `  Node ${version.padEnd(11)} is fine; Node ${fasterFrom} renders pages about a third faster\n`;
}
