import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { chooseFaces } from '../src/choose-face.js';
import { eventTime } from '../src/event-time.js';
import { textLines } from '../src/text-lines.js';
import { drawTicketPdf, type PrintedTicket } from '../src/ticket-pdf.js';

const run = promisify(execFile);
const poppler = await run('pdftotext', ['-v']).then(
  () => true,
  () => false,
);

const page: PrintedTicket = {
  eventTitle: 'Midnight Quartet',
  startsAt: new Date('2026-12-17T19:00:00Z'),
  endsAt: new Date('2026-12-17T21:00:00Z'),
  timeZone: 'Europe/Berlin',
  doorsAt: null,
  ageLimit: null,
  venueName: 'Elbe Hall',
  venueAddress: 'Am Kai 12, 20457 Hamburg',
  holderName: 'Zoë Łuczak',
  ticketTypeName: 'Parterre',
  code: 'OT1.ABC',
  shortCode: '7K3PX-9QM2D',
  ticketId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001',
  orderId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0003',
  printedAt: new Date('2026-11-23T20:00:00Z'),
};

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;

/** The text that a reader can select and copy, which depends on the embedded fonts. */
async function textOf(pdf: Buffer, ...options: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-pdf-'));
  try {
    await writeFile(join(folder, 'ticket.pdf'), pdf);
    const { stdout } = await run('pdftotext', [...options, join(folder, 'ticket.pdf'), '-']);
    return stdout.replace(/\s+/g, ' ').normalize('NFC');
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a title adds nothing to the document that holds it', async () => {
  const pdf = await drawTicketPdf({ ...page, eventTitle: 'x) /Author (Eve\\' });
  expect(pdf.includes('(Ticket: x\\) /Author \\(Eve\\\\)')).toBe(true);
});

test('a ticket is one page, whatever is written on it', async () => {
  const long = 'Donaudampfschifffahrtsgesellschaft '.repeat(20);
  const words = 'a '.repeat(500);
  const pages = [
    page,
    { ...page, eventTitle: long, venueName: long, venueAddress: words, holderName: long },
    { ...page, eventTitle: words, ticketTypeName: 'W'.repeat(300) },
    { ...page, eventTitle: '', venueName: '', venueAddress: '', holderName: '李小龍 🎟️' },
  ];
  for (const one of pages) {
    const pdf = await drawTicketPdf(one);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pagesOf(pdf)).toBe(1);
  }
});

test('pages drawn with the same fonts do not affect one another', async () => {
  const [first, , again] = await Promise.all([
    drawTicketPdf(page),
    drawTicketPdf({ ...page, holderName: 'Кто-то другой' }),
    drawTicketPdf(page),
  ]);
  expect(again.equals(first)).toBe(true);
});

