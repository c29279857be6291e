import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { plainText, richPage, richText } from '../src/lib/rich-text';

describe('an organiser’s text', () => {
  it.each([
    ['**Support**', '<p><strong>Support</strong></p>'],
    ['one\n\ntwo\nthree', '<p>one</p>\n<p>two<br>\nthree</p>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['# Not a heading', '<p># Not a heading</p>'],
    ['2 * 3 * 4 and snake_case_name', '<p>2 * 3 * 4 and snake_case_name</p>'],
    ['<img src=x onerror=alert(1)>', '<p>&lt;img src=x onerror=alert(1)&gt;</p>'],
    ['![a](https://example.org/a.png)', expect.not.stringContaining('<img')],
  ])('shows %j as its author meant it', (text, html) => {
    expect(richText(text).trim()).toEqual(html);
  });

  it.each([
    'https://example.org/tickets?a=1&b=2',
    'www.example.org',
    '[read more](https://example.org)',
    '[mail us](mailto:box@example.org)',
    '[our other night](/events/1)',
    'box@example.org',
  ])('turns %s into a link that passes on no search ranking', (text) => {
    expect(richText(text)).toMatch(/<a href="[^"]+" rel="nofollow ugc noopener">/);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,x)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '[x](file:///etc/passwd)',
  ])('does not turn %s into a link', (text) => {
    expect(richText(text)).not.toContain('<a');
  });

  test('never adds a tag or an attribute of its own', () => {
    const piece = fc.constantFrom('<script>', '"', "'", '>', '](', '[a', '**', '`', '\n', '&', 'a');
    const tag =
      /^<\/?(?:p|br|strong|em|ul|ol|li|a)(?: href="[^"<>]*" rel="nofollow ugc noopener")?(?: start="\d+")?>$/;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const tags = richText(pieces.join('')).match(/<[^>]*>/g) ?? [];
        return tags.every((one) => tag.test(one));
      }),
    );
  });

  it('is one line of plain words for search engines', () => {
    expect(plainText('**A**\n\n- b\n- [c](https://x.org)\nd')).toBe('A b c d');
  });

  it('has headings below the page’s own heading', () => {
    const levels = (source: string) => richPage(source).match(/(?<=<)h\d/g);
    expect(levels('# Imprint\n\ntext')).toEqual(['h2']);
    expect(levels('### A\n# B\n#### C\n# D')).toEqual(['h2', 'h2', 'h3', 'h2']);
  });
});
