import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildFirst, pickFreePort, testFolder } from '@onsale/testing';
import { type Cluster, type ClusterOptions, startCluster } from '../src/cluster.js';
import { findPrograms } from '../src/programs.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Whether this machine has the programs of a cluster; `npm test` names the missing ones. */
export const hasPrograms = (() => {
  try {
    findPrograms();
    return true;
  } catch {
    return false;
  }
})();

/** The settings of a start for a test: ports and a data folder of its own, no demo. */
export async function testEnvironment(more: Record<string, string> = {}) {
  const data = await testFolder('cluster');
  return {
    data,
    environment: {
      PATH: process.env.PATH ?? '',
      PORT: String(await pickFreePort()),
      ONSALE_DATA: data,
      ONSALE_DEMO: '0',
      ONSALE_LOG: 'warn',
      ONSALE_CHECK_REPLIES: '1',
      // Tests sign up by the dozen from one address.
      ONSALE_SIGNUPS_PER_HOUR: '10000',
      // Each of them publishes.
      ONSALE_ORGANISERS: 'everyone',
      ...more,
    },
  };
}

/** For a hook that builds, and starts some twenty processes. */
export const startTimeoutMs = 420_000;
const clusterTimeoutMs = 360_000;

/** A whole cluster in a folder of its own. */
export async function startTestCluster(
  options: Partial<ClusterOptions> = {},
  more: Record<string, string> = {},
): Promise<{ cluster: Cluster; stop(): Promise<void> }> {
  await buildFirst();
  const { data, environment } = await testEnvironment(more);
  const cluster = await startCluster({
    environment,
    postgresSettings: { fsync: 'off', synchronous_commit: 'off', shared_buffers: '64MB' },
    // Stopped here it leaves nothing running; killed at the end of the test file it would.
    signal: AbortSignal.timeout(clusterTimeoutMs),
    ...options,
  });
  return {
    cluster,
    async stop() {
      await cluster.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
