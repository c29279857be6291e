import type { Change } from '../viewers/protocol.js';

/** The roles of a server process of the bench. */
export type Role =
  | 'raw'
  | 'bare'
  | 'same-bytes'
  | 'same-answers'
  | 'echo'
  | 'baseline'
  | 'orders'
  | 'auth'
  | 'product'
  | 'site';

/** An answer as it is sent, for a server that does nothing else. */
export interface FixedAnswer {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly bodyBase64: string;
}

/** The answer to one request. */
export interface KnownAnswer extends FixedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** It stays open after its body. */
  readonly isStream: boolean;
}

/** The state of a site's pages. */
export interface PagesState {
  /** Pages that were rendered since the site started. */
  readonly rendered: number;
  /** Memory of each renderer; empty where the system does not say. */
  readonly rendererBytes: readonly number[];
}

/** The configuration of a server process. */
export interface Job {
  readonly role: Role;
  /** Connection URLs by service, and of `bus` and `timers`. Roles without a database need none. */
  readonly urls: Readonly<Record<string, string>>;
  /** Settings by environment variable, as the product reads them. */
  readonly settings: Readonly<Record<string, string>>;
  /** PEM of the key that verifies session tokens. */
  readonly sessionPublicKey: string;
  readonly sessionCheckKey: string;
  /** The answer of the role `same-bytes`. */
  readonly answer?: FixedAnswer;
  /** The answers of the role `same-answers`. */
  readonly answers?: readonly KnownAnswer[];
}

/** The questions that a running server answers. */
export interface Server {
  /** Where it serves. */
  readonly url: string;
  /** Publishes messages on its bus. */
  publish?(messages: readonly object[]): Promise<void>;
  /** Messages that wait in an outbox or for a subscription. */
  waiting?(): Promise<number>;
  /** Changes of the stock of this event since it was asked last; none the first time. */
  changes?(eventId: string): readonly Change[];
  /** The pages of the role `site`. */
  pages?(): Promise<PagesState>;
  /** Processor time with the processes that it has started; its own alone, unless it says. */
  cpuMs?(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export type Question =
  | { readonly ask: 'start'; readonly job: Job }
  | { readonly ask: 'publish'; readonly messages: readonly object[] }
  | { readonly ask: 'waiting' }
  | { readonly ask: 'changes'; readonly eventId: string }
  | { readonly ask: 'pages' }
  | { readonly ask: 'memory' }
  | { readonly ask: 'cpu' }
  | { readonly ask: 'stop' };
