import { type ChildProcess, spawn } from 'node:child_process';
import { Server, type Socket } from 'node:net';

/**
 * Node accepts one connection from each listening handle in a turn of its event loop. In a rush a
 * turn takes 10 to 20 ms, so one handle accepts fewer than a hundred a second, and browsers that
 * need a new connection wait for seconds while others are answered immediately.
 */
const copies = 64;
const timeoutMs = 5_000;
/**
 * Sends each handle back: a handle that has passed between two processes is a copy for the same
 * socket.
 */
const bounce = 'process.on("message", (message, handle) => process.send(message, handle))';

const copiesOf = new WeakMap<Server, readonly Server[]>();

/**
 * Gives the server more handles for its listening socket, so that it accepts more connections in a
 * turn. The server treats them as its own, but its `close` does not wait for them.
 * @throws Error if the handles could not be copied; the server then listens as before
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
  // With the options of `node:http`.
  const copy = new Server({ allowHalfOpen: true, noDelay: true });
  copy.on('connection', (socket: Socket) => server.emit('connection', socket));
  return copy.listen(handle, backlog);
}

/** Stops the copies. Resolves when the connections that they accepted have ended. */
export async function closeListeningCopies(server: Server): Promise<void> {
  const closed = (copiesOf.get(server) ?? []).map(
    (copy) => new Promise<void>((resolve) => copy.close(() => resolve())),
  );
  await Promise.all(closed);
}

/** `listen` and `send` are documented to accept "anything with an underlying `_handle`". */
const handleOf = (server: Server) => (server as unknown as { _handle: Server })._handle;

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  await exit;
}
