import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundOf } from '../src/own-target.js';
import { planFaults } from '../src/plan-faults.js';

const names = ['auth', 'catalog', 'orders', 'expiration', 'payments', 'tickets'];
const parts: Parameters<typeof roundOf>[0] = [
  { name: 'postgres', kind: 'postgres', group: 'postgres' },
  { name: 'redis', kind: 'redis', group: 'redis' },
  { name: 'nginx', kind: 'nginx', group: 'nginx' },
  { name: 'orders-bus', kind: 'bus-line', group: 'bus-line' },
  ...[1, 2, 3].map((n) => ({ name: `nats-${n}`, kind: 'nats' as const, group: 'nats' })),
  ...names.flatMap((group) =>
    [1, 2].map((n) => ({ name: `${group}-${n}`, kind: 'service' as const, group })),
  ),
];
const ackWaitMs = 5_000;
const round = roundOf(parts, 1.4 * ackWaitMs);
const plan = (seed: number, seconds: number) =>
  planFaults(seed, { seconds, usualEveryMs: 3_000, round });
const seeds = fc.nat(2 ** 32 - 1);
const lengths = fc.integer({ min: 5, max: 600 });

describe('a plan of faults', () => {
  it('hits every service, NATS, Redis and PostgreSQL with every kind of fault, even when it is short', () => {
    fc.assert(
      fc.property(seeds, lengths, (seed, seconds) => {
        const faults = plan(seed, seconds);
        const killed = faults
          .filter(({ kind }) => kind === 'kill')
          .map(({ target }) => groupOf(target));
        expect(new Set(killed)).toEqual(new Set(['postgres', 'redis', 'nats', ...names]));
        expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['kill', 'pause', 'cut']));
      }),
    );
  });

  it('places the faults within the rush, one after the other', () => {
    fc.assert(
      fc.property(seeds, lengths, (seed, seconds) => {
        const times = plan(seed, seconds).map(({ atMs }) => atMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(times[0]).toBeGreaterThan(0);
        expect(times.at(-1)).toBeLessThan(seconds * 1000);
      }),
    );
  });

  it('pauses and disconnects only services, for longer than the bus waits for an acknowledgement', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const { kind, target, lastsMs } of plan(seed, 300)) {
          if (kind === 'kill') continue;
          expect(lastsMs).toBeGreaterThan(ackWaitMs);
          expect(names).toContain(kind === 'cut' ? target : groupOf(target));
        }
      }),
    );
  });

  it('is the same for the same seed and different for another seed', () => {
    expect(plan(1, 60)).toEqual(plan(1, 60));
    expect(plan(1, 60)).not.toEqual(plan(2, 60));
  });

  it('repeats the faults when there is time', () => {
    expect(plan(1, 300).length).toBeGreaterThan(60);
  });

  it('spares the ingress, without which no request arrives', () => {
    const hit = [1, 2, 3].flatMap((seed) => plan(seed, 300)).map(({ target }) => target);
    expect(hit).not.toContain('nginx');
  });
});

const groupOf = (target: string) => target.replace(/-\d$/, '');
