import { UsageError } from '@onsale/cli';
import { expect, it } from 'vitest';
import { readOptions } from '../src/options.js';

it('the command line of the audit reads its options', () => {
  expect(readOptions([])).toEqual({ json: false });
  expect(readOptions(['-h', '--json'])).toBe('help');
  expect(readOptions(['--port', '3001', '--patience', '0', '--json'])).toEqual({
    ...{ port: 3001, patienceMs: 0, json: true },
  });
  const args = ['--data', 'here', '--acknowledged', 'ids.txt', '--event', 'id'];
  expect(readOptions(args)).toEqual({
    ...{ data: 'here', acknowledged: 'ids.txt', eventId: 'id', json: false },
  });
});

it.each([
  [['--patience', '3601'], '--patience takes a whole number from 0 to 3600, not "3601".'],
  [['--patience', '1.5'], '--patience takes a whole number from 0 to 3600, not "1.5".'],
  [['--port', '0'], '--port takes a whole number from 1 to 65535, not "0".'],
  [['--port', ''], '--port takes a whole number from 1 to 65535, not "".'],
  [['--fast'], "Unknown option '--fast'"],
  [['now'], "Unexpected argument 'now'"],
  [['--data', 'here', '--port', '3000'], '--data or --port, not both'],
])('refuses %j', (args, why) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(why);
});
