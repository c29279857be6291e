import type { Availability } from '@onsale/contracts/orders/http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader } from '../src/event-reader.js';
import { mergeAvailability } from '../src/merge.js';
import { isBehind, newestOf } from '../src/versions.js';

const reading = (eventVersion: number, ...versions: number[]): Availability => ({
  eventId: 'event',
  eventVersion,
  status: 'published',
  ticketTypes: versions.map((version, number) => ({
    ...{ ticketTypeId: `type ${number}`, version, available: 1_000 - version },
    ...{ status: 'open' as const, opensAt: null, closesAt: '2030-01-01T00:00:00.000Z' },
  })),
});
const versionsOf = ({ ticketTypes }: Availability) => ticketTypes.map(({ version }) => version);

describe('two states of the stock', () => {
  it('give the newer state of each ticket type, whichever arrived first', () => {
    const [one, other] = [reading(1, 5, 1), reading(1, 2, 8)];
    expect(versionsOf(mergeAvailability(one, other))).toEqual([5, 8]);
    expect(versionsOf(mergeAvailability(other, one))).toEqual([5, 8]);
    expect(mergeAvailability(null, one)).toBe(one);
  });

  it('keep what the newer state says about the event', () => {
    const cancelled = { ...reading(3, 1), status: 'cancelled' as const };
    expect(mergeAvailability(cancelled, reading(2, 4))).toMatchObject({
      ...{ eventVersion: 3, status: 'cancelled', ticketTypes: [{ version: 4 }] },
    });
    expect(mergeAvailability(reading(2, 4), cancelled).status).toBe('cancelled');
  });

  it('give the last answer of a server of the previous release', () => {
    const { eventVersion: _none, ...older } = reading(1, 7);
    expect(mergeAvailability(older, { ...older, status: 'cancelled' }).status).toBe('cancelled');
  });
});

const someVersions = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 5 }))
  .map((versions) => new Map(Object.entries(versions)));

describe('versions', () => {
  it('are behind nothing that has been merged into them', () => {
    fc.assert(
      fc.property(someVersions, someVersions, (one, other) => {
        const both = newestOf(one, other);
        expect(isBehind(both, one) || isBehind(both, other)).toBe(false);
        expect(Object.fromEntries(newestOf(other, one))).toEqual(Object.fromEntries(both));
      }),
    );
  });

  it('are behind when one of them is older or missing', () => {
    const known = new Map([['a', 2]]);
    expect(isBehind(known, new Map([['a', 3]]))).toBe(true);
    expect(isBehind(known, new Map([['b', 1]]))).toBe(true);
    expect(isBehind(known, new Map([['a', 1]]))).toBe(false);
  });
});

describe('the reader of server-sent events', () => {
  const read = (pieces: readonly string[]) => {
    const said: unknown[] = [];
    const reader = createEventReader({
      onEvent: (name, data) => said.push([name, data]),
      onRetry: (ms) => said.push(ms),
    });
    for (const piece of pieces) reader.push(piece);
    return said;
  };
  const text =
    'retry: 1234\n\nevent: availability\ndata: {"a":1}\n\n: still here\n\n' +
    'data: one\r\ndata: two\r\n\r\nevent: nothing\n\nid: 5\ndata\n\n';
  const meaning = [1234, ['availability', '{"a":1}'], ['message', 'one\ntwo'], ['message', '']];

  it('reads every form in the specification', () => {
    expect(read([text])).toEqual(meaning);
  });

  it('reads a stream in pieces of any length', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (lengths) => {
        const pieces: string[] = [];
        for (let at = 0, n = 0; at < text.length; n += 1) {
          const length = lengths[n % lengths.length] as number;
          pieces.push(text.slice(at, at + length));
          at += length;
        }
        expect(read(pieces)).toEqual(meaning);
      }),
    );
  });
});
