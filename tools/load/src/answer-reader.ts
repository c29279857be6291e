import type { RawAnswer } from './answer.js';
import { createChunkReader } from './chunk-reader.js';

const headEnd = Buffer.from('\r\n\r\n');
const maxHeadBytes = 64 * 1024;
const maxBodyBytes = 32 * 1024 * 1024;
const none = Buffer.alloc(0);

/** Reads the answers of one connection, one at a time, from the pieces in which they come. */
export interface AnswerReader {
  /**
   * Takes the next piece; the caller may reuse its memory afterwards.
   * @returns the answer it completes
   * @throws Error when it is not an answer, or more than one was sent
   */
  take(piece: Buffer): RawAnswer | undefined;
  /** The connection has ended. @returns the answer that only its end completes */
  end(): RawAnswer | undefined;
  /** Whether the connection must not be used again after the last answer. */
  readonly closing: boolean;
}

/** What the answer depends on beside the server. */
export interface Asked {
  /** HEAD has no body. */
  readonly method: string;
  /** Whether nobody will read the body of an answer with this head, if its length is known. */
  readonly skipsBody?: ((head: string) => boolean) | undefined;
}

type Body =
  | { kind: 'head' }
  | { kind: 'length'; missing: number; skips: boolean }
  | { kind: 'chunked'; take: (piece: Buffer) => Buffer | undefined }
  | { kind: 'to-end'; tell: ((piece: Buffer) => void) | undefined };

/**
 * @param asked the request whose answer is read now
 * @param onNews takes what a stream of server-sent events says, as it comes, in memory that is used
 * again; none of it is in the answer
 */
export function createAnswerReader(
  asked: () => Asked,
  onNews?: (piece: Buffer) => void,
): AnswerReader {
  let body: Body = { kind: 'head' };
  let pieces: Buffer[] = [];
  let bytes = 0;
  let status = 0;
  let head = '';
  let closing = false;

  function finish(content: Buffer): RawAnswer {
    body = { kind: 'head' };
    pieces = [];
    bytes = 0;
    return { status, head, body: content };
  }

  function keep(piece: Buffer, limit: number): void {
    bytes += piece.length;
    if (bytes > limit) throw new Error('the answer is too large');
    pieces.push(Buffer.from(piece));
  }

  function takeHead(piece: Buffer): RawAnswer | undefined {
    const whole = pieces.length === 0 ? piece : Buffer.concat([...pieces, piece]);
    const end = whole.indexOf(headEnd);
    if (end < 0) {
      keep(piece, maxHeadBytes);
      return undefined;
    }
    pieces = [];
    bytes = 0;
    head = whole.toString('latin1', 0, end);
    status = Number(head.slice(9, 12));
    if (!head.startsWith('HTTP/1.') || !(status >= 100)) throw new Error('this is not HTTP/1.1');
    const rest = whole.subarray(end + headEnd.length);
    if (status < 200) return rest.length === 0 ? undefined : takeHead(rest); // 100, 103
    closing = head.startsWith('HTTP/1.0') || /\r\nconnection: *close/i.test(head);
    body = bodyOf();
    return takeBody(rest);
  }

  function bodyOf(): Body {
    const { method, skipsBody } = asked();
    if (status === 204 || status === 304 || method === 'HEAD') {
      return { kind: 'length', missing: 0, skips: false };
    }
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) {
      return { kind: 'length', missing: Number(length), skips: skipsBody?.(head) ?? false };
    }
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      return { kind: 'chunked', take: createChunkReader(maxBodyBytes, newsOf()) };
    }
    return { kind: 'to-end', tell: newsOf() };
  }

  const newsOf = () =>
    onNews && /\r\ncontent-type: *text\/event-stream/i.test(head) ? onNews : undefined;

  function takeBody(piece: Buffer): RawAnswer | undefined {
    if (body.kind === 'chunked') {
      const content = body.take(piece);
      return content && finish(content);
    }
    if (body.kind === 'to-end') {
      if (body.tell) body.tell(piece);
      else keep(piece, maxBodyBytes);
      closing = true;
      return undefined;
    }
    if (body.kind === 'head') return undefined;
    if (piece.length > body.missing) throw new Error('more was answered than was asked');
    if (piece.length < body.missing) {
      body.missing -= piece.length;
      if (!body.skips) keep(piece, maxBodyBytes);
      return undefined;
    }
    if (body.skips) return finish(none);
    if (pieces.length === 0) return finish(piece.length === 0 ? none : Buffer.from(piece));
    return finish(Buffer.concat([...pieces, piece]));
  }

  return {
    take: (piece) => (body.kind === 'head' ? takeHead(piece) : takeBody(piece)),
    end: () => (body.kind === 'to-end' ? finish(Buffer.concat(pieces)) : undefined),
    get closing() {
      return closing;
    },
  };
}
