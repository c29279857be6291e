import { buildFirst } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failover } from '../src/failover.js';
import type { OwnCluster } from '../src/own-cluster.js';
import { bad, end, hasPrograms, start, timeout } from './stage.js';

describe.runIf(hasPrograms)('on a primary and a standby, in small', () => {
  let own: OwnCluster;

  beforeAll(async () => {
    await buildFirst();
    own = await start('pair', { web: false, cuttable: false, pair: { synchronous: true } });
  }, timeout);
  afterAll(() => end(own), timeout);

  it(
    'failover: the primary is killed, the standby promoted, nothing acknowledged is lost, and the former primary comes back as a standby',
    async () => {
      const options = { seed: 4, seconds: 8, rate: 15, asynchronous: false };
      const outcome = await failover(own.stage, options);
      expect(bad(outcome)).toBe('');
      const { foundMs, followsMs } = outcome.figures as { foundMs: object; followsMs: unknown };
      expect(Object.keys(foundMs)).toHaveLength(12);
      expect(followsMs).toEqual(expect.any(Number));
    },
    timeout,
  );
});
