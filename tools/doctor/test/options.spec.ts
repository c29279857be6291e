import { UsageError } from '@onsale/cli';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/options.js';
import { renderFindings } from '../src/render.js';

describe('the command line of the doctor', () => {
  it('accepts any address of a site and keeps the site', () => {
    expect(readOptions(['https://tickets.example.org/events/1?a=b'])).toEqual({
      ...{ url: new URL('https://tickets.example.org/'), httpPort: 80, json: false },
    });
  });

  it('looks for plain HTTP on another port only when asked to', () => {
    expect(readOptions(['https://a.example:8443'])).not.toHaveProperty('httpPort');
    expect(readOptions(['https://a.example:8443', '--http-port', '8080'])).toMatchObject({
      httpPort: 8080,
    });
    expect(readOptions(['http://a.example'])).not.toHaveProperty('httpPort');
  });

  it.each([
    [[]],
    [['tickets.example.org']],
    [['ftp://a.example']],
    [['https://a.example', 'https://b.example']],
    [['https://a.example', '--address', 'localhost']],
    [['https://a.example', '--http-port', '0']],
    [['https://a.example', '--nonsense']],
  ])('refuses %j', (args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  });
});

it('the report of the doctor says what is wrong, how to fix it, and how many problems there are', () => {
  const text = renderFindings([
    { outcome: 'right', check: 'name', says: 'Onsale answers.' },
    { outcome: 'wrong', check: 'writes', says: 'Nobody can sign in.', mend: 'Pass Host.' },
    { outcome: 'unknown', check: 'inside', says: 'No token.' },
  ]);
  expect(text.split('\n').map((line) => line.trim())).toEqual([
    'ok     name          Onsale answers.',
    'WRONG  writes        Nobody can sign in.',
    'Pass Host.',
    '?      inside        No token.',
    ...['', '1 to fix.', ''],
  ]);
  expect(renderFindings([])).toContain('Nothing is wrong.');
});
