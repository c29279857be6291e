import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type { Logger } from '@onsale/runtime';
import type { EmbeddedSettings } from '../settings.js';
import { loadAuthority } from './authority.js';
import { givenCertificate, ownCertificates } from './certificates.js';
import { guardPlainHttp } from './plain-http.js';
import { serveTls } from './serve-tls.js';

/** TLS on the port of the install. */
export interface Tls {
  /** Whether its authority is our own, which phones have to install. */
  readonly isOwn: boolean;
  /** Answers requests that must not reach the product; false: the product answers. */
  guard(request: IncomingMessage, response: ServerResponse): boolean;
  serve(server: Server): void;
  stop(): void;
}

/**
 * Opens TLS according to the settings; undefined without TLS.
 * @throws Error that names the setting and what is wrong
 */
export async function openTls(
  settings: EmbeddedSettings,
  dataFolder: string,
  log: Logger,
): Promise<Tls | undefined> {
  const { tls, certificate, certificateKey } = settings;
  const isOwn = tls === 'self';
  if (!isOwn && certificate === '') return undefined;
  const authority = isOwn
    ? await loadAuthority(dataFolder, `Onsale on ${hostname()}`.slice(0, 64), new Date())
    : undefined;
  const certificates = authority
    ? ownCertificates(authority)
    : await givenCertificate({ certificate, key: certificateKey }, (reason) =>
        log.warn({ reason }, 'the new certificate cannot be used; the previous one stays'),
      );
  return {
    isOwn,
    guard: guardPlainHttp(authority?.certificate),
    serve: (server) => serveTls(server, certificates),
    stop: certificates.stop,
  };
}
