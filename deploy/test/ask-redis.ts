import { connect } from 'node:net';

/** Sends lines of Redis' own protocol, and resolves to everything that it answers. */
export function askRedis(port: number, lines: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answers = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${lines}\r\nQUIT\r\n`));
    socket.on('data', (chunk) => (answers += chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(answers));
  });
}
