import { type Answer, LazyAnswer } from './answer.js';
import { type Connection, openConnection, type Target, trust } from './connection.js';
import { TransportError } from './transport-error.js';

export interface Ask {
  readonly method: string;
  readonly path: string;
  /** As they go out; `host` and `content-length` are added. Latin-1 text without line ends. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** `performance.now()` at which it was meant to be sent. */
  readonly dueMs?: number;
  /** Where this one has less time than the client's others, milliseconds. */
  readonly timeoutMs?: number;
  /**
   * Whether nobody will read the body of an answer with this head (status line and headers). To keep
   * the pages and files of a crowd would be a quarter of the generator's work.
   */
  readonly skipsBody?: (head: string) => boolean;
}

/** An answer that continues until either side ends it. */
export interface Stream {
  /**
   * The answer once it has ended, without the events; at once where it is no stream.
   * @throws TransportError when it was cut off, or closed
   */
  readonly ended: Promise<Answer>;
  /** Closes its connection, as browsers do. */
  close(): void;
}

export interface Client {
  /**
   * Sends on a free keep-alive connection, opening up to `connections`; waits for one otherwise.
   * Nothing is ever sent twice.
   * @throws TransportError when the connection failed or the timeout passed
   */
  send(ask: Ask): Promise<Answer>;
  /**
   * Asks for a stream of server-sent events, which has a connection for itself. The timeout is for
   * its beginning.
   * @param onNews takes each piece as it comes, in memory that is used again
   */
  stream(ask: Ask, onNews: (piece: Buffer) => void): Stream;
  /** Connections that are open. */
  readonly open: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
  /** Closes every connection; requests in progress fail as `lost`. */
  close(): Promise<void>;
}

export interface ClientOptions {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  readonly connections: number;
  /** From the call to the complete answer, waiting for a connection included. */
  readonly timeoutMs: number;
  /**
   * A connection that was idle for this long is closed, before the server closes it just as it is
   * used again. Shorter than servers usually wait; 15 s by default.
   */
  readonly idleMs?: number;
  /** Certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  /** IP address to connect to instead of those of the name. */
  readonly address?: string;
}

interface Call {
  readonly ask: Ask;
  readonly calledMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: TransportError) => void;
  readonly onNews?: (piece: Buffer) => void;
  line?: Line;
  /** It waits no more, for whatever reason. */
  over?: boolean;
  /** An answer that has begun and may never end. */
  isStream?: boolean;
}

interface Line {
  readonly connection: Connection;
  readonly openedMs: number;
  /** Since when it is free, if it is. */
  freeMs: number;
  isOpen: boolean;
  call: Call | undefined;
}

/** More at once than a listener's backlog takes would wait a second for their handshake. */
const maxOpening = 100;
const usualIdleMs = 15_000;

/**
 * HTTP/1.1 over plain sockets, keep-alive, no pipelining: as little of the processor a request as
 * Node allows, because a load generator shares it with the measured server.
 */
