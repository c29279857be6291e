import { request as askPlain, type IncomingHttpHeaders } from 'node:http';
import { request as askSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';

const timeoutMs = 15_000;
const mostBytes = 4 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as it was sent, compressed or not; with `firstPiece` only its first piece. */
  readonly body: Buffer;
  /** From the request to the head of the answer, ms, with the connection. */
  readonly ms: number;
  /** The certificate, and why it is not trusted. */
  readonly certificate?: PeerCertificate;
  readonly distrust?: string;
}

interface Question {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Do not wait for the end: for streams. */
  readonly firstPiece?: boolean;
  readonly timeoutMs?: number;
}

/** Asks one question over a connection of its own. Rejects when no answer comes in time. */
export type Ask = (question: Question) => Promise<Answer>;

export interface Way {
  /** PEM that is trusted beside the usual authorities. */
  readonly ca?: string | undefined;
  /** IP address to connect to instead of those of the name. */
  readonly address?: string | undefined;
}

export const askAt =
  (url: URL, { ca, address }: Way): Ask =>
  ({ method = 'GET', path, headers, body, firstPiece = false, timeoutMs: limitMs = timeoutMs }) =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now();
      const isSecure = url.protocol === 'https:';
      const lookup: LookupFunction = (_name, options, found) => {
        const family = isIP(address ?? '');
        if (options.all) found(null, [{ address: address ?? '', family }]);
        else found(null, address ?? '', family);
      };
      const options = {
        ...{ method, headers, agent: false, signal: AbortSignal.timeout(limitMs) },
        ...(address === undefined ? {} : { lookup }),
      };
      const asked = isSecure
        ? // A bad certificate is a finding, and the other checks run in any case.
          askSecure(new URL(path, url), {
            ...options,
            ...(ca ? { ca } : {}),
            rejectUnauthorized: false,
          })
        : askPlain(new URL(path, url), options);
      asked.once('error', reject);
      asked.once('response', (response) => {
        const ms = performance.now() - startedMs;
        const pieces: Buffer[] = [];
        let bytes = 0;
        const socket = response.socket as TLSSocket;
        const tls = isSecure
          ? {
              certificate: socket.getPeerCertificate(),
              ...(socket.authorized ? {} : { distrust: String(socket.authorizationError) }),
            }
          : {};
        const end = () => {
          const { statusCode: status = 0, headers: said } = response;
          resolve({ status, headers: said, body: Buffer.concat(pieces), ms, ...tls });
          asked.destroy();
        };
        response.on('data', (piece: Buffer) => {
          pieces.push(piece);
          bytes += piece.length;
          if (firstPiece || bytes > mostBytes) end();
        });
        response.once('end', end);
        response.once('error', reject);
      });
      asked.end(body);
    });

/** The body of an answer. @throws Error when it is no JSON object: something else has answered */
export function jsonOf<T extends object>({ status, headers, body }: Answer): Partial<T> {
  const type = headers['content-type'] ?? 'nothing that has a type';
  const refuse = () => new Error(`${status} with ${type} came where the install answers JSON`);
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value !== 'object' || value === null) throw refuse();
    return value;
  } catch {
    throw refuse();
  }
}
