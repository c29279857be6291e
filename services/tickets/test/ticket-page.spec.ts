import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { eventTime } from '../src/event-time.js';
import { type Fonts, loadFonts } from '../src/fonts.js';
import { drawQr } from '../src/qr.js';
import { drawTicketPage, type TicketPage } from '../src/ticket-page.js';

const run = promisify(execFile);
const poppler = await run('pdftotext', ['-v']).then(
  () => true,
  () => false,
);

let newFonts: () => Fonts;
beforeAll(async () => {
  newFonts = await loadFonts();
});

const page: TicketPage = {
  eventTitle: 'Midnight Quartet',
  ...eventTime(new Date('2026-12-17T19:00:00Z'), new Date('2026-12-17T21:00:00Z'), 'Europe/Berlin'),
  venueName: 'Elbe Hall',
  venueAddress: 'Am Kai 12, 20457 Hamburg',
  holderName: 'Zoë Łuczak',
  ticketTypeName: 'Parterre',
  qr: drawQr('OT1.ABC'),
  shortCode: '7K3PX-9QM2D',
  ticketId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001',
  orderId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0003',
  printedAt: new Date('2026-11-23T20:00:00Z'),
};

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;

/** What a reader can select and copy, in which embedded fonts matter. */
async function textOf(pdf: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-pdf-'));
  try {
    await writeFile(join(folder, 'ticket.pdf'), pdf);
    const { stdout } = await run('pdftotext', ['-layout', join(folder, 'ticket.pdf'), '-']);
    return stdout.replace(/\s+/g, ' ');
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a ticket is one page, whatever is written on it', async () => {
  const long = 'Donaudampfschifffahrtsgesellschaft '.repeat(20);
  const words = 'a '.repeat(500);
  const pages = [
    page,
    { ...page, eventTitle: long, venueName: long, venueAddress: words, holderName: long },
    { ...page, eventTitle: words, ticketTypeName: 'W'.repeat(300), hours: long },
    { ...page, eventTitle: '', venueName: '', venueAddress: '', holderName: '李小龍 🎟️' },
  ];
  for (const one of pages) {
    const pdf = await drawTicketPage(one, newFonts());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pagesOf(pdf)).toBe(1);
  }
});

test('pages drawn with the same fonts do not write into one another', async () => {
  const [first, , again] = await Promise.all([
    drawTicketPage(page, newFonts()),
    drawTicketPage({ ...page, holderName: 'Кто-то другой' }, newFonts()),
    drawTicketPage(page, newFonts()),
  ]);
  expect(again.equals(first)).toBe(true);
});

test.skipIf(!poppler)('a page says it all, in any script (needs pdftotext)', async () => {
  const text = await textOf(await drawTicketPage(page, newFonts()));
  for (const part of [
    'Midnight Quartet',
    'Thursday, 17 December 2026',
    '20:00 – 22:00 CET (Europe/Berlin)',
    'Elbe Hall',
    'Am Kai 12, 20457 Hamburg',
    'Zoë Łuczak',
    'Parterre',
    '7K3PX-9QM2D',
    page.ticketId,
    page.orderId,
  ]) {
    expect(text).toContain(part);
  }
  // Й and Ё come before the letters they are made of: fontkit is to know those all the same.
  for (const holderName of [
    'Йошкин Ёж',
    'Ὀδυσσεύς Ελύτης',
    'Борис Ёлкин',
    'Nguyễn Thị Ánh',
    'Čeněk Ďuriš',
    'иео',
  ]) {
    expect(await textOf(await drawTicketPage({ ...page, holderName }, newFonts()))).toContain(
      holderName,
    );
  }
});

test('times are those of the event, and a night that ends tomorrow says so', () => {
  const [start, end] = [new Date('2026-07-10T20:00:00Z'), new Date('2026-07-11T03:00:00Z')];
  expect(eventTime(start, end, 'America/New_York')).toEqual({
    day: 'Friday, 10 July 2026',
    hours: '16:00 – 23:00 GMT-4 (America/New York)',
  });
  expect(eventTime(start, end, 'Europe/Berlin')).toEqual({
    day: 'Friday, 10 July 2026',
    hours: '22:00 – 05:00, Saturday, 11 July 2026 CEST (Europe/Berlin)',
  });
});
