import { connect } from 'node:net';

/** Bytes that make a store answer: PostgreSQL is asked for TLS, NATS speaks first. */
const greetings = {
  postgres: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
  nats: undefined,
} as const;
export type Store = keyof typeof greetings;

const timeoutMs = 5_000;

/** Whether this NATS takes only clients that speak TLS. @throws Error when it does not answer */
export const natsAsksForTls = async (port: number): Promise<boolean> =>
  /"tls_required":\s*true/.test(String(await answers('nats', port)));

/** Resolves with the first bytes that the store on this port of this machine says. */
export function answers(store: Store, port: number): Promise<Buffer> {
  const greeting = greetings[store];
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('it does not answer')));
    socket.once('connect', () => greeting && socket.write(greeting));
    socket.once('data', (said: Buffer) => {
      resolve(said);
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it closes each connection')));
  });
}
