/** One answer. Its headers and body are decoded when someone looks: a rush looks at few. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. Repeated ones are joined by `, `, cookies by a line feed. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The body as it came, compressed where the answer says so; empty where the request skips it. */
  readonly bytes: Buffer;
  /** From the intended send time (`dueMs`) when one was given, else from the call; milliseconds. */
  readonly ms: number;
}

/** What the reader of a connection returns: an answer without its time. */
export interface RawAnswer {
  readonly status: number;
  /** The status line and the headers, without the empty line. */
  readonly head: string;
  readonly body: Buffer;
}

export class LazyAnswer implements Answer {
  readonly status: number;
  readonly ms: number;
  readonly #head: string;
  readonly #body: Buffer;
  #headers: Map<string, string> | undefined;
  #text: string | undefined;

  constructor(raw: RawAnswer, ms: number) {
    this.status = raw.status;
    this.ms = ms;
    this.#head = raw.head;
    this.#body = raw.body;
  }

  get headers(): ReadonlyMap<string, string> {
    this.#headers ??= parseHeaders(this.#head);
    return this.#headers;
  }

  get bytes(): Buffer {
    return this.#body;
  }

  get body(): string {
    this.#text ??= this.#body.toString('utf8');
    return this.#text;
  }
}

function parseHeaders(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = headers.get(name);
    const glue = name === 'set-cookie' ? '\n' : ', ';
    headers.set(name, earlier === undefined ? value : `${earlier}${glue}${value}`);
  }
  return headers;
}
