import { describe, expect, it } from 'vitest';
import { nodeAdvice } from '../src/announce.js';

describe('what a start says of Node', () => {
  it.each(['20.19.0', '22.15.1', '23.11.0'])(
    'under %s: which one is faster, in one line',
    (version) => {
      const advice = nodeAdvice(version);
      expect(advice).toMatch(/^ {2}Node .*\n$/);
      expect(advice.split('\n')).toHaveLength(2);
      expect(advice).toContain(version);
      expect(advice).toContain('Node 24');
    },
  );

  it.each(['24.0.0', '26.3.1', '100.0.0'])('under %s: nothing', (version) => {
    expect(nodeAdvice(version)).toBe('');
  });
});
