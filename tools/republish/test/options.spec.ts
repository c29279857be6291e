import { UsageError } from '@onsale/cli';
import { expect, it } from 'vitest';
import { readOptions } from '../src/options.js';

const now = new Date('2026-11-25T12:00:30Z');
const read = (line: string) => readOptions(line.split(' '), now, 7);

it('the command line of republish reads its options', () => {
  expect(read('-h')).toBe('help');
  expect(read('--service orders --since 2026-11-25T10:00Z')).toEqual({
    ...{ service: 'orders', dryRun: false },
    ...{ since: new Date('2026-11-25T10:00:00Z'), until: now },
  });
  expect(
    read(
      '--service all --since 2026-11-25T11:00:05+01:00 --until 2026-11-25T10:30:00.5Z --dry-run --port 3001',
    ),
  ).toEqual({
    ...{ service: undefined, dryRun: true, port: 3001 },
    ...{ since: new Date('2026-11-25T10:00:05Z'), until: new Date('2026-11-25T10:30:00.5Z') },
  });
});

const orders = '--service orders --since';

it.each([
  ['--since 2026-11-25T10:00Z', '--service is needed. There are: orders, '],
  ['--service sales --since 2026-11-25T10:00Z', 'There is no service "sales". There are: '],
  ['--service bus --since 2026-11-25T10:00Z', 'There is no service "bus".'],
  ['--service orders', '--since is needed: a time like 2026-11-25T10:00Z'],
  [`${orders} yesterday`, 'with its zone, like 2026-11-25T10:00Z or 2026-11-25T11:00+01:00, not'],
  [`${orders} 2026-11-25T10:00`, '--since takes a time with its zone'],
  [`${orders} 2026-13-25T10:00Z`, '--since takes a time with its zone'],
  [`${orders} 2026-11-25T12:01Z`, '--since is in the future: it is 2026-11-25T12:01Z now.'],
  [`${orders} 2026-11-18T12:00Z`, 'no longer kept. The earliest is 2026-11-18T12:01Z.'],
  [`${orders} 2026-11-25T10:00Z --until 2026-11-25T10:00Z`, '--until must be later than --since.'],
  [`${orders} 2026-11-25T10:00Z --data here --port 3000`, '--data or --port, not both'],
  [`${orders} 2026-11-25T10:00Z --fast`, "Unknown option '--fast'."],
])('refuses %s', (line, why) => {
  expect(() => read(line)).toThrow(UsageError);
  expect(() => read(line)).toThrow(why);
});

it('the command line of republish reads a time of any precision as its earliest instant', () => {
  expect(read(`${orders} 2026-11-18T12:01Z`)).toMatchObject({ service: 'orders' });
});
