import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, cleanText, isolate, readText, type TextKind } from '../src/text.js';

const line = { kind: 'line', maxLength: 140, optional: false } as const;
const address = { kind: 'address', maxLength: 254, optional: false } as const;

describe('a line that someone typed', () => {
  it.each([
    ['  Concert ', 'Concert'],
    ['Zu\u0308rich', 'Zürich'],
    ['anna\u200b\u200b smith', 'anna smith'],
    ['\u202egnaw\u202c', 'gnaw'],
    ['a\u2066b\u2069c\u200e\u200f\u061c', 'abc'],
    ['one\r\ntwo\nthree\u2028four\u0085five\vsix', 'one two three four five six'],
    ['tab\there', 'tab here'],
    ['bell\u0007 \u001b[31mred', 'bell [31mred'],
    ['soft\u00adhyphen\ufeff\u2060\u180e', 'softhyphen'],
    ['\u3164Hangul\u3164\u115f', 'Hangul'],
    ['\u2800Braille\u2800', 'Braille'],
    ['wide   space', 'wide space'],
    ['« Faust »', '« Faust »'],
    ['\uffff\ufdd0x\ufffc', 'x'],
    ['tagged\u{e0041}\u{e0042}', 'tagged'],
  ])('%j is %j', (typed, kept) => {
    expect(cleanText(typed, 'line')).toBe(kept);
    expect(readText(typed, line)).toEqual({ text: kept });
  });

  it.each([
    ['family', '👨‍👩‍👧‍👦'],
    ['heart on fire', '❤️‍🔥'],
    ['skin tone', '👩🏽‍🚀'],
    ['rainbow flag', '🏳️‍🌈'],
    ['keycap', '1️⃣'],
    ['Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['Persian', 'می‌خواهم'],
    ['Sinhala', 'ශ්‍රී ලංකා'],
    ['Hindi with an open half letter', 'क्‍ष'],
    ['Kannada', 'ರ‍್ಯ'],
    ['a Japanese name with a variant', '葛\u{e0100}城'],
    ['Vietnamese', 'Nguyễn Thị Ánh'],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Thai', 'ที่นี่'],
    ['Tibetan', 'བསྒྲུབས'],
    ['Arabic with vowels', 'مُحَمَّدٌ'],
    ['a band', '!!!'],
  ])('keeps the letters of %s', (_what, text) => {
    expect(readText(text, line)).toEqual({ text: text.normalize('NFC') });
  });

  it.each([
    ['a joiner between Latin letters', 'an\u200dna', 'anna'],
    ['joiners in a row', 'می\u200c\u200c\u200dخواهم', 'می\u200cخواهم'],
    ['a joiner at the end', 'می\u200c', 'می'],
    ['a joiner after an emoji', '👩\u200d x', '👩 x'],
    ['a selector after a letter', 'a\ufe0fb', 'ab'],
  ])('loses %s', (_what, typed, kept) => expect(cleanText(typed, 'line')).toBe(kept));

  it.each([
    '\u200b',
    ' \u200d\u200c ',
    '\u202e\u202c',
    '\u3164',
    '\u2800\u2800',
    '\u00ad',
    '\ufe0f',
    '\u{e0001}',
    '\u{1d159}',
    '\u0301',
    ' ',
    '',
    '\u0000\u0001',
  ])('is refused as %j, where nothing can be seen', (typed) => {
    expect(readText(typed, line)).toEqual({
      problem: 'must contain something visible',
    });
  });

  it.each([
    ['139 of one mark', `a${'\u0301'.repeat(139)}`],
    ['many marks', `a${'\u0300\u0302\u0327\u0331\u0346'.repeat(5)}`],
    ['Thai signs piled up', `ก${'็'.repeat(20)}`],
    ['two Thai signs in turn', `ก${'\u0e49\u0e48'.repeat(3)}`],
    ['Lao signs', `ກ${'\u0ec8\u0ec9\u0eca\u0ecb'}`],
    ['two signs of kana', 'あ\u3099\u309a'],
    ['signs of music', `a${'\u{1d165}\u{1d166}'.repeat(2)}`],
    ['Arabic signs', `ب${'\u064b\u064c\u064d'.repeat(2)}`],
    ['marks that enclose', `a${'\u20dd\u20de'.repeat(4)}`],
  ])('is refused with %s on a letter', (_what, typed) => {
    expect(readText(typed, line)).toEqual({
      problem: 'has more accents on one letter than people can read',
    });
  });

  it('is measured in code points after cleaning', () => {
    expect(readText(`${'x'.repeat(140)}\u200b `, line)).toEqual({ text: 'x'.repeat(140) });
    expect(readText('😀'.repeat(141), line)).toEqual({ problem: 'must not be longer than 140' });
    // U+0958 becomes two code points in NFC.
    expect(readText('\u0958'.repeat(71), line)).toEqual({ problem: 'must not be longer than 140' });
  });

  it.each<TextKind>(['line', 'lines', 'address', 'search'])(
    'does not change when it is cleaned again, as %s',
    (kind) => {
      const pieces = fc.constantFrom(
        ...[
          'a',
          'e',
          '\u0301',
          '\u0327',
          ' ',
          '\n',
          '\r',
          '\t',
          '\u200b',
          '\u200c',
          '\u200d',
          'क',
          '\u094d',
          '\u093c',
        ],
        ...['\u202e', '\ufe0f', '👩', '🏽', '❤', 'ن', 'क', '्', 'ー', '\u2029', '\u3164', '\u00a0'],
        ...['葛', '\u{e0100}', '🏴', '\u{e0067}', '\u{e007f}', '1', '\u20e3', '\ufeff', 'Å', 'ﬁ'],
      );
      const typed = fc.oneof(
        fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
        fc.string({ unit: 'binary' }),
      );
      fc.assert(
        fc.property(typed, (text) => {
          const once = cleanText(text.toWellFormed(), kind);
          expect(cleanText(once, kind)).toBe(once);
        }),
        { numRuns: 3000 },
      );
    },
  );
});

describe('paragraphs', () => {
  it('keep their lines, and one blank line between them', () => {
    const typed = '\n\n one\r\n two \r\rthree\u2029four\n\n\n\n\nfive\u200b\n';
    expect(cleanText(typed, 'lines')).toBe('one\n two\n\nthree\n\nfour\n\nfive');
  });
});

describe('an email address', () => {
  it.each([
    ['anna\u200b@example.org', 'anna@example.org'],
    [' Anna@Example.org\u00a0', 'Anna@Example.org'],
    ['ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'anna@example.org'],
    ['\u202eanna@example.org\u202c', 'anna@example.org'],
    ['an\u200dna@example.org', 'anna@example.org'],
    ['jose\u0301@example.org', 'josé@example.org'],
    ['JOSÉ@example.org', 'JOSé@example.org'],
    ['anna@example。org', 'anna@example.org'],
    ['anna@example.org.', 'anna@example.org'],
    ['mailto:anna@example.org', 'anna@example.org'],
    ['<anna@example.org>', 'anna@example.org'],
    ['Anna Lima <MAILTO:anna@example.org>', 'anna@example.org'],
    ['"anna"@example.org', 'anna@example.org'],
    ['“anna@example.org”,', 'anna@example.org'],
    ["('anna@example.org');", 'anna@example.org'],
    ['mailto:anna@example.org?subject=Tickets', 'anna@example.org'],
    ['ANNİE@example.org', 'ANNIE@example.org'],
    ['anni\u0307e@example.org', 'annie@example.org'],
    ['anna@xn--mller-kva.de', 'anna@müller.de'],
    ['anna@XN--FSQU00A.xn--fiqs8s', 'anna@例子.中国'],
    ['anna@MÜLLER.de', 'anna@MüLLER.de'],
    ['anna@xn--zzzzzz.de', 'anna@xn--zzzzzz.de'],
    ['anna.lima+news@example.org', 'anna.lima+news@example.org'],
    ['.anna..lima.@example.org', '.anna..lima.@example.org'],
    ["o'neil@example.org", "o'neil@example.org"],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
    ['анна@пример.рф', 'анна@пример.рф'],
    ['сора@пример.рф', 'сора@пример.рф'],
    ['мария@example.org', 'мария@example.org'],
  ])('%j is kept as %j', (typed, text) => {
    expect(readText(typed, address)).toEqual({ text });
    expect(addressKey(typed)).toBe(addressKey(text));
  });

  it.each([
    'anna',
    'anna@example',
    '@example.org',
    'a b@example.org',
    'a@b@example.org',
    'a,b@example.org',
    'a"b@example.org',
    'anna@[127.0.0.1]',
    'anna@127.0.0.1',
    'anna@-example.org',
    'anna@example.org/path',
    'anna@example..org',
    `anna@${'b'.repeat(64)}.org`,
    '\u200b@x.y',
  ])('is not valid as %j', (typed) => expect(readText(typed, address)).toHaveProperty('problem'));

  it('is refused with letters of two alphabets in one part, or of one that passes for another', () => {
    for (const typed of [
      'anna@\u0435xample.org',
      'anna@example.\u03bfrg',
      'ann\u0430@example.org',
      '\u0430.nna@example.org',
      'anna1\u0430@example.org',
      '\u0441\u043e\u0440\u0430@example.org',
      '\u0430\u0440\u0440\u04cf\u0435.com',
      '\u0585nna@example.org',
      '\u13aanna@example.org',
      '\ua4eenna@example.org',
      '\u2c81nna@example.org',
      '\u0251nna@example.org',
      '\u1d00nna@example.org',
    ].map((one) => (one.includes('@') ? one : `anna@${one}`))) {
      expect(readText(typed, address)).toEqual({
        problem: 'mixes letters of two alphabets that look alike',
      });
    }
  });

  it('is bounded in bytes', () => {
    for (const name of ['a'.repeat(65), 'é'.repeat(33)]) {
      expect(readText(`${name}@example.org`, address)).toEqual({
        problem: 'must not have more than 64 bytes before its @',
      });
    }
    expect(readText(`${'é'.repeat(130)}@example.org`, address)).toEqual({
      problem: 'must not be longer than 254 bytes',
    });
  });

  it('is equal in all its spellings, and differs from another address', () => {
    for (const same of ['ANNA@EXAMPLE.ORG', ' anna@example.org', 'anna\u200b@example.org']) {
      expect(addressKey(same)).toBe('anna@example.org');
    }
    // Turkish phones capitalise i as İ; its lower case has a second dot, which nobody sees.
    expect(addressKey('\u0130van@example.org')).toBe('ivan@example.org');
    expect(addressKey('\u0131van@example.org')).not.toBe('ivan@example.org');
    expect(addressKey('\u212aate@example.org')).toBe('kate@example.org');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = addressKey(text.toWellFormed());
        expect(addressKey(key)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('user input in one of our own sentences', () => {
  it('is isolated when it is written from right to left', () => {
    expect(isolate('North gate')).toBe('North gate');
    expect(isolate('שער צפון')).toBe('\u2068שער צפון\u2069');
    expect(isolate('\u202eetag')).toBe('\u2068etag\u2069');
    expect(isolate('a\u2069b')).toBe('\u2068ab\u2069');
  });
});
