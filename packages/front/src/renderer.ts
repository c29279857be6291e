import { randomBytes } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Rendered } from './keeper.js';

/** For a process that is alive but busy; `silent` reports one that is away sooner. */
const timeoutMs = 10_000;
const mostBytes = 8 * 1024 * 1024;

/** The request header that asks for a kept page. The front removes it from outside requests. */
export const renderHeader = 'x-onsale-render';
/** The value of that header, by which a process recognises its own requests. */
export const renderToken = randomBytes(16).toString('hex');

/** The unguessable placeholder for the site's name in kept pages. */
export const placeholderHost = `${randomBytes(16).toString('hex')}.invalid`;
/** The placeholder for the address of the site. */
export const placeholder = `https://${placeholderHost}`;

/** A process that renders pages. */
export interface PageProcess {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  /**
   * Aborts when the process has stopped answering anyone; undefined: the process is not watched.
   */
  readonly silent?: AbortSignal;
}

/** Requests a page from a page process anonymously, with a placeholder for the site's name. */
export function createRenderer(next: () => PageProcess) {
  const agent = new Agent({ keepAlive: true });
  return (path: string): Promise<Rendered> =>
    new Promise((resolve, reject) => {
      const { url, silent } = next();
      const asked = request(
        url + path,
        {
          agent,
          ...(silent ? { signal: silent } : {}),
          timeout: timeoutMs,
          headers: {
            host: placeholderHost,
            'x-forwarded-host': placeholderHost,
            'x-forwarded-proto': 'https',
            [renderHeader]: renderToken,
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > mostBytes) answer.destroy(new Error('the page is too large'));
            else chunks.push(chunk);
          });
          answer.once('error', reject);
          answer.once('end', () => {
            const status = answer.statusCode ?? 500;
            resolve({ status, headers: single(answer.headers), body: Buffer.concat(chunks) });
          });
        },
      );
      asked.once('timeout', () => asked.destroy(new Error(`no page within ${timeoutMs} ms`)));
      asked.once('error', reject);
      asked.end();
    });
}

function single(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
