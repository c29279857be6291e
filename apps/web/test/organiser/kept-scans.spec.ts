import { afterEach, expect, test, vi } from 'vitest';
import { keptScans } from '../../src/components/organiser/door/kept-scans';

/** Like a browser's: stored items are its own properties. */
class Storage {
  [name: string]: unknown;
}
const method = (run: (this: Storage, name: string, text: string) => unknown) => ({ value: run });
Object.defineProperties(Storage.prototype, {
  getItem: method(function (name) {
    return this[name] ?? null;
  }),
  setItem: method(function (name, text) {
    this[name] = text;
  }),
  removeItem: method(function (name) {
    delete this[name];
  }),
});

afterEach(() => vi.unstubAllGlobals());

const scan = (scanId: string, at: string) => ({ scanId, at, code: 'A', gate: 'North' }) as never;

test('kept scans of one event come back oldest first, even beside one that cannot be read', () => {
  vi.stubGlobal('localStorage', new Storage());
  const kept = keptScans('event');
  kept.keep(scan('late', '2026-12-01T20:00:02Z'));
  kept.keep(scan('early', '2026-12-01T20:00:01Z'));
  keptScans('other').keep(scan('elsewhere', '2026-12-01T20:00:00Z'));
  localStorage.setItem('onsale.door.scan.event.broken', '{"scanId":');
  localStorage.setItem('onsale.door.scan.event.null', 'null');
  expect(kept.load().map(({ scanId }) => scanId)).toEqual(['early', 'late']);
  kept.forget('early');
  expect(kept.load().map(({ scanId }) => scanId)).toEqual(['late']);
});
