import { isIP } from 'node:net';
import { version } from '@onsale/runtime';
import { type Answer, type Ask, jsonOf } from './ask.js';
import { type Finding, right, unknown, wrong } from './finding.js';

const dayMs = 86_400_000;
const leastDays = 14;
const mostClockMs = 5_000;
const mostFirstByteMs = 1_000;
const samples = 5;
/** Live stock starts at once; behind a proxy that buffers it arrives much later or never. */
const streamMs = 8_000;

export interface Site {
  readonly url: URL;
  readonly ask: Ask;
  /** Asks the same host without TLS. */
  readonly askPlain?: Ask;
}

/** Whether it is Onsale that answers, and to this name. */
export async function checkName({ url, ask }: Site): Promise<Finding> {
  const answer = await ask({ path: '/api/users/currentuser' });
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    const says = `${url.origin} sends callers on, to ${headers.location ?? 'nowhere'}.`;
    return wrong('name', says, 'Check the address that it leads to.');
  }
  if (status === 421) {
    const mend = `Add ${url.hostname} to ONSALE_HOSTS and restart. If it is there, let the proxy pass Host; for nginx: proxy_set_header Host $http_host;`;
    return wrong('name', `The install does not answer to the name ${url.hostname}.`, mend);
  }
  if (status !== 200 || !isOnsale(answer)) {
    const mend = 'Check the address, and what the proxy in front passes on.';
    return wrong('name', `${url.origin} is not answered by Onsale (${status}).`, mend);
  }
  return right('name', `Onsale answers to ${url.host}.`);
}

function isOnsale(answer: Answer): boolean {
  try {
    return 'account' in jsonOf(answer);
  } catch {
    return false;
  }
}

export async function checkCertificate({ url, ask }: Site): Promise<Finding> {
  const isLocal = /^(.+\.)?localhost$/.test(url.hostname) || isIP(url.hostname) > 0;
  if (url.protocol === 'http:') {
    const says = 'The site is served without TLS: passwords and sessions can be read in transit.';
    return isLocal
      ? unknown('TLS', says)
      : wrong('TLS', says, 'Serve it by https: docs/deploy.md, "Behind a proxy", or ONSALE_TLS.');
  }
  const { certificate, distrust } = await ask({ path: '/api/users/currentuser' });
  if (distrust !== undefined) {
    const mend =
      'Give the proxy a certificate from an authority that browsers trust, with its intermediates.';
    return wrong('TLS', `Browsers do not trust the certificate: ${distrust}.`, mend);
  }
  const days = Math.floor((Date.parse(certificate?.valid_to ?? '') - Date.now()) / dayMs);
  if (Number.isNaN(days)) return unknown('TLS', 'The certificate does not say when it ends.');
  return days < leastDays
    ? wrong(
        'TLS',
        `The certificate expires in ${days} days.`,
        'Renew it, and find out why that did not happen automatically.',
      )
    : right('TLS', `The certificate is trusted, for another ${days} days.`);
}

export async function checkRedirect({ url, askPlain }: Site): Promise<Finding[]> {
  if (url.protocol !== 'https:') return [];
  if (!askPlain) return [unknown('redirect', 'Give --http-port to check the address without TLS.')];
  const mend = 'Redirect plain HTTP to https in the proxy (308, to the same host and path).';
  const answer = await askPlain({ path: '/events/a?b=c' }).catch(() => undefined);
  if (!answer) return [right('redirect', 'Nothing is served without TLS.')];
  const { location = '' } = answer.headers;
  const base = `http://${url.hostname}`;
  const leadsTo = URL.canParse(location, base) ? new URL(location, base).href : '';
  const isRight =
    [301, 302, 307, 308].includes(answer.status) && leadsTo === new URL('/events/a?b=c', url).href;
  return isRight
    ? [right('redirect', 'Requests without TLS are sent to the same page with it.')]
    : [
        wrong(
          'redirect',
          `Without TLS the answer is ${answer.status}, to ${location || 'nowhere'}.`,
          mend,
        ),
      ];
}

export async function checkStream({ ask }: Site): Promise<Finding> {
  const { items } = jsonOf<{ items: { id: string }[] }>(await ask({ path: '/api/events' }));
  const eventId = items?.[0]?.id;
  if (eventId === undefined) return unknown('live stock', 'There is no event to watch yet.');
  const path = `/api/events/${eventId}/availability/stream`;
  const headers = { accept: 'text/event-stream' };
  const answer = await ask({ path, headers, firstPiece: true, timeoutMs: streamMs }).catch(
    () => undefined,
  );
  const type = answer?.headers['content-type'] ?? '';
  if (answer?.status === 200 && type.startsWith('text/event-stream') && answer.body.length > 0) {
    return right('live stock', 'Changes of the stock arrive as they happen.');
  }
  if (answer && [404, 429, 503].includes(answer.status)) {
    return unknown('live stock', `The stream was answered ${answer.status}.`);
  }
  if (answer) {
    const says = `The stream was answered ${answer.status}, with ${answer.body.length} bytes of ${type || 'no type'}.`;
    const mend = 'Let the proxy pass /api/events/*/availability/stream on as it is.';
    return wrong('live stock', says, mend);
  }
  const mend = `The proxy gathers the stream. Switch its buffering off for /api/events/*/availability/stream; for nginx: proxy_buffering off; proxy_read_timeout 1h;`;
  return wrong('live stock', `Nothing of the stream arrived within ${streamMs / 1000} s.`, mend);
}

export async function checkClockAndTime({ ask }: Site): Promise<Finding[]> {
  const times: number[] = [];
  let aheadMs = 0;
  for (let turn = 0; turn < samples; turn += 1) {
    const { headers, ms } = await ask({ path: '/api/users/currentuser' });
    times.push((await ask({ path: '/' })).ms);
    // The header counts whole seconds.
    aheadMs = Date.parse(headers.date ?? '') + 500 + ms / 2 - Date.now();
  }
  const medianMs = Math.round([...times].sort((a, b) => a - b)[samples >> 1] ?? 0);
  return [
    judgeClock(aheadMs),
    medianMs < mostFirstByteMs
      ? right('first byte', `A page begins to arrive after ${medianMs} ms.`)
      : wrong(
          ...(['first byte', `A page begins to arrive after ${medianMs} ms.`] as const),
          'Check the load of the machine and the network path to it; a kept page takes a few ms.',
        ),
  ];
}

/** @param aheadMs how far the clock of the install is ahead of this machine's; NaN: nothing says it */
export function judgeClock(aheadMs: number): Finding {
  const seconds = Math.round(aheadMs / 1000);
  if (Number.isNaN(aheadMs)) return unknown('clock', 'No answer says what time it is there.');
  return Math.abs(aheadMs) < mostClockMs
    ? right('clock', 'Its clock and that of this machine agree.')
    : wrong(
        'clock',
        `Its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} that of this machine.`,
        'Sales open by its clock: let both follow a time server (timedatectl set-ntp true).',
      );
}

/** Compares with the doctor's own checkout, since it queries no service for it. */
export async function checkVersion({ ask }: Site): Promise<Finding> {
  const { info } = jsonOf<{ info: { version?: string } }>(await ask({ path: '/api/openapi.json' }));
  const theirs = info?.version;
  if (theirs === version) return right('version', `It is ${version}, as this checkout.`);
  const says = `It is ${theirs ?? 'unknown'}, and this checkout is ${version}.`;
  return wrong('version', says, 'Update the older of the two: docs/deploy.md, "Upgrading".');
}
