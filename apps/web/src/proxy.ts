import { createHash } from 'node:crypto';
import { isTooLarge, tooLargePage } from '@onsale/contracts/too-large';
import { securityHeaders } from '@onsale/front/policy';
import { type NextRequest, NextResponse } from 'next/server';
import { signedInScript } from './lib/signed-in-script';

const signedIn = `'sha256-${createHash('sha256').update(signedInScript).digest('base64')}'`;

const ownPage = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

/**
 * Runs before every page that is made for one visitor: sets a nonce for its scripts, and a trace id
 * for all calls of the page, to follow one click through the services.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = `'nonce-${randomHex(16)}'`;
  const dev = process.env.NODE_ENV === 'development';
  const secured = securityHeaders([nonce, signedIn, "'strict-dynamic'"], [nonce], { dev });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', secured['content-security-policy']);
  if (!headers.has('traceparent')) {
    // `00`: the pages record nothing themselves.
    headers.set('traceparent', `00-${randomHex(16)}-${randomHex(8)}-00`);
  }
  const response = isTooLarge(request.headers.get('content-length'))
    ? new NextResponse(tooLargePage, { status: 413, headers: ownPage })
    : NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(secured)) response.headers.set(name, value);
  return response;
}

const randomHex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

export const config = {
  matcher: [
    {
      source: '/((?!api/|_next/static/).*)',
      // Kept pages get the hashes of their content, and each of their calls a trace.
      missing: [{ type: 'header', key: 'x-onsale-render' }],
    },
  ],
};
