// A process that takes timers and never finishes them: `tsx timers-owner.ts <url>`. To be killed.
import { createLogger, systemClock } from '@onsale/runtime';
import { createLocalTimers } from '../src/local/timers.js';

const url = process.argv[2] ?? '';
const timers = await createLocalTimers({ url, clock: systemClock, log: createLogger('silent') });
await timers.process('q', (due) => {
  console.log(due[0]?.id);
  return new Promise(() => undefined);
});
