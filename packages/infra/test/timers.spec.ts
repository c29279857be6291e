import { newId, systemClock } from '@onsale/runtime';
import { eventually, testClock, testLogger, testTimersDatabase } from '@onsale/testing';
import { expect, test } from 'vitest';
import { createLocalTimers } from '../src/local/timers.js';
import { describeTimers } from './conformance/timers.js';
import { startTimersOwner } from './start-timers-owner.js';

const log = testLogger();

describeTimers('local', async () => {
  const store = await testTimersDatabase();
  return {
    clock: systemClock,
    connect: () =>
      createLocalTimers({ url: store.url, clock: systemClock, log, firstBackoffMs: 20 }),
    stop: () => store.drop(),
  };
});

test('timers follow a clock that is moved', async () => {
  const store = await testTimersDatabase();
  const clock = testClock();
  const timers = await createLocalTimers({ url: store.url, clock, log });
  const fired: string[] = [];
  await timers.process('q', async (due) => {
    fired.push(...due.map((timer) => timer.id));
  });
  const [first, second] = [newId(), newId()];
  const at = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);
  await timers.schedule('q', [
    { id: first, at: at(15), data: {} },
    { id: second, at: at(30), data: {} },
  ]);
  clock.advance(20 * 60_000);
  await timers.fireDue();
  await eventually(() => expect(fired).toEqual([first]));
  await timers.stop();
  await store.drop();
});

test('timers of a killed process fire in the next one', async () => {
  const store = await testTimersDatabase();
  const timers = await createLocalTimers({ url: store.url, clock: systemClock, log });
  const timer = { id: newId(), at: new Date(), data: { orderId: 'a' } };
  await timers.schedule('q', [timer]);
  const owner = await startTimersOwner(store.url);
  expect(owner.timerId).toBe(timer.id);
  await owner.kill();

  const fired: object[] = [];
  await timers.process('q', async (due) => {
    fired.push(...due);
  });
  await eventually(() => expect(fired).toEqual([timer]));
  await timers.stop();
  await store.drop();
});
