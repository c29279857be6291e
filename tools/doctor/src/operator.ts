import { fillsSoon, isNearlyFull } from '@onsale/runtime';
import { type Answer, jsonOf } from './ask.js';
import { type Finding, right, unknown, wrong } from './finding.js';
import { judgeClock, type Site } from './outside.js';

const gib = 1024 ** 3;
const mostOldestSeconds = 60;

/** Paths that must be closed to callers without the operator token. */
export async function checkClosed({ ask }: Site): Promise<Finding> {
  const paths = ['/metrics', '/dead-letters', '/arrival'];
  const answers = await Promise.all(
    paths.map((path) => ask({ path, headers: { 'x-forwarded-for': '127.0.0.1' } })),
  );
  const open = paths.filter((_, at) => answers[at]?.status === 200);
  return open.length === 0
    ? right('operations', 'Metrics and dead letters are closed to strangers.')
    : wrong(
        ...(['operations', `Open to everyone: ${open.join(', ')}.`] as const),
        'Set ONSALE_METRICS_OPEN=0, and let no proxy forward the operations port.',
      );
}

/**
 * Checks that need the operator token. @param token the operator token; undefined: none was found
 */
export async function checkInside(site: Site, token: string | undefined): Promise<Finding[]> {
  if (token === undefined) {
    const says =
      'Set ONSALE_OPERATOR_TOKEN in the environment to check addresses, disk and queues.';
    return [unknown('inside', says)];
  }
  const headers = { authorization: `Bearer ${token}` };
  const [arrival, metrics, claimed] = await Promise.all([
    site.ask({ path: '/arrival', headers }),
    site.ask({ path: '/metrics', headers }),
    site.ask({ path: '/arrival', headers: { ...headers, 'x-forwarded-for': claimedAddress } }),
  ]);
  if (arrival.status === 404) {
    const says = 'The operations port is not reachable from here, as it should be in a cluster.';
    return [unknown('inside', says)];
  }
  if (arrival.status !== 200 && arrival.status !== 401) {
    const says = `Operators’ routes answer ${arrival.status} for now: try again in a quarter of an hour.`;
    return [unknown('inside', says)];
  }
  if (arrival.status === 401) {
    const mend =
      'Take operatorToken from secrets.json in its data folder, and let the proxy pass Authorization on.';
    return [wrong('inside', 'The operator token is not the one of this install.', mend)];
  }
  return [...readArrival(site.url, arrival, claimed), ...readMetrics(metrics.body.toString())];
}

interface Arrival {
  readonly origin: string;
  readonly address: string;
  readonly isForwarded: boolean;
  readonly freeBytes: number | null;
  /** Of the clock there; the version before does not say it. */
  readonly now: string;
}

/** Of a network that is nobody's. */
const claimedAddress = '192.0.2.77';

function readArrival(url: URL, answer: Answer, claimed: Answer): Finding[] {
  const { origin, address = '', isForwarded, freeBytes = null, now } = jsonOf<Arrival>(answer);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const isBehind = url.protocol === 'https:' || origin !== url.origin || !isLocal;
  const isHere = /^(::ffff:)?127\.|^::1$/.test(address);
  return [
    isBehind && isHere && !isForwarded
      ? wrong(
          'addresses',
          `All visitors seem to come from ${address}, and share its limits.`,
          'Let the proxy pass X-Forwarded-For; for nginx: proxy_set_header X-Forwarded-For $remote_addr;',
        )
      : isForwarded && !isHere && jsonOf<Arrival>(claimed).address === claimedAddress
        ? wrong(
            'addresses',
            `A visitor can claim any address, and has the limits of each (you come from ${address}).`,
            'Let the proxy replace X-Forwarded-For; for nginx: proxy_set_header X-Forwarded-For $remote_addr; and name no more than the proxies in ONSALE_TRUST_PROXY.',
          )
        : right('addresses', `You seem to come from ${address}.`),
    // A proxy tells its own time.
    ...(now === undefined ? [] : [judgeClock(Date.parse(now) - Date.now())]).filter(
      ({ outcome }) => outcome === 'wrong',
    ),
    ...(freeBytes === null
      ? []
      : [
          isNearlyFull(freeBytes)
            ? wrong(
                ...([
                  'disk',
                  `${(freeBytes / gib).toFixed(1)} GiB are free on the disk with the data.`,
                ] as const),
                'Make room: a full disk stops sales.',
              )
            : right(
                'disk',
                `${Math.floor(freeBytes / gib)} GiB are free on the disk with the data.`,
              ),
        ]),
  ];
}

function readMetrics(text: string): Finding[] {
  const values = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
      value === '+Inf' ? Infinity : Number(value),
    );
  const fullInSeconds = Math.min(Infinity, ...values('onsale_disk_full_seconds'));
  const dead = values('onsale_dead_letters').reduce((sum, value) => sum + value, 0);
  const oldest = Math.max(0, ...values('onsale_outbox_oldest_seconds'));
  const waiting = values('onsale_subscription_waiting_messages').reduce(
    (sum, value) => sum + value,
    0,
  );
  return [
    ...(fillsSoon(fullInSeconds)
      ? [
          wrong(
            'disk',
            `At the rate of the last hours the disk is full in about ${Math.max(1, Math.round(fullInSeconds / 3_600))} h.`,
            'Make room: docs/operations.md, "The disk".',
          ),
        ]
      : []),
    dead > 0
      ? wrong(
          'dead letters',
          `${dead} messages could not be handled; a buyer may be without tickets.`,
          'docs/operations.md, "OnsaleDeadLetters".',
        )
      : right('dead letters', 'Every message was handled.'),
    oldest > mostOldestSeconds
      ? wrong(
          ...(['queues', `A message has waited for ${Math.round(oldest)} s.`] as const),
          'docs/operations.md, "OnsaleOutboxStuck".',
        )
      : right(
          'queues',
          `Messages wait for ${Math.round(oldest)} s at most; ${waiting} to be handled.`,
        ),
  ];
}
