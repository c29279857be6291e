import { fileURLToPath } from 'node:url';
import { startChild } from '../child-process.js';
import type { Change } from '../viewers/protocol.js';
import type { Job, PagesState, Question } from './protocol.js';

/** A server of the bench, seen from outside. */
export interface RunningServer {
  readonly url: string;
  publish(messages: readonly object[]): Promise<void>;
  /** Messages that wait in an outbox or for a subscription. */
  waiting(): Promise<number>;
  /** Changes of the stock of this event since it was asked last; none the first time. */
  changes(eventId: string): Promise<readonly Change[]>;
  /** The pages of the role `site`. */
  pages(): Promise<PagesState>;
  /** Memory of its process after a full garbage collection. */
  memoryBytes(): Promise<number>;
  /** Processor time of its process, and of those it has started, since it began, milliseconds. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../../dist/server/child.js', import.meta.url));
/** As `npm start` sets them. */
const nodeOptions = ['--max-semi-space-size=64'];

/**
 * Starts a server in a process of its own and waits until it serves.
 * @throws BenchError with its last output when it does not, or exits unexpectedly
 */
export async function startServer(job: Job): Promise<RunningServer> {
  const child = startChild<Question>(program, `The server "${job.role}"`, nodeOptions);
  try {
    const url = await child.ask<string>({ ask: 'start', job });
    return {
      url,
      publish: (messages) => child.ask({ ask: 'publish', messages }),
      waiting: () => child.ask({ ask: 'waiting' }),
      changes: (eventId) => child.ask({ ask: 'changes', eventId }),
      pages: () => child.ask({ ask: 'pages' }),
      memoryBytes: () => child.ask({ ask: 'memory' }),
      cpuMs: () => child.ask({ ask: 'cpu' }),
      async stop() {
        try {
          if (child.isThere()) await child.ask({ ask: 'stop' });
        } finally {
          await child.end();
        }
      },
    };
  } catch (error) {
    await child.end();
    throw error;
  }
}
