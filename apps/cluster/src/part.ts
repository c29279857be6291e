/** The kinds of processes a cluster is made of. */
export type Kind = 'postgres' | 'nats' | 'bus-line' | 'redis' | 'service' | 'web' | 'nginx';

/** One process of the cluster; of PostgreSQL, the server with the processes it starts itself. */
export interface Part {
  /** Unique: `orders-2`, `nats-1`, `postgres`. */
  readonly name: string;
  readonly kind: Kind;
  /** The name that it shares with its kind: `orders`, `nats`. */
  readonly group: string;
  /** From 1, within its group. */
  readonly index: number;
  /** undefined while it does not run. */
  readonly pid: number | undefined;
  /** Starts it and resolves when it serves. @throws Error when it does not; nothing is left running */
  start(signal: AbortSignal): Promise<void>;
  /** Stops it, by force when it takes too long. @returns its exit code, if it has one */
  stop(): Promise<number | null>;
  /** Sends a signal to it, and to every process of its own, at once. */
  send(signal: NodeJS.Signals): void;
  /** Resolves, when the last started process has ended, with the reason. */
  readonly died: Promise<string>;
}
