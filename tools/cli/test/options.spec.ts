import { expect, it } from 'vitest';
import { parseOptions, readNumber, UsageError } from '../src/index.js';

it('the command line names an unknown option without advice for programmers', () => {
  const read = (...args: string[]) => parseOptions({ args, options: { out: { type: 'string' } } });
  expect(read('--out', 'here').values).toMatchObject({ out: 'here' });
  expect(() => read('--fast')).toThrow(new UsageError("Unknown option '--fast'."));
  expect(() => read('--out')).toThrow(UsageError);
});

it('the command line reads whole numbers within their bounds', () => {
  expect(readNumber('port', undefined, [1, 10])).toBeUndefined();
  expect(readNumber('port', '10', [1, 10])).toBe(10);
  for (const text of ['', '0', '11', '1.5', '1e1', '-1', ' 1', '99999999999']) {
    expect(() => readNumber('port', text, [1, 10])).toThrow(
      new UsageError(`--port takes a whole number from 1 to 10, not "${text}".`),
    );
  }
});
