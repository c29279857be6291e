import { type NextRequest, NextResponse } from 'next/server';
import { securityHeaders } from './lib/security-headers';

/**
 * Before every page: a nonce for its scripts, and a trace id that goes with all the calls the page
 * makes, so that one click can be followed through the services.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomHex(16);
  const secured = securityHeaders(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', secured['content-security-policy']);
  headers.set('x-nonce', nonce);
  if (!headers.has('traceparent')) {
    // `00`: the pages record nothing themselves.
    headers.set('traceparent', `00-${randomHex(16)}-${randomHex(8)}-00`);
  }
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(secured)) response.headers.set(name, value);
  return response;
}

const randomHex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

export const config = { matcher: ['/((?!api/|_next/static/|_next/image).*)'] };
