import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { keptPage } from '../src/kept-page.js';

const id = '01a21a25-e5d9-7000-b515-91b7d7224dfa';

describe('the page that an address leads to', () => {
  it.each([
    ['/', '/', 'events'],
    ['/?utm_source=mail', '/', 'events'],
    ['/?q=%20jazz%20&within=&cursor=', '/?q=jazz', 'events'],
    ['/?within=7&q=jazz', '/?q=jazz&within=7', 'events'],
    [`/events/${id}`, `/events/${id}`, id],
    [`/events/${id}?quantity-a=2`, `/events/${id}`, id],
    ['/signin?next=%2Ftickets', '/signin', undefined],
    [`/checkout/${id}`, '/checkout/shell', undefined],
    [`/orders/${id}`, '/orders/shell', undefined],
    [`/tickets/${id}`, '/tickets/shell', undefined],
    ['/tickets?cursor=abc', '/tickets', undefined],
    ['/legal/terms', '/legal/terms', undefined],
    ['/robots.txt', '/robots.txt', undefined],
    ['/sitemap.xml', '/sitemap.xml', 'events'],
  ])('%s is kept as %s', (url, path, from) => {
    expect(keptPage(url)).toMatchObject({ path, from });
    expect(keptPage(url)?.isSearch).toBe(path.startsWith('/?') ? true : undefined);
  });

  it.each([
    `/events/${id}?plain=1`,
    '/tickets?plain',
    '/organiser',
    `/organiser/events/${id}`,
    '/events/nonsense',
    `/events/${id}/more`,
    `/elsewhere/${id}`,
    '//signin',
    '/legal/else',
    '/api/events',
  ])('%s is not kept', (url) => {
    expect(keptPage(url)).toBeUndefined();
  });

  test('has no variants beyond its three query parameters', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        const page = keptPage(`/?${query}`);
        if (page === undefined) return new URLSearchParams(query).has('plain');
        const names = [...new URLSearchParams(page.path.slice(2)).keys()];
        return names.every((name) => ['q', 'within', 'cursor'].includes(name));
      }),
    );
  });
});
