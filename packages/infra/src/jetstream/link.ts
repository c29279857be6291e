import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, createInbox, errors, type NatsConnection } from '@nats-io/transport-node';
import { backoffMs, type Logger, Pause, Unavailable, withTimeLimit } from '@onsale/runtime';
import { inboxOf } from './names.js';

/** A connection, and behind it a JetStream that has our stream. */
export interface Ready {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** Its server is about to end: what was begun here ends here, what is new goes to another. */
  readonly isLeaving: boolean;
}

export interface Link {
  /** The connection there is now, with or without the stream. */
  readonly connection: NatsConnection | undefined;
  /** @throws Unavailable when the servers are away, or cannot serve the stream yet */
  now(): Ready;
  /** Resolves as soon as there is one, be it in an hour; with undefined when the link has ended. */
  ready(): Promise<Ready | undefined>;
  /** A new subject for answers, where this account may listen. */
  openInbox(): string;
  /** The stream was not found: it is looked for, and made again. */
  missing(): void;
  /** Flushes what is being sent, and closes. */
  stop(): Promise<void>;
}

/** An account at the NATS servers, which says what it may publish and hear. */
export interface NatsAccount {
  readonly user: string;
  readonly password: string;
}

export interface LinkOptions {
  readonly servers: readonly string[];
  readonly account?: NatsAccount | undefined;
  readonly token?: string | undefined;
  /** Shown by the server. */
  readonly name: string;
  /** Makes sure that the stream is there. */
  readonly ensure: (manager: JetStreamManager) => Promise<void>;
  readonly log: Logger;
}

const connectTimeoutMs = 3_000;
/** Nobody answers while a leader is elected: a caller that asks again soon has the answer soon. */
const requestTimeoutMs = 1_500;
/** A server that is silent for twice as long is given up. */
const pingEveryMs = 3_000;
const firstPauseMs = 50;
const maxPauseMs = 1_000;
const flushTimeoutMs = 2_000;
const stopTimeoutMs = 2_000;

/**
 * Connects in the background, for as long as it takes, and again whenever the connection is lost.
 * Each connection is a new one: nothing sent over the last is waiting in memory, and no
 * acknowledgement of a message that a lost server gave out can reach a server that came back empty
 * and uses its numbers for other messages.
 */
export function createLink(options: LinkOptions): Link {
  const { log } = options;
  const pause = new Pause();
  let stopped = false;
  let connection: NatsConnection | undefined;
  /** Their servers close them soon. */
  const leaving = new Set<NatsConnection>();
  let current: Ready | undefined;
  let waiting: ((ready: Ready | undefined) => void)[] = [];
  let reportMissing: () => void = () => undefined;

  function announce(ready: Ready | undefined): void {
    current = ready;
    if (!ready && !stopped) return;
    const told = waiting;
    waiting = [];
    for (const tell of told) tell(ready);
  }

  /**
   * Finds or makes the stream, and again when it is missing: until the connection is closed, or its
   * server about to end. Then it stays the current one until there is another.
   */
  async function serve(open: NatsConnection): Promise<void> {
    const manager = await jetstreamManager(open, { checkAPI: false, timeout: requestTimeoutMs });
    const over = Promise.race([open.closed(), watch(open)]);
    const isOver = () => open.isClosed() || leaving.has(open);
    void over.then(() => pause.wake());
    for (let failures = 0; !isOver() && !stopped; ) {
      const lost = new Promise<void>((resolve) => {
        reportMissing = resolve;
      });
      try {
        await options.ensure(manager);
        if (isOver()) return;
        failures = 0;
        announce({
          ...{ connection: open, manager },
          get isLeaving() {
            return leaving.has(open);
          },
        });
        await Promise.race([over, lost]);
      } catch (error) {
        // As while a leader is elected; waiting for the answer was pause enough.
        failures = error instanceof errors.TimeoutError ? 0 : failures + 1;
        if (!isOver()) log.warn({ reason: reasonOf(error) }, 'bus: the stream cannot be had yet');
      }
      if (leaving.has(open)) return;
      announce(undefined);
      if (!isOver() && !stopped)
        await pause.wait(backoffMs(failures + 1, firstPauseMs, maxPauseMs));
    }
  }

  /** Resolves when the server says that it is about to end. */
  async function watch(open: NatsConnection): Promise<void> {
    return new Promise((resolve) => {
      const follow = async () => {
        for await (const status of open.status()) {
          // The client would first wait until the server accepts pending data, which may be never.
          if (status.type === 'staleConnection') await open.close();
          if (status.type === 'error') log.error({ reason: status.error.message }, 'bus: refused');
          if (status.type === 'ldm') {
            leaving.add(open);
            resolve();
          }
        }
        leaving.delete(open);
      };
      follow().then(resolve, resolve);
    });
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; failures += 1) {
      try {
        connection = await connect({
          servers: [...options.servers],
          ...credentialsOf(options),
          ...tlsOf(options.servers),
          name: options.name,
          timeout: connectTimeoutMs,
          reconnect: false,
          ignoreClusterUpdates: true,
          pingInterval: pingEveryMs,
          maxPingOut: 2,
        });
        log.info({ server: connection.getServer() }, 'bus: connected');
        failures = 0;
        if (stopped) await connection.close();
        else await serve(connection);
        if (leaving.has(connection)) log.info({}, 'bus: leaving a server that is about to end');
        else if (!stopped) log.warn({}, 'bus: connection lost');
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'bus: cannot connect; will try again');
      }
      if (stopped) return;
      await pause.wait(backoffMs(failures + 1, firstPauseMs, maxPauseMs));
    }
  }
  const running = run();

  return {
    get connection() {
      return connection?.isClosed() === false ? connection : undefined;
    },
    now() {
      if (!current || current.connection.isClosed()) throw new Unavailable('The bus');
      return current;
    },
    async ready() {
      if (stopped || (current?.connection.isClosed() === false && !current.isLeaving))
        return current;
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    openInbox: () => createInbox(options.account && inboxOf(options.account.user)),
    missing: () => reportMissing(),
    async stop() {
      stopped = true;
      reportMissing();
      pause.wake();
      announce(undefined);
      await Promise.all([connection, ...leaving].map((open) => open && end(open)));
      // It may be waiting for a server that is silent; then it ends with that.
      await within(stopTimeoutMs, running).catch(() => undefined);
    },
  };
}

/** `tls://` insists on TLS, and on a certificate of that name by an authority that Node trusts. */
export const tlsOf = (servers: readonly string[]) =>
  servers.some((server) => server.startsWith('tls://')) ? { tls: {} } : {};

/** Of account and token each server takes the one that it asks for: a change of one needs no pause. */
function credentialsOf({ account, token }: Pick<LinkOptions, 'account' | 'token'>) {
  return {
    ...(account && {
      user: account.user,
      pass: account.password,
      inboxPrefix: inboxOf(account.user),
    }),
    ...(token ? { token } : {}),
  };
}

async function end(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  await within(flushTimeoutMs, connection.flush()).catch(() => undefined);
  await connection.close();
}

/** Servers and numbers, no secrets. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

/** @throws Unavailable when it takes longer */
export const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  withTimeLimit(ms, work, () => {
    throw new Unavailable('The bus');
  });
