import { describe, expect, it } from 'vitest';
import { nodeAdvice, proxyAdvice } from '../src/announce.js';

describe('the advice about Node at startup', () => {
  it.each(['20.19.0', '22.15.1', '23.11.0'])(
    'names the faster version in one line under Node %s',
    (version) => {
      const advice = nodeAdvice(version);
      expect(advice).toMatch(/^ {2}Node .*\n$/);
      expect(advice.split('\n')).toHaveLength(2);
      expect(advice).toContain(version);
      expect(advice).toContain('Node 24');
    },
  );

  it.each(['24.0.0', '26.3.1', '100.0.0'])('is empty under Node %s', (version) => {
    expect(nodeAdvice(version)).toBe('');
  });
});

describe('the advice about a proxy at startup', () => {
  const advice = (changes: object) => {
    const settings = { host: '127.0.0.1', hosts: 'tickets.example.org,example.org', ...changes };
    return proxyAdvice({ settings } as unknown as Parameters<typeof proxyAdvice>[0]);
  };

  it('names the doctor where only a proxy of this machine can bring others', () => {
    expect(advice({})).toContain('./onsale doctor https://tickets.example.org ');
  });

  it.each([{ hosts: '' }, { host: '0.0.0.0' }])('is empty with %j', (changes) => {
    expect(advice(changes)).toBe('');
  });
});
