import { defineMessage, type Message } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import { type Bus, newId, newMessage } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import Type from 'typebox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BusHarness } from './bus.js';
import { expiry, idsOf } from './messages.js';

const Colour = Type.Object({
  colour: Type.Enum(['red', 'blue']),
  shades: Type.Array(Type.Object({ name: Type.String() })),
});
/** A message that first had a `color`, then a `colour`, and now has shades as well. */
const painted = defineMessage(
  '/test',
  'test.painted',
  Colour,
  ({ color, ...data }) => ({ ...data, colour: color }),
  (data) => ({ ...data, shades: [] }),
);

/**
 * The tests that every implementation of the bus passes with messages of earlier and later
 * releases.
 */
export function describeVersions(name: string, start: () => Promise<BusHarness>): void {
  describe(`${name}: messages of other releases`, () => {
    let harness: BusHarness;
    let bus: Bus & { stop(): Promise<void> };
    let cured: boolean;
    let taken: Message[];
    const contracts = messageContracts as Map<string, unknown>;

    beforeAll(() => void contracts.set(painted.type, painted));
    afterAll(() => void contracts.delete(painted.type));
    beforeEach(async () => {
      harness = await start();
      bus = await harness.connect();
      cured = true;
      taken = [];
      await bus.subscribe({
        name: 'one',
        types: [painted.type],
        async handle(messages) {
          if (!cured) throw new Error('not yet');
          taken.push(...messages);
        },
      });
    });
    afterEach(async () => {
      await bus.stop();
      await harness.stop();
    });

    const of = (dataversion: number, data: object): Message => ({
      ...newMessage(painted, {
        subject: newId(),
        time: new Date(),
        data: { colour: 'red', shades: [] },
      }),
      dataversion,
      data,
    });

    test('of an earlier release reach consumers in today’s form', async () => {
      const today = of(3, { colour: 'blue', shades: [{ name: 'navy' }] });
      const earlier = [of(1, { color: 'red' }), of(2, { colour: 'blue' })];
      await bus.publish([today, ...earlier]);
      await eventually(() => expect(idsOf(taken)).toEqual(idsOf([today, ...earlier])));
      const got = new Map(taken.map(({ id, dataversion, data }) => [id, { dataversion, data }]));
      expect([today, ...earlier].map(({ id }) => got.get(id))).toEqual([
        { dataversion: 3, data: today.data },
        { dataversion: 3, data: { colour: 'red', shades: [] } },
        { dataversion: 3, data: { colour: 'blue', shades: [] } },
      ]);
    });

    test('of an earlier release are replayed from dead letters in today’s form', async () => {
      cured = false;
      await bus.publish([of(1, { color: 'red' })]);
      const [letter] = await eventually(async () => {
        const letters = await bus.deadLetters(2);
        expect(letters).toHaveLength(1);
        return letters;
      });
      cured = true;
      await bus.replay(letter?.id ?? '');
      await eventually(() =>
        expect(taken.map(({ data }) => data)).toEqual([{ colour: 'red', shades: [] }]),
      );
    });

    test('of a later release arrive with their unknown parts', async () => {
      const later = [
        of(3, { colour: 'green', shades: [{ name: 'moss', since: { year: 1 } }], gloss: 2 }),
        of(4, { colour: 'red', shades: [], layers: ['primer'] }),
      ];
      await bus.publish(later);
      await eventually(() => expect(idsOf(taken)).toEqual(idsOf(later)));
      expect(new Set(taken.map(({ data }) => data))).toEqual(
        new Set(later.map(({ data }) => data)),
      );
      expect(await bus.deadLetters(1)).toEqual([]);
    });

    test('of a later release become dead letters, with the reason, when they cannot be read', async () => {
      const good = of(3, { colour: 'red', shades: [] });
      await bus.publish([of(4, { colours: ['red'] }), good]);
      await eventually(() => expect(idsOf(taken)).toEqual([good.id]));
      const [letter] = await eventually(async () => {
        const letters = await bus.deadLetters(2);
        expect(letters).toHaveLength(1);
        return letters;
      });
      expect(letter?.error).toContain('dataversion 4, and this release reads up to 3');
      expect(letter?.message.data).toEqual({ colours: ['red'] });
    });

    test('of an unknown type are stored and delay no others', async () => {
      const good = of(3, { colour: 'red', shades: [] });
      const unknown = { ...expiry(), type: 'nobody.knows' };
      await bus.publish([unknown, { ...unknown, id: newId() }, good]);
      await eventually(() => expect(idsOf(taken)).toEqual([good.id]));
    });
  });
}
