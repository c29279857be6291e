import { kube, kubectl } from './kubectl.js';
import { nameOf, type Pod, podsOf } from './pods.js';
import { poll } from './poll.js';

/** One end that a pod may try to reach. */
export interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What each kind of pod listens on. */
const ports: Readonly<Record<string, readonly number[]>> = {
  postgres: [5432],
  redis: [6379],
  nats: [4222, 6222, 8222],
};
const otherPorts = [3000, 9000];

/** Every port of one pod of each kind; `from` is not among them. */
export const targetsAmong = (pods: readonly Pod[], from?: Pod): Target[] =>
  [...new Set(pods.map(nameOf))].flatMap((name) => {
    const host = pods.find((pod) => nameOf(pod) === name && pod !== from)?.status.podIP;
    return host ? (ports[name] ?? otherPorts).map((port) => ({ name, host, port })) : [];
  });

const timeoutMs = 3_000;
const script = `
  const targets = JSON.parse(process.argv[1]);
  const ask = ({ host, port }) => new Promise((done) => {
    const socket = require('node:net').connect({ host, port, timeout: ${timeoutMs} });
    const end = (open) => { socket.destroy(); done(open); };
    socket.on('connect', () => end(true)).on('timeout', () => end(false)).on('error', () => end(false));
  });
  Promise.all(targets.map(ask)).then((open) => console.log(JSON.stringify(open)));`;

/** Tries all of them from inside a pod of ours. @returns whether each could be reached */
export async function reachedFrom(pod: Pod, targets: readonly Target[]): Promise<boolean[]> {
  const asked = ['exec', pod.metadata.name, '--', 'node', '-e', script, JSON.stringify(targets)];
  return JSON.parse(await kube(asked)) as boolean[];
}

const strangers = 'onsale-strangers';

/** The same from a pod of another namespace, which is made for it. */
export async function reachedByStranger(targets: readonly Target[]): Promise<boolean[]> {
  const [web] = await podsOf('web');
  const image = web?.status.containerStatuses?.[0]?.image ?? '';
  const wait = ['--attach', '--rm', '--quiet', '--restart=Never', '--pod-running-timeout=60s'];
  const overrides = {
    spec: {
      containers: [
        {
          name: 'stranger',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', script, JSON.stringify(targets)],
        },
      ],
    },
  };
  await kubectl(['create', 'namespace', strangers]);
  try {
    const account = ['--namespace', strangers, 'get', 'serviceaccount', 'default'];
    await poll(() => kubectl(account), { timeoutMs: 30_000 }); // without it no pod is admitted
    const run = ['--namespace', strangers, 'run', 'stranger', `--image=${image}`, ...wait];
    const said = await kubectl([...run, `--overrides=${JSON.stringify(overrides)}`], {
      timeoutMs: 90_000,
    });
    return JSON.parse(/\[.*\]/.exec(said)?.[0] ?? '[]') as boolean[];
  } finally {
    await kubectl(['delete', 'namespace', strangers]);
  }
}

export const strangersNamespace = strangers;
export const apiServer = { name: 'the API server', host: 'kubernetes.default', port: 443 };