export function createClient(options: ClientOptions): Client {
  const { connections, timeoutMs, idleMs = usualIdleMs } = options;
  const { target, hostHeader } = parseTarget(options);
  const lines = new Set<Line>();
  const free: Line[] = [];
  let waiting: Call[] = [];
  let firstWaiting = 0;
  let opening = 0;
  let closed: { whenGone: () => void } | undefined;

  const sweepMs = Math.min(250, Math.max(5, timeoutMs / 20));
  const sweeping = setInterval(sweep, sweepMs);
  sweeping.unref();

  const waitingCount = () => waiting.length - firstWaiting;

  function nextWaiting(): Call | undefined {
    let call = waiting[firstWaiting];
    while (call?.over) {
      firstWaiting += 1;
      call = waiting[firstWaiting];
    }
    if (call === undefined) return undefined;
    firstWaiting += 1;
    if (firstWaiting > 1024 && firstWaiting * 2 > waiting.length) {
      waiting = waiting.slice(firstWaiting);
      firstWaiting = 0;
    }
    return call;
  }

  function write(line: Line, call: Call): void {
    line.call = call;
    call.line = line;
    const { method, path, headers, body, skipsBody } = call.ask;
    let text = `${method} ${path} HTTP/1.1\r\nhost: ${hostHeader}\r\n`;
    for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
    if (body === undefined) {
      if (method !== 'GET' && method !== 'HEAD') text += 'content-length: 0\r\n';
      line.connection.write({ method, skipsBody }, `${text}\r\n`, true);
      return;
    }
    const bytes = Buffer.byteLength(body);
    text += `content-length: ${bytes}\r\n\r\n`;
    const asked = { method, skipsBody };
    if (typeof body === 'string') line.connection.write(asked, text + body, bytes === body.length);
    else line.connection.write(asked, Buffer.concat([Buffer.from(text, 'latin1'), body]), false);
  }

  function useFree(line: Line): void {
    const call = nextWaiting();
    if (call) {
      write(line, call);
      return;
    }
    line.freeMs = performance.now();
    free.push(line);
  }

  function openMore(): void {
    while (!closed && opening < Math.min(waitingCount(), maxOpening) && lines.size < connections) {
      opening += 1;
      addLine();
    }
  }

  function addLine(): void {
    const line: Line = {
      openedMs: performance.now(),
      freeMs: 0,
      isOpen: false,
      call: undefined,
      connection: openConnection(target, {
        onOpen() {
          opening -= 1;
          line.isOpen = true;
          useFree(line);
          openMore();
        },
        onAnswer(raw, closing) {
          const { call } = line;
          if (!call) return line.connection.destroy(); // an answer to nothing
          line.call = undefined;
          const { ask, calledMs, resolve } = call;
          if (closing) line.connection.destroy();
          else useFree(line);
          resolve(new LazyAnswer(raw, performance.now() - (ask.dueMs ?? calledMs)));
        },
        onNews(piece) {
          const { call } = line;
          if (!call) return;
          call.isStream = true;
          call.onNews?.(piece);
        },
        onGone: (error) => lineGone(line, error),
      }),
    };
    lines.add(line);
  }

  function lineGone(line: Line, error: Error | undefined): void {
    lines.delete(line);
    const at = free.indexOf(line);
    if (at >= 0) free.splice(at, 1);
    if (line.isOpen) line.call?.reject(new TransportError('lost', error));
    else {
      opening -= 1;
      nextWaiting()?.reject(new TransportError('connect', error));
    }
    if (closed && lines.size === 0) closed.whenGone();
    else openMore();
  }

  function sweep(): void {
    const nowMs = performance.now();
    const overMs = nowMs - timeoutMs;
    const isLate = ({ calledMs, ask }: Call) => nowMs - calledMs >= (ask.timeoutMs ?? timeoutMs);
    for (let at = firstWaiting; at < waiting.length; at++) {
      const call = waiting[at] as Call;
      if (!call.over && isLate(call)) drop(call, 'timeout');
    }
    // The connection used last is used next, so the idle ones are in front.
    const fresh = free.findIndex(({ freeMs }) => freeMs > nowMs - idleMs);
    for (const line of free.splice(0, fresh < 0 ? free.length : fresh)) line.connection.destroy();
    for (const line of lines) {
      if (!line.isOpen) {
        if (line.openedMs < overMs) line.connection.destroy(new Error('it took too long'));
      } else if (line.call && !line.call.isStream && isLate(line.call)) {
        drop(line.call, 'timeout');
      }
    }
  }

  /** Waits no more for an answer, and closes the connection that it would come on. */
  function drop(call: Call, why: TransportError['kind']): void {
    call.over = true;
    if (call.line?.call === call) {
      call.line.call = undefined;
      call.line.connection.destroy();
    }
    call.reject(new TransportError(why));
  }

  function start(call: Call): void {
    if (closed) {
      call.reject(new TransportError('connect', new Error('the client is closed')));
      return;
    }
    const line = free.pop();
    if (line) {
      write(line, call);
      return;
    }
    waiting.push(call);
    openMore();
  }

  return {
    send: (ask) =>
      new Promise((resolve, reject) => {
        start({ ask, calledMs: performance.now(), resolve, reject });
      }),
    stream(ask, onNews) {
      let close = () => {};
      const ended = new Promise<Answer>((resolve, reject) => {
        const call: Call = { ask, onNews, calledMs: performance.now(), resolve, reject };
        close = () => {
          if (!call.over) drop(call, 'lost');
        };
        start(call);
      });
      return { ended, close };
    },
    get open() {
      return lines.size - opening;
    },
    get waiting() {
      return waitingCount();
    },
    async close() {
      clearInterval(sweeping);
      const gone = new Promise<void>((resolve) => {
        closed = { whenGone: resolve };
        if (lines.size === 0) resolve();
      });
      for (const line of lines) line.connection.destroy();
      for (let call = nextWaiting(); call; call = nextWaiting()) {
        call.reject(new TransportError('connect', new Error('the client was closed')));
      }
      await gone;
    },
  };
}

/** @throws Error when it is no URL that requests can be sent to */
function parseTarget({ url, ca, address }: ClientOptions): { target: Target; hostHeader: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new Error(`"${url}" is not an address like http://127.0.0.1:3000`);
  }
  const secure = parsed.protocol === 'https:';
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port);
  const to = address === undefined ? { host, port } : { host, port, address };
  const target = { ...to, ...(secure ? { secure: trust(ca) } : {}) };
  return { target, hostHeader: parsed.host };
}
