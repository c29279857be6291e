// A process that takes timers and never finishes them: `timers-owner <url>`. The test kills it.
import { createLogger, systemClock } from '@onsale/runtime';
import { createLocalTimers } from '../src/local/timers.js';
import { createRedisTimers } from '../src/redis/timers.js';

const url = process.argv[2] ?? '';
const create = url.startsWith('redis:') ? createRedisTimers : createLocalTimers;
const timers = await create({ url, clock: systemClock, log: createLogger('silent') });
await timers.process('q', (due) => {
  console.log(due[0]?.id);
  return new Promise(() => undefined);
});
