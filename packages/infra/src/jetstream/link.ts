import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, createInbox, errors, type NatsConnection } from '@nats-io/transport-node';
import { backoffMs, type Logger, Pause, Unavailable, withTimeLimit } from '@onsale/runtime';
import { inboxOf } from './names.js';

/** A connection to servers that have our stream. */
export interface Ready {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /**
   * Whether its server is about to stop: finish work on this connection, begin new work on the
   * next.
   */
  readonly isLeaving: boolean;
}

export interface Link {
  /** The present connection, with or without the stream. */
  readonly connection: NatsConnection | undefined;
  /** @throws Unavailable if the servers are away, or do not have the stream yet */
  now(): Ready;
  /**
   * Resolves as soon as there is one, without a time limit; with undefined when the link has ended.
   */
  ready(): Promise<Ready | undefined>;
  /** A new subject for answers that this account may subscribe to. */
  openInbox(): string;
  /** Reports that the stream is missing, so that it is found or created again. */
  missing(): void;
  /** Flushes outgoing data, and closes. */
  stop(): Promise<void>;
}

/** The credentials of an account at the NATS servers. */
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
  /** Makes sure that the stream exists. */
  readonly ensure: (manager: JetStreamManager) => Promise<void>;
  readonly log: Logger;
}

const connectTimeoutMs = 3_000;
/** No server answers during an election, so a short timeout and a retry get the answer sooner. */
const requestTimeoutMs = 1_500;
/** A server that is silent for twice this time counts as lost. */
const pingEveryMs = 3_000;
const firstPauseMs = 50;
const maxPauseMs = 1_000;
const flushTimeoutMs = 2_000;
const stopTimeoutMs = 2_000;

/**
 * Connects in the background, without a time limit, and again whenever the connection is lost. Each
 * connection starts fresh: no data for the previous one waits in memory, and no acknowledgement for
 * a lost server can reach one that came back empty and uses the same numbers for other messages.
 */
export function createLink(options: LinkOptions): Link {
  const { log } = options;
  const pause = new Pause();
  let stopped = false;
  let connection: NatsConnection | undefined;
  /** Connections that their servers will close soon. */
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
   * Finds or creates the stream, and again when it is missing, until the connection closes or its
   * server is about to stop. In the latter case it stays current until there is another.
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
        // During an election; waiting for the answer was pause enough.
        failures = error instanceof errors.TimeoutError ? 0 : failures + 1;
        if (!isOver())
          log.warn({ reason: reasonOf(error) }, 'bus: the stream is not available yet');
      }
      if (leaving.has(open)) return;
      announce(undefined);
      if (!isOver() && !stopped)
        await pause.wait(backoffMs(failures + 1, firstPauseMs, maxPauseMs));
    }
  }

  /** Resolves when the server announces that it is about to stop. */
  async function watch(open: NatsConnection): Promise<void> {
    return new Promise((resolve) => {
      const follow = async () => {
        for await (const status of open.status()) {
          // Otherwise the client waits until the server accepts pending data, which may never
          // happen.
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
        if (leaving.has(connection)) log.info({}, 'bus: leaving a server that is about to stop');
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
      // It may still wait for a silent server; then it ends when that attempt does.
      await within(stopTimeoutMs, running).catch(() => undefined);
    },
  };
}

/** `tls://` requires TLS and a certificate for that name from an authority that Node trusts. */
export const tlsOf = (servers: readonly string[]) =>
  servers.some((server) => server.startsWith('tls://')) ? { tls: {} } : {};

/**
 * Sends account and token; each server uses the one it requires, so switching needs no downtime.
 */
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

/** Messages of NATS name servers and codes, no secrets. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

/**
 * Waits for `work`, at most `ms`.
 * @throws Unavailable if it takes longer
 */
export const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  withTimeLimit(ms, work, () => {
    throw new Unavailable('The bus');
  });
