import { runMain } from '@onsale/embedded/run-main';
import { announce } from './announce.js';
import { startCluster } from './cluster.js';

await runMain((told) => startCluster({ environment: process.env, ...told }), {
  announce,
  stopLimitMs: 90_000,
});
