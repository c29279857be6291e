import { eventually } from '@onsale/testing';
import { describe, expect, it } from 'vitest';
import { createRenderQueue, NobodyRenders } from '../src/render-queue.js';
import { gate } from './site.js';

class Away extends Error {}
const isAway = (error: unknown) => error instanceof Away;
const failing = (error: Error) => async () => {
  throw error;
};

describe('the queue of pages to render', () => {
  it('fails all waiting pages as soon as the page ahead finds that something it needs is away', async () => {
    const queue = createRenderQueue(1, isAway);
    const first = gate();
    const ahead = queue.run(() => first.opened.then(failing(new Away())));
    const asked: number[] = [];
    const waiting = Array.from({ length: 20 }, (_, at) =>
      queue.run(async () => asked.push(at)).catch((error: unknown) => error),
    );
    await eventually(() => expect(queue.waiting).toBe(20));
    first.open();
    await expect(ahead).rejects.toThrow(Away);
    for (const answer of await Promise.all(waiting)) expect(answer).toBeInstanceOf(NobodyRenders);
    expect(asked).toEqual([]);
    // The next one is tried.
    expect(await queue.run(async () => 'back')).toBe('back');
  });

  it('keeps all waiting pages while pages are rendered, however slowly', async () => {
    const queue = createRenderQueue(1, isAway);
    const first = gate();
    const ahead = queue.run(() => first.opened);
    const waiting = Array.from({ length: 20 }, (_, at) => queue.run(async () => at));
    first.open();
    await ahead;
    expect(await Promise.all(waiting)).toHaveLength(20);
  });

  it('keeps the others when one page fails on its own, or others were just rendered', async () => {
    const queue = createRenderQueue(1, isAway, () => 0);
    for (const error of [new Error('a mistake in the page'), new Away()]) {
      const first = gate();
      const ahead = queue.run(() => first.opened.then(failing(error)));
      const next = queue.run(async () => 'rendered');
      first.open();
      await expect(ahead).rejects.toBe(error);
      expect(await next).toBe('rendered');
    }
  });
});
