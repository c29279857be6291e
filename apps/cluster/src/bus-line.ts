import { connect, createServer, type Socket } from 'node:net';

/**
 * `node bus-line.js <port>:<target> …` forwards connections from a port of this machine to another,
 * the target. While the process is stopped, old and new connections are silent, and neither side
 * notices that the other is unreachable, as when a network fails.
 */
for (const line of process.argv.slice(2)) {
  const [port, target] = line.split(':').map(Number) as [number, number];
  createServer((client) => forward(client, connect(target, '127.0.0.1'))).listen(port, '127.0.0.1');
}

process.once('SIGTERM', () => process.exit());

function forward(client: Socket, server: Socket): void {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('error', () => undefined); // 'close' follows
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
}
