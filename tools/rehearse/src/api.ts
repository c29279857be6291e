import { type Answer, type Client, createClient, TransportError } from '@onsale/load';
import { RehearsalError } from './failure.js';
import type { Install } from './install.js';
import type { Pauses } from './pauses.js';

const timeoutMs = 30_000;
/** Calls beside the rush: setting up, watching, cleaning up. */
const connections = 3;
const patienceMs = 60_000;
const pauseMs = 500;

interface CallOptions {
  readonly body?: object;
  /** A file, and its media type. */
  readonly file?: { readonly bytes: Buffer; readonly type: string };
  /** A session other than the organiser's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A 404 may mean that the thing is not there yet: retries it like a 503. */
  readonly mayBeLate?: boolean;
}

/** The calls that the rehearsal itself makes, beside its buyers. */
export interface Api {
  /**
   * Asks again while the install is busy or away, for a minute.
   * @throws RehearsalError when it refuses or stays away
   */
  call<T>(method: string, path: string, options?: CallOptions): Promise<T>;
  /** How far its clock is ahead of ours, in ms, as of the last answer; 0 within a second. */
  readonly clockAheadMs: number;
  /** Sets the session that `call` uses from now on. */
  signInAs(cookie: string): void;
  /** The session in use, for use elsewhere. */
  readonly cookie: string;
  close(): Promise<void>;
}

export function createApi(install: Install, pauses: Pauses): Api {
  const client: Client = createClient({
    ...{ url: install.url, connections, timeoutMs },
    ...(install.ca === undefined ? {} : { ca: install.ca }),
  });
  let clockAheadMs = 0;
  let cookie = '';
  return {
    async call<T>(
      method: string,
      path: string,
      { body, file, headers, mayBeLate = false }: CallOptions = {},
    ) {
      const ask = {
        method,
        path,
        headers: {
          ...(headers ?? (cookie === '' ? {} : { cookie })),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(file ? { 'content-type': file.type } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        ...(file ? { body: file.bytes } : {}),
      };
      for (const givenUpMs = performance.now() + patienceMs; ; ) {
        let trouble: string;
        try {
          const answer = await client.send(ask);
          clockAheadMs = readClock(answer);
          if (answer.status < 300) return JSON.parse(answer.body) as T;
          trouble = `${method} ${path} was answered ${answer.status}: ${detailOf(answer)}`;
          const late = mayBeLate && answer.status === 404;
          if (!late && ![429, 502, 503, 504].includes(answer.status))
            throw new RehearsalError(trouble);
        } catch (error) {
          if (!(error instanceof TransportError)) throw error;
          trouble = `${install.url} gives no answer (${error.message}).`;
        }
        if (performance.now() > givenUpMs || pauses.ended) throw new RehearsalError(trouble);
        await pauses.wait(pauseMs);
      }
    },
    get clockAheadMs() {
      return clockAheadMs;
    },
    signInAs(other) {
      cookie = other;
    },
    get cookie() {
      return cookie;
    },
    close: () => client.close(),
  };
}

/** The header counts whole seconds. */
function readClock({ headers }: Answer): number {
  const aheadMs = Date.parse(headers.get('date') ?? '') + 500 - Date.now();
  return Math.abs(aheadMs) > 1_500 ? aheadMs : 0;
}

function detailOf({ body }: Answer): string {
  try {
    return String((JSON.parse(body) as { detail?: string }).detail ?? body.slice(0, 200));
  } catch {
    return body.slice(0, 200);
  }
}
