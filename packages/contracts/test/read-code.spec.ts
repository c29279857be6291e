import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32Alphabet, signedCodeLength } from '../src/tickets/code.js';
import { type CodeReading, maxCodeLength, readCode } from '../src/tickets/read-code.js';
import { showShortCode } from '../src/tickets/short-code.js';

const characters = (length: number) =>
  fc
    .array(fc.constantFrom(...base32Alphabet), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const shortCode = characters(10);
const signed = characters(signedCodeLength).map((code) => `OT1.${code}`);

const likeliest = (text: string): CodeReading | undefined => readCode(text)[0];
/** A code typed on another keyboard: each character is replaced. */
const typedAs = (code: string, change: (character: string) => string) =>
  Array.from(code, change).join('');

const fullWidth = (character: string) => String.fromCharCode(character.charCodeAt(0) + 0xfee0);
const inverted = (character: string) =>
  character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
const arabic = (character: string) =>
  /\d/.test(character) ? String.fromCharCode(0x660 + Number(character)) : character;
const gap = fc.constantFrom(
  ...[
    '',
    ' ',
    '-',
    ' – ',
    '\u2212',
    '\u00ad',
    '\u200b',
    '\u2060\ufeff',
    '\u00a0',
    '_',
    '\t',
    '.',
    '\u30fc',
    '\u2043',
    '*',
    '|',
    '\u02d7',
    '\u2796',
    '\u2500',
    '\u4e00',
    '\u3161',
    '\u2192',
    '\u30fb',
  ],
);

describe('a short code', () => {
  it('is read the same however it is typed', () => {
    const typing = fc.record({
      code: shortCode,
      write: fc.constantFrom(
        (character: string) => character,
        (character: string) => character.toLowerCase(),
        fullWidth,
        arabic,
      ),
      gaps: fc.array(gap, { minLength: 10, maxLength: 10 }),
      zero: fc.constantFrom('0', 'O', 'o', 'О'),
      one: fc.constantFrom('1', 'I', 'i', 'l', 'L', 'ı', 'İ', 'І'),
      before: fc.constantFrom('', ']Q1', ']C1', ']d2', ']Q3', '\ufeff]A0', ' '),
      after: fc.constantFrom('', '\r', '\n', '\t', '\r\n', ' '),
    });
    fc.assert(
      fc.property(typing, ({ code, write, gaps, zero, one, before, after }) => {
        const typed = Array.from(code, (character, at) => {
          const misread = character === '0' ? zero : character === '1' ? one : write(character);
          return `${gaps[at]}${misread}`;
        }).join('');
        expect(likeliest(before + typed + after)).toEqual({ shortCode: code });
      }),
    );
  });

  it('is read back as shown and as normalised', () => {
    fc.assert(
      fc.property(shortCode, (code) => {
        expect(likeliest(showShortCode(code))).toEqual({ shortCode: code });
        expect(likeliest(code)).toEqual({ shortCode: code });
      }),
    );
  });

  it('is recognised from a Russian or Greek keyboard and in the digits of any script', () => {
    expect(likeliest('7КЗРХ-9ОМ2Т')).toEqual({ shortCode: '7K3PX90M2T' });
    expect(likeliest('ΑΒΕΖΗ-ΚΜΝΡΤ')).toEqual({ shortCode: 'ABEZHKMNPT' });
    const everyDigit = Array.from({ length: 0x110000 }, (_, point) => point)
      .filter((point) => point < 0xd800 || point > 0xdfff)
      .map((point) => String.fromCodePoint(point))
      .filter((character) => /\p{Nd}/u.test(character));
    expect(everyDigit.length).toBeGreaterThan(600);
    for (let at = 0; at < everyDigit.length; at += 10) {
      const ten = everyDigit.slice(at, at + 10).join('');
      expect(likeliest(ten), ten).toEqual({ shortCode: '0123456789' });
    }
  });

  it.each([
    ...['Code: 7K3PX-9QM2D', 'Ticket 7k3px-9qm2d', 'ticket code 7K3PX9QM2D', 'No. 7K3PX-9QM2D'],
    ...['7K3PX/9QM2D', '7K3PX:9QM2D', ' 7k3px / 9qm2d ', '7K3P×-9QM2D', '"]Q17K3PX-9QM2D"'],
  ])('is read from %j', (text) => expect(likeliest(text)).toEqual({ shortCode: '7K3PX9QM2D' }));

  it('is read from an Arabic keyboard that types two letters with one key', () => {
    expect(readCode('7\u0644\u062536\u0644\u06239\u0644\u06220\u0652\u0650')).toContainEqual({
      shortCode: '7T36G9B0XA',
    });
  });

  it('is read while the keyboard is switched to Korean, which joins letters to syllables', () => {
    expect(readCode('7ㅏ3ㅔㅌ-9브2ㅇ')).toContainEqual({ shortCode: '7K3PX9QM2D' });
    expect(readCode('7ㅏ3ㅖㅌ-9ㅃㅡ2ㅇ')).toContainEqual({ shortCode: '7K3PX9QM2D' });
    expect(readCode(']Q1과앉ㄻㄱ')).toContainEqual({ shortCode: 'RHKDKSWFAR' });
  });

  it.each(['7K3PX-9QM2D7K3PX-9QM2D', '7k3px-9qm2d\n7K3PX-9QM2D', '7K3PX9QM2D '.repeat(3)])(
    'is read once when it was read or typed several times: %j',
    (text) => expect(likeliest(text)).toEqual({ shortCode: '7K3PX9QM2D' }),
  );

  it.each([
    '7K3PX-9QM2D7K3PX-9QM2E',
    '7K3PX-9QM2D7K3PX',
    '',
    'ABCDE',
    '7K3/PX9QM2D',
    '7K:3PX:9QM2D',
    'abcde://fghjk',
    '7K3PX@9QM2D',
    '7K3PX-9QM2D-1',
    '7K3PX-9QM2U',
    '7K3PX-9QM2*',
    'OT1.7K3PX9',
    'tel:1234567',
    'https://abcde',
    'anna@b.example',
    'https://tickets.example.org/tickets/01934f3a-7c1e-7008-8a2b-0123456789ab',
  ])('is not read from %j', (text) => expect(readCode(text)).toEqual([]));
});

describe('a signed code', () => {
  it('is recognised through every hand scanner', () => {
    const scanner = fc.record({
      code: signed,
      write: fc.constantFrom(
        (character: string) => character,
        (character: string) => character.toLowerCase(),
        inverted,
        fullWidth,
      ),
      before: fc.constantFrom(
        '',
        ']Q1',
        ']Q3',
        ']d2',
        ']C1',
        '\u001d',
        'https://x.example/t?code=',
      ),
      after: fc.constantFrom(
        ...['', '\r', '\n', '\t', '\u0004', ' ', '#', '&utm=1', 'x', '\t2026-11-28 20:00:01', '"}'],
      ),
    });
    fc.assert(
      fc.property(scanner, ({ code, write, before, after }) => {
        expect(likeliest(before + typedAs(code, write) + after)).toEqual({ signed: code });
      }),
    );
  });

  it('is among the readings when the computer has a German or a French keyboard', () => {
    const german = (character: string) =>
      ({ Y: 'Z', Z: 'Y', y: 'z', z: 'y' })[character] ?? character;
    const french = (character: string) => {
      const digits = 'à&é"\'(-è_ç';
      const keys = { A: 'Q', Q: 'A', Z: 'W', W: 'Z', M: '?', '.': ':', m: ',' };
      if (/\d/.test(character)) return digits.charAt(Number(character));
      return (keys as Record<string, string>)[character] ?? character;
    };
    fc.assert(
      fc.property(signed, fc.constantFrom(german, french), (code, layout) => {
        expect(readCode(typedAs(code, layout))).toContainEqual({ signed: code });
        expect(readCode(code)[0]).toEqual({ signed: code });
      }),
    );
  });

  const ours = 'qwertyuiopasdfghjklzxcvbnm1234567890-.]';
  it.each([
    ['Russian', 'йцукенгшщзфывапролдячсмить1234567890-юъ'],
    ['Ukrainian', 'йцукенгшщзфівапролдячсмить1234567890-юї'],
    ['Czech', 'qwertzuiopasdfghjklyxcvbnm+ěščřžýáíé=.)'],
    ['Slovak', 'qwertzuiopasdfghjklyxcvbnm+ľščťžýáíé=.ä'],
    ['Hungarian', 'qwertzuiopasdfghjklyxcvbnm123456789öü.ú'],
    ['Turkish', 'qwertyuıopasdfghjklzxcvbnm1234567890*çü'],
    ['Belgian', 'azertyuiopqsdfghjklwxcvbn,&é"\'(§è!çà):$'],
    ['French', 'azertyuiopqsdfghjklwxcvbn,&é"\'(-è_çà):$'],
    ['Serbian', "љњертзуиопасдфгхјклѕџцвбнм1234567890'.ђ"],
    ['Swiss', "qwertzuiopasdfghjklyxcvbnm1234567890'.¨"],
    ['Italian', "qwertyuiopasdfghjklzxcvbnm1234567890'.+"],
    ['Danish', 'qwertyuiopasdfghjklzxcvbnm1234567890+.¨'],
    ['French with its lock', 'azertyuiopqsdfghjklwxcvbn?1234567890°/'],
    ['Lithuanian', 'qwertyuiopasdfghjklzxcvbnmąčęėįšųū90-.]'],
    ['Lithuanian on Linux', 'qwertyuiopasdfghjklzxcvbnmąčęėįšųū„“-.]'],
    ['Belarusian', "ЙЦУКЕНГШЎЗФЫВАПРОЛДЯЧСМІТЬ1234567890-ю'"],
    ['Kazakh', 'ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"әіңғ,.үұқөюъ'],
    ['Bulgarian', ',уеишщксдзьяаожгтнвюйъэфхп1234567890-л;'],
    ['Bulgarian with Shift', 'ыУЕИШЩКСДЗЍЯАОЖГТНВЮЙЪЭФХП1234567890-л;'],
    ['Bulgarian by sound', 'ЯВЕРТЪУИОПАСДФГХЙКЛЗЍЦЖБНМ1234567890-.щ'],
    ['new Bulgarian by sound', 'чшертъуиопасдфгхйклзжцвбнм1234567890-.щ'],
    ['Macedonian', 'ЉЊЕРТЅУИОПАСДФГХЈКЛЗЏЦВБНМ1234567890-.ѓ'],
    ['Georgian', 'ქწერტყუიოპასდფგჰჯკლზხცვბნმ1234567890-.]'],
    ['Georgian with Shift', 'ქჭეღთყუიოპაშდფგჰჟკლძხჩვბნმ1234567890-.]'],
    ['Hebrew', "/'קראטוןםפשדגכעיחלךזסבהנמצ1234567890-ץ["],
    [
      'Arabic with Shift',
      '\u064e\u064b\u064f\u064c\ufef9إ‘÷×؛\u0650\u064d][\ufef7أـ،/~\u0652}{\ufef5آ’1234567890-زد',
    ],
    ['Thai', 'ๆไำพะ\u0e31\u0e35รนยฟหกดเ\u0e49\u0e48าสผปแอ\u0e34\u0e37ทๅ/-ภถ\u0e38\u0e36คตจขใล'],
    [
      'Thai with Shift',
      '๐"ฎฑธ\u0e4d\u0e4aณฯญฤฆฏโฌ\u0e47\u0e4bษศ()ฉฮ\u0e3a\u0e4c?ๅ/-ภถ\u0e38\u0e36คตจขใล',
    ],
  ])(
    'is among the readings when the computer has a %s keyboard, behind a prefix, and so is a short one',
    (_name, theirs) => {
      const layout = (character: string) =>
        theirs.charAt(ours.indexOf(character.toLowerCase())) || character;
      fc.assert(
        fc.property(signed, shortCode, (code, short) => {
          expect(readCode(typedAs(`]Q1${code}`, layout))).toContainEqual({ signed: code });
          const typed = typedAs(`]Q1${showShortCode(short)}`, layout);
          expect(readCode(typed)).toContainEqual({ shortCode: short });
        }),
      );
    },
  );

  it('is rejected when a character is missing or invalid', () => {
    fc.assert(
      fc.property(signed, fc.integer({ min: 4, max: signedCodeLength + 3 }), (code, at) => {
        expect(readCode(code.slice(0, at) + code.slice(at + 1))).toEqual([]);
        expect(readCode(`${code.slice(0, at)}U${code.slice(at + 1)}`)).toEqual([]);
      }),
    );
  });
});

it('any text has few readings, each stable, and is read in bounded time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const readings = readCode(text);
      expect(readings.length).toBeLessThanOrEqual(6);
      for (const reading of readings) {
        expect(likeliest('signed' in reading ? reading.signed : reading.shortCode)).toEqual(
          reading,
        );
      }
    }),
  );
  expect(readCode('7'.repeat(maxCodeLength + 1))).toEqual([]);
});
