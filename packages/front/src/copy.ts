import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { type Encoding, encodingFor } from './accept-encoding.js';

type Compress = (body: Buffer) => Promise<Buffer>;

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
const zstd = (zlib as { zstdCompress?: typeof zlib.gzip }).zstdCompress;

/** Fast, and almost as small as possible: a page is compressed again after every change. */
const compress: Partial<Record<Encoding, Compress>> = {
  br: (body) => brotli(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => gzip(body, { level: 6 }),
  ...(zstd ? { zstd: promisify(zstd) as Compress } : {}),
};

interface Encoded {
  readonly body: Buffer;
  /** Names and values in one flat list, the fastest form for `writeHead`. */
  readonly headers: readonly string[];
}

/** An answer that many clients get, compressed once for each requested encoding. */
export interface Copy {
  readonly bytes: number;
  /** Answers a `GET` or `HEAD`; with 304 if the client already has it. */
  send(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * @param headers of every answer with it, 304 included
 * @param encoded bodies that were compressed in advance
 * @param onGrown receives the bytes of each encoding that is made later
 */
export function createCopy(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  encoded: Partial<Record<Encoding, Buffer>> = {},
  onGrown: (bytes: number) => void = () => undefined,
): Copy {
  // Weak, because all encodings share it.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const shared = Object.entries({ ...headers, etag, vary: 'Accept-Encoding' }).flat();
  const ready = new Map<Encoding, Encoded>();
  const underWay = new Map<Encoding, Promise<Encoded>>();
  let bytes = 0;

  function keep(encoding: Encoding, encodedBody: Buffer): Encoded {
    const made: Encoded = {
      body: encodedBody,
      headers: [
        ...shared,
        ...(encoding === 'identity' ? [] : ['content-encoding', encoding]),
        'content-length',
        String(encodedBody.length),
      ],
    };
    ready.set(encoding, made);
    bytes += encodedBody.length;
    return made;
  }
  keep('identity', body);
  for (const [encoding, given] of Object.entries(encoded)) keep(encoding as Encoding, given);

  function make(encoding: Encoding): Promise<Encoded> {
    let making = underWay.get(encoding);
    if (!making) {
      making = (compress[encoding] as Compress)(body)
        .then((made) => {
          onGrown(made.length);
          return keep(encoding, made);
        })
        .finally(() => underWay.delete(encoding));
      underWay.set(encoding, making);
    }
    return making;
  }

  function write({ method }: IncomingMessage, response: ServerResponse, found: Encoded): void {
    response.writeHead(200, found.headers as string[]);
    if (method === 'HEAD') response.end();
    else response.end(found.body);
  }

  return {
    get bytes() {
      return bytes;
    },
    send(request, response) {
      const seen = request.headers['if-none-match'];
      if (seen !== undefined && matches(seen, etag)) {
        response.writeHead(304, shared);
        response.end();
        return;
      }
      const encoding = encodingFor(request.headers['accept-encoding']);
      const found = ready.get(encoding);
      if (found) return write(request, response, found);
      make(encoding).then(
        (made) => write(request, response, made),
        (error: Error) => response.destroy(error),
      );
    },
  };
}

/** Whether `If-None-Match` names the tag, by weak comparison (RFC 9110). */
function matches(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === opaque);
}
