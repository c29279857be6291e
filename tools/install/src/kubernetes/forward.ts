import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ToolError } from '@onsale/cli';
import { answers, type Store } from './answers.js';
import { failure, type Kubectl, KubectlError } from './kubectl.js';
import type { StoreService } from './stores.js';
import { reasonOf } from './trouble.js';

/** A port of this machine that leads to a store in the cluster, through kubectl. */
export interface Forward {
  /** On 127.0.0.1; it stays the same. */
  readonly port: number;
  /**
   * Resolves when the store answers through it. When the connection breaks, for example because the
   * store's pod was replaced, this opens it again for up to a minute.
   * @throws ToolError
   */
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface Child {
  readonly port: number;
  /** Resolves with its output when it has ended. */
  readonly ended: Promise<string>;
  end(): Promise<void>;
}

const startWithinMs = 30_000;
/** For a Service whose pod is being replaced. */
const podWithin = '--pod-running-timeout=15s';
const mendWithinMs = 60_000;
const pauseMs = 500;
const lastWordsLength = 2_000;

/** @throws ToolError when it cannot be opened, or the store does not answer */
export async function openForward(
  kubectl: Kubectl,
  to: StoreService & { readonly store: Store },
  { tell, signal }: { tell: (step: string) => void; signal: AbortSignal },
): Promise<Forward> {
  let closed = false;
  let child = await startChild(kubectl, to, undefined, signal);
  const { port } = child;
  let mending: Promise<void> | undefined;

  const mend = (reason: string): Promise<void> => {
    if (!mending) {
      tell(`The connection to ${to.service} broke (${reason}), opening it again`);
      mending = startAgain().finally(() => {
        mending = undefined;
      });
    }
    return mending;
  };

  /** Starts it again as soon as it ends, so that the next connection finds it. */
  function watch(watched: Child): void {
    void watched.ended.then((said) => {
      if (closed || mending || signal.aborted || watched !== child) return;
      mend(reasonOf(said)).catch(() => undefined); // `ready` reports it where it matters
    });
  }

  async function startAgain(): Promise<void> {
    for (const givenUpMs = performance.now() + mendWithinMs; !closed; ) {
      try {
        await child.end();
        child = await startChild(kubectl, to, port, signal);
        await answers(to.store, port);
        watch(child);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (performance.now() > givenUpMs) {
          throw new ToolError(
            `kubectl does not get through to the Service ${to.service}: ${(error as Error).message.replace(/\.$/, '')}. What kubectl --namespace ${to.namespace} get pods shows may say why.`,
            { cause: error },
          );
        }
        await pause(pauseMs, undefined, { signal });
      }
    }
  }

  const forward: Forward = {
    port,
    async ready() {
      await mending?.catch(() => undefined);
      await answers(to.store, port).catch((error: Error) => mend(error.message));
    },
    async close() {
      closed = true;
      await child.end();
      await mending?.catch(() => undefined);
      await child.end();
    },
  };
  watch(child);
  try {
    await forward.ready();
    return forward;
  } catch (error) {
    await forward.close();
    throw error;
  }
}

/** @param localPort undefined: kubectl chooses a free one */
async function startChild(
  kubectl: Kubectl,
  { service, namespace, port: storePort }: StoreService,
  localPort: number | undefined,
  signal: AbortSignal,
): Promise<Child> {
  signal.throwIfAborted();
  const child = kubectl.start([
    ...['port-forward', '--address=127.0.0.1', podWithin, '--namespace', namespace],
    ...[`service/${service}`, `${localPort ?? ''}:${storePort}`],
  ]);
  const kill = () => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning && child.pid) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  signal.addEventListener('abort', kill, { once: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-lastWordsLength);
  });
  const ended = once(child, 'close').then(
    () => said,
    (error: Error) => error.message,
  );
  void ended.then(() => {
    process.off('exit', kill);
    signal.removeEventListener('abort', kill);
  });
  const end = async () => {
    kill();
    await ended;
  };
  const opened = new Promise<number>((resolve, reject) => {
    let heard = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // Each connection is a line: once the port is known, none is needed.
      if (heard.length < lastWordsLength) heard += text;
      const [, found] = /^Forwarding from 127\.0\.0\.1:(\d+) ->/m.exec(heard) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    void ended.then(() => reject(failure(['port-forward', `service/${service}`], said)));
    const timer = setTimeout(
      () => reject(new KubectlError('no pod', `kubectl does not begin to forward to ${service}.`)),
      startWithinMs,
    );
    void ended.then(() => clearTimeout(timer));
    timer.unref();
  });
  try {
    return { port: await opened, ended, end };
  } catch (error) {
    await end();
    signal.throwIfAborted();
    throw error;
  }
}
