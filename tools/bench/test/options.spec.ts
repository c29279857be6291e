import { describe, expect, it } from 'vitest';
import { help } from '../src/help.js';
import { readOptions, sizesOf } from '../src/options.js';
import { chooseParts, parts } from '../src/parts.js';

const choose = (...args: string[]) => {
  const options = readOptions(args);
  if (options === 'help') throw new Error('help was asked for');
  return chooseParts(options.only, sizesOf[options.mode]).map(({ name }) => name);
};

describe('the command line of the bench', () => {
  it.each([
    [['--quick', '--full'], 'Either --quick or --full'],
    [['--only', 'speed'], 'There is no part "speed". There are: generator,'],
    [['--only', 'past'], 'add --full'],
    [['--quick', '--only', 'rate-25'], '"rate-50" is measured by the same code'],
    [['--fast'], "Unknown option '--fast'"],
  ])('does not understand %j, and says why', (args, says) => {
    expect(() => choose(...args)).toThrow(says);
  });

  it('includes the parts that a selected part depends on', () => {
    expect(choose('--only', 'holds-pages')).toEqual(['holds-product', 'holds-pages']);
  });

  it('lists every part in its help', () => {
    for (const { name, title } of parts)
      expect(help).toMatch(new RegExp(`^ +${name} +${title}`, 'm'));
  });

  it('selects one part of each kind for --quick', () => {
    const tried = new Set(choose('--quick'));
    for (const { name, like } of parts) expect(tried.has(like ?? name), name).toBe(true);
  });
});
