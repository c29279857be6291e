import { UsageError } from '@onsale/cli';
import { expect, it } from 'vitest';
import { readOptions } from '../src/options.js';

const read = (line: string) => readOptions(line.split(' ').filter((word) => word !== ''));

it('the command line of the drill reads a scene and its options', () => {
  expect(read('chaos --seed 7 --seconds 300 --rate 100 --json out.json --keep')).toEqual({
    ...{ scene: 'chaos', seed: 7, seconds: 300, rate: 100, json: 'out.json', keep: true },
    ...{ messages: 100_000, rounds: 3, asynchronous: false, quiet: false },
  });
  expect(read('update --to ../new')).toMatchObject({ scene: 'update', to: '../new' });
  expect(read('failover --asynchronous')).toMatchObject({ scene: 'failover', asynchronous: true });
  expect(
    read('update --kubernetes onsale --context home --url https://onsale.local --to 0.2.0'),
  ).toMatchObject({
    ...{ scene: 'update', to: '0.2.0' },
    kubernetes: { place: { namespace: 'onsale', context: 'home' }, url: 'https://onsale.local' },
  });
  expect(read('--help')).toBe('help');
});

it.each([
  ['', 'Name a scene'],
  ['storm', 'There is no scene "storm"'],
  ['chaos update', 'One scene at a time'],
  ['chaos --messages 1000', '--messages is for the scene catch-up'],
  ['chaos --to ../new', '--to is for the scene update'],
  ['chaos --asynchronous', '--asynchronous is for the scene failover'],
  ['instances --rate 10', '--rate is not for instances'],
  ['chaos --seconds 0', '--seconds takes a whole number'],
  ['chaos --url https://onsale.local', '--url and --ca are for --kubernetes'],
  ['chaos --kubernetes onsale', '--kubernetes needs the address of the site'],
  ['instances --kubernetes onsale --url https://onsale.local', 'needs a cluster of its own'],
  ['chaos --kubernetes onsale --url https://onsale.local --keep', '--keep is for a cluster of its'],
  ['update --kubernetes onsale --url https://a.b --to ../new', '--to takes the tag of the images'],
  ['chaos --fast', "Unknown option '--fast'"],
])('refuses "%s"', (line, says) => {
  expect(() => read(line)).toThrow(UsageError);
  expect(() => read(line)).toThrow(says);
});