test.skipIf(!poppler)('a page contains all details, in any script (needs pdftotext)', async () => {
  const known = { ...page, doorsAt: new Date('2026-12-17T18:00:00Z'), ageLimit: 18 };
  const text = await textOf(await drawTicketPdf(known), '-layout');
  for (const part of [
    'Midnight Quartet',
    'Thursday, 17 December 2026',
    '20:00 – 22:00 CET (Europe/Berlin)',
    'Doors 19:00 CET. 18+, bring photo ID',
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
  // Й and Ё come before the letters they are composed of, which fontkit must still know.
  for (const holderName of [
    'Йошкин Ёж',
    'Ὀδυσσεύς Ελύτης',
    'Борис Ёлкин',
    'Nguyễn Thị Ánh',
    'Čeněk Ďuriš',
    'иео',
  ]) {
    expect(await textOf(await drawTicketPdf({ ...page, holderName }))).toContain(holderName);
  }
});

/** Removes the direction marks and the spaces that pdftotext adds. */
const letters = (text: string) => text.replace(/[\s\p{Cf}]/gu, '');

test.skipIf(!poppler).each([
  ['Chinese', '王小明 李龍', '中国国家大剧院（北京）'],
  ['Chinese of Taiwan and Hong Kong', '陳大文 𨋢', '台北市信義區市府路45號'],
  ['Japanese', '髙橋 さくら 𠮷野﨑', '東京ジャズフェスティバル「夏の夜」'],
  ['Korean', '김철수', '대한민국 서울특별시 金'],
  ['Thai', 'สมชาย น้ำใจ', 'กรุงเทพมหานคร'],
  ['Hindi', 'श्रीमती लक्ष्मी ज्ञानेश्वर', 'कृष्ण क्षत्रिय समारोह'],
  ['Tamil', 'செந்தில் குமார்', 'தமிழ் இசை விழா, சென்னை'],
  ['Bengali', 'শ্রীমতী অনুষ্ঠান', 'বাংলা নববর্ষ'],
  ['Telugu, Kannada, Malayalam', 'తెలుగు ಕನ್ನಡ', 'മലയാളം'],
  ['Gujarati, Punjabi, Odia, Sinhala', 'ગુજરાતી ਪੰਜਾਬੀ', 'ଓଡ଼ିଆ සිංහල'],
  ['Lao, Khmer, Burmese, Tibetan', 'ລາວ ខ្មែរ', 'မြန်မာ བོད་ཡིག'],
  ['Hebrew', 'דוד בן־גוריון', 'ליל המוזיקה של תל אביב'],
  ['Arabic', 'محمد عبد الرحمن الأحمد', 'رقم 12، شارع الحرية'],
  ['Persian and Urdu', 'گلپر پژمان چراغ', 'ٹکٹ ڈرامہ'],
  ['Ethiopic, Armenian, Georgian', 'አማርኛ Հայերեն', 'ქართული'],
  ['Adlam, Rohingya, Mende', '𞤀𞤣𞤢𞤥', '𐴌𐴗𐴥𐴝 𞠖'],
  ['Santali, Manipuri, Ho, Sora', 'ᱥᱟᱱᱛᱟᱲᱤ ꯃꯤꯇꯩ', '𑢹𑣉𑣉 𑃐𑃦'],
  ['Chakma, Sylheti, Limbu, Lepcha, Newa', '𑄌𑄋𑄴𑄟𑄳𑄦 ꠍꠤꠟꠐꠤ', 'ᤕᤠᤰᤌᤢᤱ ᰛᰩᰵ 𑐣𑐾𑐥𑐵𑐮'],
  ['Yi, Miao, Hmong, Tai', 'ꆈꌠꁱꂷ 𖼀 𖬖𖬰', 'ᥖᥭᥰ ᦎᦷᦑ ᨲᩫ ꪼꪕ'],
  ['Balinese, Sundanese, Bugis, Batak, Cham', 'ᬩᬮᬶ ᮞᮥᮔ᮪ᮓ', 'ᨕᨘᨁᨗ ᯅᯖᯂ᯲ ꨌꩌ'],
  ['Vai, Bamum, Osmanya, Coptic, Baybayin', 'ꕙꔤ ꚠꚡ', '𐒋𐒘 ⲁⲃⲅ ᜊᜌ᜔'],
  ['capitals of Georgian, new signs of money', 'ᲐᲑ Ỽ', '5 ₿, 5 ₾'],
  ['wide letters and ligatures', 'Ａｂｃ１', 'ﬁlm œuvre Straße'],
  ['emoji', 'Zoë 👩‍🚀', '🎟️ Rock 🎸 👋🏽 🇩🇪 1️⃣ ♥ ★'],
])(
  '%s is printed in letters that read back in their order (needs pdftotext)',
  async (_, name, title) => {
    const pdf = await drawTicketPdf({ ...page, holderName: name, eventTitle: title });
    const [read, flowing] = [letters(await textOf(pdf)), letters(await textOf(pdf, '-raw'))];
    for (const text of [name, title]) {
      // pdftotext puts numbers and commas between Arabic words in visual order.
      for (const word of text.normalize('NFC').split(/[\s،]+/)) {
        expect(read + flowing).toContain(letters(word));
      }
    }
  },
);

test('a variant of a letter that no font has is drawn as the letter', () => {
  const look = { width: 100, maxLines: 1, isBold: false, around: '' };
  for (const [written, drawn] of [
    ['𝒜𝓃𝓃𝒶 𝕭𝖔𝖇', 'Anna Bob'],
    ['ⓐⓑ Anna Ⅷ ½ ｶﾗ', 'ab Anna Ⅷ ½ ｶﾗ'],
  ] as const) {
    const glyphs = textLines(written, look)[0]?.runs.flatMap((run) => run.glyphs) ?? [];
    expect(glyphs.map(({ codePoints }) => String.fromCodePoint(...codePoints)).join('')).toBe(
      drawn,
    );
    expect(glyphs.every(({ id }) => id !== 0)).toBe(true);
  }
});

test.skipIf(!poppler)(
  'letters of a script without a font are not empty boxes: a sign replaces each, and a sentence says so',
  async () => {
    const sentence = 'stands for a letter that can’t be printed here';
    for (const name of ['ᚠᚢᚦ', '𐤀𐤁', '𓀀', '⃀', '𝼀', 'x\u1ab0\u{11366}']) {
      const text = await textOf(await drawTicketPdf({ ...page, holderName: `Anna ${name}` }));
      expect(text).toContain('Anna');
      expect(text, name).toContain(sentence);
      const look = { width: 100, maxLines: 1, isBold: true, around: '' };
      const glyphs = textLines(name, look).flatMap(({ runs }) => runs.flatMap((run) => run.glyphs));
      expect(glyphs.map(({ id }) => id)).not.toContain(0);
    }
    expect(await textOf(await drawTicketPdf({ ...page, holderName: '王さ김 👩‍🚀' }))).not.toContain(
      sentence,
    );
  },
);

test('every letter of a name has a glyph in some font, and is never a box', () => {
  const names = '王さ김ชशকதతಕമગਪଓසລខမབدמپٹአԱქᏣߒދܣᠮꦗᐃЖΩŁ👩🇩€₹…–“♥★☺️→✓𨋢𠮷﨑';
  for (const { segment } of new Intl.Segmenter().segment(names)) {
    for (const isBold of [true, false]) {
      const face = chooseFaces(segment, isBold)(segment);
      if (!face) throw new Error(`No face has ${segment}.`);
      const missing = Array.from(segment).filter(
        (one) => !/\p{Cf}|\uFE0F/u.test(one) && !face.has(one.codePointAt(0) ?? 0),
      );
      expect(missing).toEqual([]);
    }
  }
});

test('a letter of one script with a mark of another is not a box', () => {
  const look = { width: 100, maxLines: 1, isBold: true, around: '' };
  for (const text of [
    'ক\u0bcd',
    'a\u094d',
    'Ж\u05b7',
    '王\u0e31',
    '👩\u200d王',
    '1\u0651',
    'ⵜ\u0483',
  ]) {
    const runs = textLines(text, look).flatMap((line) => line.runs);
    expect(
      runs.flatMap(({ glyphs }) => glyphs).map(({ id }) => id),
      text,
    ).not.toContain(0);
  }
});

test('text that runs from right to left is drawn so, except for numbers and Latin words in it', () => {
  const look = { width: 100, maxLines: 1, isBold: false, around: '' };
  const seen = (text: string) =>
    textLines(text, look)[0]?.runs.flatMap(({ glyphs }) =>
      glyphs.map(({ codePoints }) => String.fromCodePoint(...codePoints)),
    );
  expect(seen('אבג 12 xy')).toEqual([...'xy 12 גבא']);
  expect(seen('xy אבג')).toEqual([...'xy גבא']);
  expect(seen('(א)')).toEqual([...')א(']);
});

test('lines break between words, even in scripts without spaces, and long texts end in an ellipsis', () => {
  const lines = (text: string, width: number, maxLines = 9) =>
    textLines(text, { width, maxLines, isBold: false, around: text }).map((line) => {
      expect(line.width).toBeLessThanOrEqual(width);
      const points = line.runs.flatMap(({ glyphs }) => glyphs.flatMap((one) => one.codePoints));
      return String.fromCodePoint(...points);
    });
  expect(lines('one two three', 4)).toEqual(['one two', 'three']);
  expect(lines('東京ジャズ、夏', 4)).toEqual(['東京ジャ', 'ズ、夏']);
  expect(lines('กรุงเทพมหานคร', 4).join('')).toBe('กรุงเทพมหานคร');
  expect(lines('x'.repeat(30), 5).join('')).toBe('x'.repeat(30));
  const cut = lines('one two three four five six', 4, 2);
  expect(cut).toHaveLength(2);
  expect(cut[1]).toMatch(/^three.*…$/);
});

test('times are in the event’s time zone, and an event that ends the next day shows that day', () => {
  const [start, end] = [new Date('2026-07-10T20:00:00Z'), new Date('2026-07-11T03:00:00Z')];
  expect(eventTime(start, end, 'America/New_York')).toEqual({
    day: 'Friday, 10 July 2026',
    hours: '16:00 – 23:00 GMT-4 (America/New York)',
  });
  expect(eventTime(start, end, 'Europe/Berlin')).toEqual({
    day: 'Friday, 10 July 2026',
    hours: '22:00 – 05:00 CEST, Saturday, 11 July 2026 (Europe/Berlin)',
  });
});

test.each([
  [
    '2026-10-24T20:00:00Z',
    '2026-10-25T04:00:00Z',
    'Europe/Berlin',
    '22:00 CEST – 05:00 CET, Sunday, 25 October 2026',
  ],
  ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Berlin', '02:30 CEST – 02:30 CET'],
  [
    '2027-03-27T21:00:00Z',
    '2027-03-28T02:00:00Z',
    'Europe/Berlin',
    '22:00 CET – 04:00 CEST, Sunday, 28 March 2027',
  ],
  [
    '2026-11-01T02:00:00Z',
    '2026-11-01T10:00:00Z',
    'America/New_York',
    '22:00 GMT-4 – 05:00 GMT-5, Sunday, 1 November 2026',
  ],
])(
  'start and end each use the clock of their moment on a night when clocks change: %s',
  (start, end, zone, hours) => {
    const shown = eventTime(new Date(start), new Date(end), zone);
    expect(shown.hours).toBe(`${hours} (${zone.replaceAll('_', ' ')})`);
  },
);
