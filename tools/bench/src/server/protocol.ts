import type { Change } from '../viewers/protocol.js';

/** What a server process of the bench can be. */
export type Role = 'raw' | 'bare' | 'echo' | 'baseline' | 'orders' | 'product';

/** What a server process is told when it starts. */
export interface Job {
  readonly role: Role;
  /** Connection URLs by service, and of `bus` and `timers`. Roles without a database need none. */
  readonly urls: Readonly<Record<string, string>>;
  /** As the product's environment would have them. */
  readonly settings: Readonly<Record<string, string>>;
  /** PEM: what session tokens are verified with. */
  readonly sessionPublicKey: string;
  readonly sessionCheckKey: string;
}

/** What a server that runs can be asked. */
export interface Server {
  /** Where it serves. */
  readonly url: string;
  /** Publishes messages on its bus. */
  publish?(messages: readonly object[]): Promise<void>;
  /** Messages that wait in an outbox or for a subscription. */
  waiting?(): Promise<number>;
  /** Changes of the stock of this event since it was asked last; none the first time. */
  changes?(eventId: string): readonly Change[];
  stop(): Promise<void>;
}

export type Question =
  | { readonly ask: 'start'; readonly job: Job }
  | { readonly ask: 'publish'; readonly messages: readonly object[] }
  | { readonly ask: 'waiting' }
  | { readonly ask: 'changes'; readonly eventId: string }
  | { readonly ask: 'memory' }
  | { readonly ask: 'cpu' }
  | { readonly ask: 'stop' };
