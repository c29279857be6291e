import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { accentStyle, contrast, readSite } from '../site-settings.mjs';

const folder = mkdtempSync(join(tmpdir(), 'onsale-site-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('the site settings of an install', () => {
  it('contain our name and nothing else by default', () => {
    expect(readSite({ WEB_SITE_NAME: '', WEB_ACCENT: '' })).toEqual({
      ...{ name: 'Onsale', logo: undefined, style: undefined, legal: {} },
    });
  });

  it('contain a name, a logo, and legal pages on this site or elsewhere', () => {
    const site = readSite({
      WEB_SITE_NAME: 'Blue Note',
      WEB_SITE_LOGO: file('logo.svg', '<svg/>'),
      WEB_IMPRINT: file('imprint.md', '# Us'),
      WEB_TERMS: 'https://example.org/terms',
    });
    expect(site).toMatchObject({
      name: 'Blue Note',
      logo: `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`,
      legal: { imprint: { markdown: '# Us' }, terms: { href: 'https://example.org/terms' } },
    });
  });

  it.each([
    [{ WEB_SITE_LOGO: 'logo.gif' }, /WEB_SITE_LOGO must be the path of an SVG, PNG or WebP/],
    [{ WEB_SITE_LOGO: '/nowhere/logo.png' }, /WEB_SITE_LOGO cannot be read/],
    [{ WEB_SITE_LOGO: file('large.png', Buffer.alloc(17_000)) }, /17000 bytes. The limit is/],
    [{ WEB_PRIVACY: '/nowhere.md' }, /WEB_PRIVACY cannot be read/],
    [{ WEB_ACCENT: 'red' }, /WEB_ACCENT must be a colour/],
  ])('are refused with the name of the variable: %j', (environment, message) => {
    expect(() => readSite(environment)).toThrow(message);
  });

  test('make any accent colour readable in both themes, and the text on it too', () => {
    const colour = fc
      .integer({ min: 0, max: 0xffffff })
      .map((one) => `#${one.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(colour, (accent) => {
        const [[, light, dark], , [, onLight, onDark]] = [
          ...accentStyle(accent).matchAll(/light-dark\((#\w{6}),(#\w{6})\)/g),
        ] as unknown as [string[], string[], string[]];
        expect(contrast(light, '#fbfbf9')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark, '#131312')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(onLight, light)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(onDark, dark)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});
