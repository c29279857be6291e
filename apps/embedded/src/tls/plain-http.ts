import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { refusalPagePolicy } from '@onsale/contracts/refusal-page';
import { trustPage } from './trust-page.js';

const authorityPath = '/onsale-authority.crt';
export const trustPath = '/trust';
const guards = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' };

const encrypted = (request: IncomingMessage) =>
  (request.socket as Partial<TLSSocket>).encrypted === true;

/**
 * Answers requests that must not reach the product where TLS is served. Redirects plain HTTP from
 * other machines to TLS at the same address; serves this machine's own programs. With an authority
 * of our own, phones also get that here, and how to install it.
 * @param authority PEM; undefined with a certificate that everyone trusts
 */
export function guardPlainHttp(authority: string | undefined) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { headers, socket, url = '/' } = request;
    const path = url.split('?')[0];
    if (authority !== undefined && (path === authorityPath || path === trustPath)) {
      sendTrust(request, response, path === trustPath ? undefined : authority);
      return true;
    }
    if (encrypted(request)) return false;
    // This machine's programs: the pages' own processes, tools, a proxy.
    if (isLoopback(socket.remoteAddress) || socket.remoteAddress === socket.localAddress) {
      return false;
    }
    // HTTP/1.0 without a host cannot be sent anywhere else.
    const to = headers.host && `https://${headers.host}${url.startsWith('/') ? url : '/'}`;
    response.writeHead(to ? 307 : 400, {
      ...(to ? { location: to } : {}),
      ...guards,
      'cache-control': 'no-store',
      'content-length': 0,
      connection: 'close',
    });
    response.end();
    return true;
  };
}

const isLoopback = (address = '') => /^(::ffff:)?127\./.test(address) || address === '::1';

function sendTrust(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  authority: string | undefined,
): void {
  const body = authority ?? trustPage(`https://${safeHost(headers.host)}/`, authorityPath);
  response.writeHead(200, {
    'content-type': authority ? 'application/x-x509-ca-cert' : 'text/html; charset=utf-8',
    ...(authority ? { 'content-disposition': 'attachment; filename="onsale-authority.crt"' } : {}),
    'content-security-policy': refusalPagePolicy,
    ...guards,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

const safeHost = (host = '') => (/^[0-9a-zA-Z.:[\]-]+$/.test(host) ? host : 'localhost');
