import { type ChildProcess, spawn } from 'node:child_process';
import { Server, type Socket } from 'node:net';

/**
 * Node takes one connection from each listening handle in a turn of its event loop. In a rush a turn
 * lasts 10 to 20 ms, so that one handle takes fewer than a hundred a second, and a browser that
 * needs a new connection waits for seconds beside others that are answered at once.
 */
const copies = 64;
const timeoutMs = 5_000;
/** Sends each handle back: what has passed between two processes is another handle of the same socket. */
const bounce = 'process.on("message", (message, handle) => process.send(message, handle))';

const copiesOf = new WeakMap<Server, readonly Server[]>();

/**
 * Gives the server more handles of the socket that it listens on, so that it takes more connections
 * a turn. The server treats these as its own, but its `close` does not wait for them.
 * @throws Error when the handles could not be had; the server then listens as before
 */
export async function addListeningCopies(server: Server, backlog: number): Promise<void> {
  const made: Server[] = [];
  copiesOf.set(server, made);
  const child = spawn(process.execPath, ['-e', bounce], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('The process that copies handles has ended.')));
      child.on('message', (_message, handle) => {
        made.push(listenOnCopy(server, handle, backlog).once('error', reject));
        made.at(-1)?.once('listening', () => made.length === copies && resolve());
      });
      const handle = handleOf(server);
      for (let each = 0; each < copies; each++) {
        child.send(each, handle, (error) => error && reject(error));
      }
    });
  } finally {
    await ended(child);
  }
}

function listenOnCopy(server: Server, handle: unknown, backlog: number): Server {
  // As `node:http` makes its own.
  const copy = new Server({ allowHalfOpen: true, noDelay: true });
  copy.on('connection', (socket: Socket) => server.emit('connection', socket));
  return copy.listen(handle, backlog);
}

/** The copies take no more connections. Resolves when those that they took have ended. */
export async function closeListeningCopies(server: Server): Promise<void> {
  const closed = (copiesOf.get(server) ?? []).map(
    (copy) => new Promise<void>((resolve) => copy.close(() => resolve())),
  );
  await Promise.all(closed);
}

/** Documented as what `listen` and `send` take: "anything with an underlying `_handle`". */
const handleOf = (server: Server) => (server as unknown as { _handle: Server })._handle;

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  await exit;
}
