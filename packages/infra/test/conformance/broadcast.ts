import type { Broadcast } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { describe, expect, test } from 'vitest';

/** The tests that every implementation of a broadcast passes. */
export function describeBroadcast(name: string, start: () => Promise<Broadcast>): void {
  describe(`${name}: a broadcast`, () => {
    test('reaches every listener of the channel, and no other', async () => {
      const broadcast = await start();
      const [one, two, other]: object[][] = [[], [], []];
      broadcast.subscribe('stock', (news) => one?.push(news));
      broadcast.subscribe('stock', (news) => two?.push(news));
      broadcast.subscribe('orders', (news) => other?.push(news));
      broadcast.publish('stock', { left: 3 });
      broadcast.publish('nobody', { left: 1 });
      await eventually(() => expect([one, two, other]).toEqual([[{ left: 3 }], [{ left: 3 }], []]));
    });

    test('does not reach listeners that have stopped', async () => {
      const broadcast = await start();
      const [stopped, listening]: object[][] = [[], []];
      const stop = broadcast.subscribe('stock', (news) => stopped?.push(news));
      broadcast.subscribe('stock', (news) => listening?.push(news));
      await stop();
      await stop();
      broadcast.publish('stock', {});
      await eventually(() => expect(listening).toHaveLength(1));
      expect(stopped).toEqual([]);
    });

    test('reaches the other listeners when one throws, and the publisher gets no error', async () => {
      const broadcast = await start();
      const heard: object[] = [];
      broadcast.subscribe('stock', () => {
        throw new Error('deaf');
      });
      broadcast.subscribe('stock', (news) => heard.push(news));
      broadcast.publish('stock', { left: 2 });
      await eventually(() => expect(heard).toEqual([{ left: 2 }]));
    });
  });
}
