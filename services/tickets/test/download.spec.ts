import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachment, inline } from '../src/download.js';

const named = (name: string) => {
  const header = attachment({ name, otherwise: 'event', extension: 'ics' });
  const [, ascii = '', encoded = ''] =
    /^attachment; filename="([\x20-\x7e]*)"; filename\*=UTF-8''([\w.%!#$&+^`|~-]+)$/.exec(header) ??
    [];
  return { ascii, full: decodeURIComponent(encoded) };
};

describe('the name of a file', () => {
  it.each([
    ['Midnight Quartet', 'Midnight Quartet.ics', 'Midnight Quartet.ics'],
    ['Fête "d’été"; 夏', 'Fete dete.ics', 'Fête d’été 夏.ics'],
    ['東京', 'event.ics', '東京.ics'],
    ['???', 'event.ics', 'event.ics'],
    ['...', 'event.ics', 'event.ics'],
    ['-', 'event.ics', 'event.ics'],
    ['../../etc/passwd', 'etc passwd.ics', 'etc passwd.ics'],
    ['.htaccess', 'htaccess.ics', 'htaccess.ics'],
    ['-rf', 'rf.ics', 'rf.ics'],
    ['CON', 'event.ics', 'event.ics'],
    ['aux.live', 'event.ics', 'event.ics'],
    ['COM¹', 'event.ics', 'event.ics'],
    ['Nul . Null', 'event.ics', 'event.ics'],
    ['Console', 'Console.ics', 'Console.ics'],
    ['ليلة: موسيقى/رقص', 'event.ics', 'ليلة موسيقى رقص.ics'],
    ['a\\b/c', 'a b c.ics', 'a b c.ics'],
    ['What? When?', 'What When.ics', 'What When.ics'],
    ['\u202Egpj', 'gpj.ics', 'gpj.ics'],
    ['🎸', 'event.ics', '🎸.ics'],
    ['100% Jazz', '100 Jazz.ics', '100 Jazz.ics'],
  ])('of %j can be used', (title, ascii, full) => {
    expect(named(title)).toEqual({ ascii, full });
  });

  it('exists for every title: short enough, in characters that every system accepts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (title) => {
        const { ascii, full } = named(title);
        for (const name of [ascii, full]) {
          expect(name).toMatch(/^[^\p{C}"*/:;<>?\\|.][^\p{C}"*/:;<>?\\|]*\.ics$/u);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(204);
        }
      }),
    );
  });

  it('can be given for a file that the browser shows inline', () => {
    const file = { name: '???', otherwise: 'ticket', extension: 'pdf' };
    expect(inline(file)).toBe(`inline; filename="ticket.pdf"; filename*=UTF-8''ticket.pdf`);
  });
});
