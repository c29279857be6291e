import { describe, expect, it } from 'vitest';
import { createSiteNames } from '../src/site-names.js';

const site = 'https://tickets.example.org';
const inTurn = () => {
  let count = 0;
  return () => {
    count += 1;
    return count % 1_000 === 0 ? 0 : 0.5; // one request in a thousand
  };
};

describe('the names of a site', () => {
  it('are accepted from callers while there are few', () => {
    const names = createSiteNames();
    const given = [site, 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://WWW.Example.org'];
    for (const name of given) expect(names.nameOf(name)).toBe(name);
  });

  it('stay even when callers invent a hundred thousand others', () => {
    const names = createSiteNames(inTurn());
    let lost = 0;
    for (let count = 0; count < 100_000; count += 1) {
      if (count % 10 === 0 && names.nameOf(site) !== site) lost += 1;
      names.nameOf(`https://h${count}.example`);
    }
    expect(lost).toBe(0);
  });

  it('make room for a popular name even when others came first', () => {
    const names = createSiteNames(inTurn());
    for (let count = 0; count < 8; count += 1) names.nameOf(`https://h${count}.example`);
    let requests = 0;
    while (names.nameOf(site) !== site) requests += 1;
    expect(requests).toBeLessThanOrEqual(1_000);
  });

  it.each([
    'http://',
    'http://a"b',
    'http://a<b',
    'http://a/b',
    'ftp://a',
    'http://a:b',
    'http://a b',
    '',
  ])('%j is none', (origin) => expect(createSiteNames().nameOf(origin)).toBe(''));
});
