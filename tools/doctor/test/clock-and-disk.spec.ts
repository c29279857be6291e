import { createServer, type Server } from 'node:http';
import { pickFreePort } from '@onsale/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { askAt } from '../src/ask.js';
import { checkInside } from '../src/operator.js';
import { checkClockAndTime } from '../src/outside.js';

let server: Server | undefined;
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** An install that reports this clock and this much free space. */
async function machine({ aheadMs = 0, freeBytes = null as number | null, metrics = '' }) {
  const port = await pickFreePort();
  server = createServer(({ url }, answer) => {
    answer.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
    const arrival = {
      ...{ origin: `http://127.0.0.1:${port}`, address: '127.0.0.1', isForwarded: false },
      freeBytes,
    };
    answer.end(url === '/metrics' ? metrics : JSON.stringify(arrival));
  });
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${port}`);
  return { url, ask: askAt(url, {}) };
}

describe('the clock of an install', () => {
  const clock = async (aheadMs: number) =>
    (await checkClockAndTime(await machine({ aheadMs }))).find(({ check }) => check === 'clock');

  it('is right when it agrees with this machine, to the second that a header gives', async () => {
    expect(await clock(0)).toMatchObject({ outcome: 'right' });
  });

  it.each([
    [3_600_000, 'ahead of'],
    [-3_600_000, 'behind'],
  ])('is found out when it is %i ms off', async (aheadMs, words) => {
    const found = await clock(aheadMs);
    expect(found).toMatchObject({ outcome: 'wrong', mend: expect.stringContaining('time server') });
    expect(found?.says).toMatch(new RegExp(`(359\\d|360\\d) s ${words}`));
  });
});

describe('the disk of an install', () => {
  const disk = async (freeBytes: number | null, metrics = '') =>
    (await checkInside(await machine({ freeBytes, metrics }), 'a token')).filter(
      ({ check }) => check === 'disk',
    );

  it('is right when enough of it is free', async () => {
    expect(await disk(50 * 2 ** 30)).toMatchObject([
      { outcome: 'right', says: '50 GiB are free on the disk with the data.' },
    ]);
  });

  it('is reported when it is nearly full', async () => {
    expect(await disk(2 ** 28)).toMatchObject([{ outcome: 'wrong' }]);
  });

  it('is found out when it fills within a day, as the install forecasts', async () => {
    const forecast = (seconds: string) =>
      disk(50 * 2 ** 30, `onsale_disk_full_seconds ${seconds}\n`);
    expect(await forecast('7200')).toMatchObject([
      { outcome: 'right' },
      { outcome: 'wrong', says: expect.stringContaining('in about 2 h') },
    ]);
    expect(await forecast('+Inf')).toMatchObject([{ outcome: 'right' }]);
  });

  it('is not judged when the install cannot measure it', async () => {
    expect(await disk(null)).toEqual([]);
  });
});
