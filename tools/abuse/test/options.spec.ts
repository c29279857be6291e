import { UsageError } from '@onsale/cli';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/options.js';

describe('the command line of abuse', () => {
  it('chooses an install of its own and half an hour by default', () => {
    expect(readOptions([], 7)).toEqual({ seconds: 1_800, requests: 10_000_000, seed: 7 });
    expect(readOptions(['--minutes', '2', '--seed', '3'], 7)).toMatchObject({
      ...{ seconds: 120, seed: 3 },
    });
  });

  it('accepts a running install of this machine only when its data may be ruined', () => {
    const url = 'http://127.0.0.1:3000';
    expect(readOptions(['--url', url, '--may-ruin'], 7)).toMatchObject({ url });
    expect(() => readOptions(['--url', url], 7)).toThrow(/--may-ruin/);
  });

  it.each([
    [['--url', 'http://tickets.example.org', '--may-ruin']],
    [['--url', 'http://127.0.0.1.example.org', '--may-ruin']],
    [['--url', 'http://10.0.0.1:3000', '--may-ruin']],
    [['--url', 'nonsense', '--may-ruin']],
    [['http://127.0.0.1:3000']],
    [['--minutes', '121']],
    [['--seed', '-1']],
    [['--nonsense']],
  ])('refuses %j', (args) => {
    expect(() => readOptions(args, 7)).toThrow(UsageError);
  });
});
