import { connect } from 'node:net';
import type { Dice } from './dice.js';
import { nastyBytes } from './nasty.js';

const answerLimitMs = 3_000;

/** Bytes that are not HTTP, or not quite: a known sample, at times with a few bytes changed. */
export function nastyPacket({ host }: URL, dice: Dice): Buffer {
  const packet = Buffer.from(dice.pick(nastyBytes).replaceAll('HOST', host), 'latin1');
  for (let n = dice.pick([0, 0, 1, 3]); n > 0 && packet.length > 0; n--) {
    packet[dice.between(0, packet.length - 1)] = dice.between(0, 255);
  }
  return packet;
}

/**
 * @returns the fault of the answer; undefined when there is none. Silence is no fault: the server
 * may wait for the rest of the packet
 */
export async function faultOfRaw(
  { hostname, port }: URL,
  packet: Buffer,
): Promise<string | undefined> {
  const text = await answerTo(hostname.replace(/^\[|\]$/g, ''), Number(port || 80), packet);
  if (text === '') return undefined;
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(status))
    return `answers something that is not HTTP: ${JSON.stringify(text.slice(0, 80))}`;
  if (status >= 500 && status !== 503) return `answers ${status}`;
  const [method] = packet.toString('latin1').split(' ', 1);
  if (method === 'TRACE' && status < 400) return 'answers TRACE';
  const isRefusal = status >= 400 && !/^(HEAD|OPTIONS) /.test(packet.toString('latin1'));
  return isRefusal && !/^content-type: (application\/problem\+json|text\/html)/im.test(text)
    ? `refuses with ${status} in another form than documented`
    : undefined;
}

async function answerTo(host: string, port: number, packet: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    let text = '';
    const end = () => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(answerLimitMs, end);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
      if (text.includes('\r\n\r\n')) end();
    });
    socket.on('error', end).on('close', end);
    socket.end(packet);
  });
}
