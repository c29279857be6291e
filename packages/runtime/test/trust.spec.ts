import { expect, it } from 'vitest';
import { trustIn } from '../src/http/trust.js';

it('a proxy is trusted by its network, on the first request and on later ones, among many others', () => {
  const trusts = trustIn('loopback, 10.1.0.0/16');
  for (let round = 0; round < 2; round += 1) {
    expect(['127.0.0.1', '::1', '10.1.2.3', '10.2.0.1', '203.0.113.9'].map(trusts)).toEqual([
      ...[true, true, true, false, false],
    ]);
    for (let last = 0; last < 2_000; last += 1) trusts(`198.51.${last >> 8}.${last % 256}`);
  }
});
