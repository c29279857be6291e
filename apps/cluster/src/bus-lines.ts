import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The connections of one service to the bus, over ports of its own, so that they can be cut. A cut
 * line is silent: nobody hears that the other is gone, as when a network fails.
 */
export interface BusLines {
  readonly urls: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** @param targets ports of the NATS servers; `ports`: as many, to listen on */
export async function busLines(
  targets: readonly number[],
  ports: readonly number[],
): Promise<BusLines> {
  const open = new Set<Socket>();
  let isCut = false;

  function forward(client: Socket, target: number): void {
    const server = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined); // told by 'close'
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.on('data', (bytes) => {
        if (to.write(bytes)) return;
        from.pause();
        to.once('drain', () => {
          if (!isCut) from.resume();
        });
      });
      if (isCut) from.pause();
    }
  }

  const servers = await Promise.all(
    targets.map(
      (target, at) =>
        new Promise<Server>((resolve, reject) => {
          const server = createServer((client) => forward(client, target));
          server.once('error', reject);
          server.listen(ports[at], '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  return {
    urls: ports.map((port) => `nats://127.0.0.1:${port}`).join(','),
    cut() {
      isCut = true;
      for (const socket of open) socket.pause();
    },
    mend() {
      isCut = false;
      for (const socket of open) socket.resume();
    },
    async close() {
      for (const socket of open) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
