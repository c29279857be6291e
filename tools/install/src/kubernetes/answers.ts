import { connect } from 'node:net';

/** What makes a store say a first byte: PostgreSQL is asked for TLS, NATS begins alone. */
const greetings = {
  postgres: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
  nats: undefined,
} as const;
export type Store = keyof typeof greetings;

const timeoutMs = 5_000;

/** Resolves when the store on this port of this machine says a first byte. */
export function answers(store: Store, port: number): Promise<void> {
  const greeting = greetings[store];
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('it does not answer')));
    socket.once('connect', () => greeting && socket.write(greeting));
    socket.once('data', () => {
      resolve();
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it closes each connection')));
  });
}
