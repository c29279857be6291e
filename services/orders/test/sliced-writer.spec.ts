import type { OpenConnection } from '@onsale/runtime';
import { describe, expect, it } from 'vitest';
import { createSlicedWriter } from '../src/sliced-writer.js';

/** A connection that takes a while for each write. */
function listener(busyMs = 0, writableLength = 0) {
  const state = {
    heard: [] as string[],
    isCutOff: false,
    writableLength,
    write(bytes: Buffer) {
      for (const startedMs = performance.now(); performance.now() - startedMs < busyMs; );
      state.heard.push(String(bytes));
      return true;
    },
    destroy() {
      state.isCutOff = true;
    },
  };
  return state as unknown as OpenConnection & typeof state;
}

const never = () => expect.fail('nobody is slow');
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

describe('the writer for many connections', () => {
  it('sends everyone the same bytes, in the order in which it received them', async () => {
    const writer = createSlicedWriter(never);
    const all = Array.from({ length: 1_000 }, () => listener());
    await Promise.all([
      writer.write(all, Buffer.from('one')),
      writer.write(all.slice(0, 10), Buffer.from('else')),
    ]);
    await writer.write(all, Buffer.from('two'));
    expect(all[999]?.heard).toEqual(['one', 'two']);
    expect(new Set(all[0]?.heard)).toEqual(new Set(['one', 'else', 'two']));
  });

  it('lets other work run in between', async () => {
    const writer = createSlicedWriter(never);
    const all = Array.from({ length: 200 }, () => listener(0.1));
    let isDone = false;
    const written = writer.write(all, Buffer.from('one')).then(() => {
      isDone = true;
    });
    const heardAfterTurns: number[] = [];
    while (!isDone) {
      await turnOfTheLoop();
      heardAfterTurns.push(all.filter(({ heard }) => heard.length > 0).length);
    }
    await written;
    expect(heardAfterTurns.length).toBeGreaterThan(3);
    expect(heardAfterTurns[1]).toBeLessThan(200);
  });

  it('takes turns between events, so that a small event need not wait for a large one', async () => {
    const writer = createSlicedWriter(never);
    const crowd = Array.from({ length: 200 }, () => listener(0.1));
    const few = [listener()];
    const large = writer.write(crowd, Buffer.from('large'));
    await writer.write(few, Buffer.from('small'));
    expect(crowd.at(-1)?.heard).toEqual([]);
    await large;
  });

  it('leaves out a connection that has closed meanwhile', async () => {
    const writer = createSlicedWriter(never);
    const all = new Set(Array.from({ length: 100 }, () => listener(0.1)));
    const last = [...all].at(-1) as ReturnType<typeof listener>;
    const written = writer.write(all, Buffer.from('one'));
    all.delete(last);
    await written;
    expect(last.heard).toEqual([]);
  });

  it('disconnects a watcher that reads so slowly that too much is waiting', async () => {
    let slow = 0;
    const writer = createSlicedWriter(() => {
      slow += 1;
    });
    const [quick, sluggish] = [listener(), listener(0, 70_000)];
    await writer.write([sluggish, quick], Buffer.from('one'));
    expect(sluggish).toMatchObject({ heard: [], isCutOff: true });
    expect(quick.heard).toEqual(['one']);
    expect(slow).toBe(1);
  });
});
