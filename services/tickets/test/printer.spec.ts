import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { Problem } from '@onsale/runtime';
import { afterAll, expect, test } from 'vitest';
import { createPrinter } from '../src/printer.js';

const printer = createPrinter(30);
afterAll(() => printer.stop());

const page = {
  eventTitle: 'Midnight Quartet',
  startsAt: new Date('2026-12-17T19:00:00Z'),
  endsAt: new Date('2026-12-17T21:00:00Z'),
  timeZone: 'Europe/Berlin',
  doorsAt: null,
  ageLimit: null,
  venueName: 'Elbe Hall',
  venueAddress: 'Am Kai 12, 20457 Hamburg',
  holderName: 'Zoë 王小明',
  ticketTypeName: 'Parterre',
  code: 'OT1.ABC',
  shortCode: '7K3PX-9QM2D',
  ticketId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001',
  orderId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0003',
  printedAt: new Date('2026-11-23T20:00:00Z'),
};

test('pages are drawn outside the event loop, the same each time', async () => {
  const first = await printer.print(page);
  expect(first.subarray(0, 5).toString()).toBe('%PDF-');
  const utilizations: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const before: EventLoopUtilization = performance.eventLoopUtilization();
    const pages = await Promise.all(Array.from({ length: 20 }, () => printer.print(page)));
    utilizations.push(performance.eventLoopUtilization(before).utilization);
    expect(pages.every((one) => one.equals(first))).toBe(true);
  }
  // A page drawn in this thread would keep its loop busy all the time; other work on the machine
  // only adds to that.
  expect(Math.min(...utilizations)).toBeLessThan(0.5);
});

test('a request gets 503 while hundreds wait, and those are served', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => printer.print(page)));
  const refused = outcomes.filter((one) => one.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(30);
  for (const { reason } of refused) {
    expect(reason).toBeInstanceOf(Problem);
    expect(reason).toMatchObject({ status: 503, retryAfterSeconds: 5 });
  }
});

test('a page that cannot be drawn fails alone', async () => {
  const broken = { ...page, eventTitle: undefined as unknown as string };
  await expect(printer.print(broken)).rejects.toThrow(TypeError);
  await expect(printer.print(page)).resolves.toBeInstanceOf(Buffer);
});
