import { announce } from './announce.js';
import { runMain } from './run-main.js';
import { startOnsale } from './start.js';

await runMain((told) => startOnsale(process.env, told), {
  announce,
  stopLimitMs: 45_000, // PostgreSQL alone may take 25 s before it is stopped by force
});
