import type { Message } from '@onsale/contracts/message';
import { type Bus, newId } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BusHarness } from './bus.js';
import { expiries, expiryType, idsOf } from './messages.js';

/** The tests of dead letters that every implementation of the bus passes. */
export function describeDeadLetters(name: string, start: () => Promise<BusHarness>): void {
  describe(`${name}: dead letters`, () => {
    let harness: BusHarness;
    let bus: Bus & { stop(): Promise<void> };
    const messages = expiries(40);
    const poison = new Set([messages[3]?.id, messages[29]?.id]);
    let cured: boolean;
    let taken: Message[];

    const subscribe = (on: Bus, subscription: string) =>
      on.subscribe({
        name: subscription,
        types: [expiryType],
        async handle(batch) {
          const bad = cured ? undefined : batch.find(({ id }) => poison.has(id));
          if (bad) throw new Error(`cannot take ${bad.id}`);
          taken.push(...batch);
        },
      });

    beforeEach(async () => {
      harness = await start();
      bus = await harness.connect();
      cured = false;
      taken = [];
    });
    afterEach(async () => {
      await bus.stop();
      await harness.stop();
    });

    test('receive a message that always fails, and all others are delivered', async () => {
      const elsewhere: Message[] = [];
      await bus.subscribe({
        name: 'healthy',
        types: [expiryType],
        async handle(batch) {
          elsewhere.push(...batch);
        },
      });
      await subscribe(bus, 'poisoned');
      await bus.publish(messages);
      const letters = await eventually(async () => {
        const found = await bus.deadLetters(10);
        expect(found).toHaveLength(2);
        return found;
      });
      expect(idsOf(letters.map((letter) => letter.message))).toEqual([...poison].sort());
      for (const letter of letters) {
        expect(letter).toMatchObject({
          subscription: 'poisoned',
          error: `Error: cannot take ${letter.message.id}`,
          diedAt: expect.any(Date),
        });
        expect(letter.attempts).toBeGreaterThan(1);
      }
      const good = idsOf(messages.filter(({ id }) => !poison.has(id)));
      await eventually(() => expect([...new Set(idsOf(taken))]).toEqual(good));
      expect([...new Set(idsOf(elsewhere))]).toEqual(idsOf(messages));
      expect(await bus.deadLetters(1)).toHaveLength(1);

      const after = expiries(2);
      await bus.publish(after);
      await eventually(() => expect(idsOf(taken)).toEqual(expect.arrayContaining(idsOf(after))));
    });

    test('are replayed to their own subscription only, and removed once it has handled them', async () => {
      await subscribe(bus, 'poisoned');
      await bus.publish(messages);
      await eventually(async () => expect(await bus.deadLetters(10)).toHaveLength(2));
      const others: Message[] = [];
      await bus.subscribe({
        name: 'bystander',
        types: [expiryType],
        async handle(batch) {
          others.push(...batch);
        },
      });
      await eventually(() => expect(others).toHaveLength(messages.length));
      cured = true;
      for (const letter of await bus.deadLetters(10)) {
        expect(await bus.replay(letter.id)).toBe(true);
      }
      await eventually(async () => expect(await bus.deadLetters(10)).toEqual([]));
      expect([...new Set(idsOf(taken))]).toEqual(idsOf(messages));
      expect(others).toHaveLength(messages.length);
    });

    test('are counted by subscription, including those beyond one page', async () => {
      await Promise.all([subscribe(bus, 'poisoned'), subscribe(bus, 'too')]);
      await bus.publish(messages);
      const counts = new Map(['poisoned', 'too'].map((name) => [name, 2]));
      await eventually(async () => expect(await bus.countDeadLetters()).toEqual(counts));
      expect(await bus.deadLetters(1)).toHaveLength(1);
    });

    test('are read a few at a time when they are large, and all of them are replayed', async () => {
      const padding = 'x'.repeat(900_000);
      const large = expiries(12).map((message) => ({
        ...message,
        data: { ...(message.data as object), padding },
      }));
      for (const { id } of large) poison.add(id);
      await subscribe(bus, 'poisoned');
      await bus.publish(large);
      await eventually(async () =>
        expect(await bus.countDeadLetters()).toEqual(new Map([['poisoned', 12]])),
      );
      const first = await bus.deadLetters(100);
      expect(JSON.stringify(first).length).toBeLessThan(9_000_000);
      expect(first.length).toBeGreaterThan(5);
      cured = true;
      while ((await bus.countDeadLetters()).size > 0) {
        for (const { id } of await bus.deadLetters(100)) await bus.replay(id);
        await eventually(async () => {
          const left = idsOf((await bus.deadLetters(100)).map(({ message }) => message));
          expect(left).not.toContain(first[0]?.message.id);
        });
      }
      expect(new Set(idsOf(taken))).toEqual(new Set(idsOf(large)));
    });

    test('are kept when they fail again, with the count of all attempts', async () => {
      await subscribe(bus, 'poisoned');
      await bus.publish(messages.slice(0, 5));
      const [before] = await eventually(async () => {
        const found = await bus.deadLetters(10);
        expect(found).toHaveLength(1);
        return found;
      });
      expect(await bus.replay(before?.id ?? '')).toBe(true);
      await eventually(async () => {
        const [after] = await bus.deadLetters(10);
        expect(after?.attempts).toBeGreaterThan(before?.attempts ?? 0);
      });
    });

    test('survive a restart and can be replayed after it', async () => {
      await subscribe(bus, 'poisoned');
      await bus.publish(messages.slice(0, 5));
      await eventually(async () => expect(await bus.deadLetters(10)).toHaveLength(1));
      await bus.stop();
      bus = await harness.connect();
      const [letter] = await bus.deadLetters(10);
      // Requested while there is no subscriber: carried out once there is one.
      expect(await bus.replay(letter?.id ?? '')).toBe(true);
      cured = true;
      await subscribe(bus, 'poisoned');
      await eventually(async () => expect(await bus.deadLetters(10)).toEqual([]));
      expect(idsOf(taken)).toContain(letter?.message.id);
    });

    test('cannot be replayed when they do not exist', async () => {
      expect(await bus.replay(newId())).toBe(false);
      expect(await bus.replay('no id at all')).toBe(false);
    });
  });
}
