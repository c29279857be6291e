import { describe, expect, it } from 'vitest';
import { headersOf } from '../src/browser/headers.js';
import { readModule, readPage } from '../src/browser/page.js';

const page = (head: string, body = '') =>
  `<!DOCTYPE html><html><head>${head}</head><body><main id="content">${body}</main></body></html>`;

describe('the files that a browser loads for a page', () => {
  it('are those that the HTML names, once, in order, and none of other sites', () => {
    const { files, icon } = readPage(
      page(
        '<link rel="icon" href="/icon.svg"/><link rel="modulepreload" href="/_onsale/shared-A.js"/>' +
          '<link rel="canonical" href="http://x/events/1"/><meta property="og:image" content="http://x/a"/>' +
          '<link rel="preload" href="/f.woff2" as="font" crossorigin="anonymous"/>' +
          '<link rel="preload" href="/s.css" as="style"/><link rel="stylesheet" href="/s.css"/>' +
          '<script type="module" src="/_onsale/public-B.js"></script><script>inline()</script>' +
          '<script src="/old.js"></script><script type="application/ld+json">{}</script>',
        '<img src="https://elsewhere.example/x.jpg"/><img src="/late.png" loading="lazy"/><img src="/now.png"/>',
      ),
    );
    expect(icon).toBe('/icon.svg');
    expect(files.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'module /_onsale/shared-A.js',
      'font /f.woff2',
      'style /s.css',
      'module /_onsale/public-B.js',
      'script /old.js',
      'image /now.png',
    ]);
  });

  it('include the smallest size of a picture that fills the screen of a phone', () => {
    const pick = (set: string) =>
      readPage(page('', `<img src="/0" srcSet="${set}" sizes="100vw"/>`)).files[0]?.path;
    expect(pick('/a 480w, /b 960w, /c 1200w, /d 2400w')).toBe('/c');
    expect(pick('/a 480w, /b 960w')).toBe('/b');
  });

  it('come with the data of the islands', () => {
    const { islands } = readPage(
      page(
        '',
        '<div data-island="picker" data-props="{&quot;name&quot;:&quot;A &amp;amp; B&#x27;s&quot;}">',
      ),
    );
    expect(islands.get('picker')).toEqual({ name: "A &amp; B's" });
  });

  it('are none where the answer is not an Onsale page', () => {
    expect(() => readPage('<html><body>502 Bad Gateway</body></html>')).toThrow(
      'it is not a page of Onsale',
    );
  });

  it('include the static and dynamic imports of its scripts', () => {
    const source =
      'import{a as b}from"./shared-A.js";import"./shared-B.js";const ahead=()=>import("./shared-C.js");export{b}from"./shared-D.js";const s="from x.js"';
    expect(readModule('/_onsale/public-X.js', source)).toEqual({
      first: ['/_onsale/shared-A.js', '/_onsale/shared-B.js', '/_onsale/shared-D.js'],
      later: ['/_onsale/shared-C.js'],
    });
  });
});

describe('the headers of a browser', () => {
  it('accept brotli and include Sec-Fetch headers on secure sites, over TLS or on this machine', () => {
    for (const origin of ['https://tickets.example.org', 'http://127.0.0.1:3000', 'http://[::1]']) {
      expect(headersOf('style', origin)).toMatchObject({
        'accept-encoding': 'gzip, deflate, br, zstd',
        'sec-fetch-dest': 'style',
      });
    }
    const elsewhere = headersOf('style', 'http://tickets.example.org');
    expect(elsewhere['accept-encoding']).toBe('gzip, deflate');
    expect(Object.keys(elsewhere).filter((name) => name.startsWith('sec-'))).toEqual([]);
  });
});
