import type { IncomingMessage } from 'node:http';

const mostBytes = 64 * 1024;

/**
 * The fields of a form that was posted to a page; undefined for any other request, and for a form
 * that another site sends in the visitor's name.
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (request.method !== 'POST' || !isOwnForm(request)) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function isOwnForm({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return false;
  const { origin } = headers;
  const host = headers['x-forwarded-host'] ?? headers.host;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
