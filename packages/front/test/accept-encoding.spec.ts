import zlib from 'node:zlib';
import { expect, it } from 'vitest';
import { encodingFor } from '../src/accept-encoding.js';

const zstd = 'zstdCompress' in zlib ? 'zstd' : 'identity';

it.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['zstd', zstd],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['BR', 'br'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['gzip;q=nonsense', 'identity'],
  ['deflate', 'identity'],
])('a caller that accepts "%s" gets %s', (header, encoding) => {
  expect(encodingFor(header)).toBe(encoding);
});
