import { describePurchase } from '@onsale/embedded/test/purchase';
import { describe } from 'vitest';
import { hasPrograms, startTestCluster } from './world.js';

describe.runIf(hasPrograms)('through the ingress of a cluster', () => {
  describePurchase(async () => {
    const { cluster, stop } = await startTestCluster();
    return { url: cluster.url, apiUrl: cluster.internalUrl, stop };
  });
});
