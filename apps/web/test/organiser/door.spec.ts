import { generateKeyPairSync, sign } from 'node:crypto';
import { ticketCodePayload, writeTicketCode } from '@onsale/contracts/tickets/code';
import { describe, expect, it } from 'vitest';
import { checkOffline } from '../../src/components/organiser/door/check-offline';
import { notACode } from '../../src/components/organiser/door/code-form';
import { brightness, hasChanged } from '../../src/components/organiser/door/frame-change';
import { createLookPace } from '../../src/components/organiser/door/look-pace';
import { newScanId } from '../../src/components/organiser/door/new-scan-id';
import { createRepeatGuard } from '../../src/components/organiser/door/repeat-guard';
import { type Verdict, verdictText } from '../../src/components/organiser/door/verdict';

const eventId = '01890a5d-ac96-774b-bcce-b302099a8057';
const otherEventId = '01890a5d-ac96-774b-bcce-b302099a8058';
const ticketId = '01890a5d-ac96-774b-bcce-b302099a8059';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const siteKey = String(publicKey.export({ format: 'jwk' }).x);

function codeFor(event: string, key = privateKey): string {
  const payload = ticketCodePayload({ ticketId, eventId: event, nonce: '00112233aabbccdd' });
  return writeTicketCode(payload, sign(null, payload, key));
}

describe('a gate without the network', () => {
  it('never admits anyone, and leaves a genuine ticket unchecked', async () => {
    expect(await checkOffline(codeFor(eventId), eventId, siteKey)).toEqual({
      kind: 'genuine_offline',
    });
  });

  it('recognises a forgery, a changed code and a ticket for another event', async () => {
    const forger = generateKeyPairSync('ed25519').privateKey;
    expect(await checkOffline(codeFor(eventId, forger), eventId, siteKey)).toEqual({
      kind: 'forged',
    });
    const code = codeFor(eventId);
    const changed = `${code.slice(0, 10)}${code[10] === '0' ? '1' : '0'}${code.slice(11)}`;
    expect(await checkOffline(changed, eventId, siteKey)).toEqual({ kind: 'forged' });
    expect(await checkOffline(codeFor(otherEventId), eventId, siteKey)).toEqual({
      kind: 'wrong_event',
    });
  });

  it('says nothing about a typed code, and calls none forged because of a broken key', async () => {
    // Typed with the letter O, it begins like a signed code.
    expect(await checkOffline('OT1PX-9QM2D', eventId, siteKey)).toEqual({
      kind: 'unknown_offline',
    });
    expect(await checkOffline(codeFor(eventId), eventId, 'broken')).toEqual({
      kind: 'unknown_offline',
    });
  });
});

describe('the camera of a gate', () => {
  it('tells tickets’ codes from all others', () => {
    for (const source of ['camera', 'typed'] as const) {
      expect(notACode(codeFor(eventId), source)).toBeUndefined();
      expect(notACode(`]Q1${codeFor(eventId).toLowerCase()}`, source)).toBeUndefined();
      expect(notACode('7k3px 9qm2d', source)).toBeUndefined();
      expect(notACode('https://example.com/drinks', source)).toEqual({ kind: 'not_a_ticket' });
      const link = `https://tickets.example.org/tickets/${ticketId}`;
      expect(notACode(link, source)).toEqual({ kind: 'ticket_link' });
    }
  });

  it('answers a typo with "not found", and a drink voucher with "not a ticket"', () => {
    expect(notACode('7K3PX-9QM2', 'typed')).toEqual({ kind: 'not_found' });
    expect(notACode('7K3PX-9QM2', 'camera')).toEqual({ kind: 'not_a_ticket' });
    expect(notACode(codeFor(eventId).slice(0, -1), 'typed')).toEqual({ kind: 'not_a_ticket' });
  });

  it('sends each of two codes in one picture once', () => {
    const guard = createRepeatGuard(4_000);
    const fresh = Array.from({ length: 40 }, (_, at) => guard.isNew(at % 2 ? 'A' : 'B', at * 100));
    expect(fresh.filter(Boolean)).toHaveLength(2);
  });

  it('searches again only when the picture has changed by more than noise', () => {
    const grey = (level: number, points = 400) => new Uint8Array(points).fill(level);
    expect(hasChanged(undefined, grey(90))).toBe(true);
    expect(hasChanged(grey(90), grey(100))).toBe(false);
    expect(hasChanged(grey(90), grey(140))).toBe(true);
    const oneSpeck = grey(90);
    oneSpeck.fill(255, 0, 4);
    expect(hasChanged(grey(90), oneSpeck)).toBe(false);
    const ticket = grey(90);
    ticket.fill(255, 0, 40);
    expect(hasChanged(grey(90), ticket)).toBe(true);
    expect([...brightness(new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255]))]).toEqual([
      255, 0,
    ]);
  });

  it('searches less often after a minute without a code, until something moves', () => {
    const pace = createLookPace(0);
    /** Looks at an unchanged picture for ten seconds. */
    const idle = (fromMs: number) => {
      const counts = { compared: 0, searched: 0 };
      for (let at = fromMs; at < fromMs + 10_000; at += pace.pauseMs(at)) {
        counts.compared += 1;
        if (pace.compared(false, at)) counts.searched += 1;
      }
      return counts;
    };
    idle(0);
    expect(idle(10_000)).toEqual({ compared: 100, searched: 10 });
    const quiet = idle(70_000);
    expect(quiet.compared).toBe(40);
    expect(quiet.searched).toBeLessThanOrEqual(3);
    // A ticket is held to the camera: that very picture is searched, then ten a second.
    expect(pace.compared(true, 80_000)).toBe(true);
    expect(pace.pauseMs(80_000)).toBe(100);
    expect(pace.compared(false, 80_100)).toBe(true);
    pace.found(80_100);
    expect(idle(90_000)).toEqual({ compared: 100, searched: 10 });
  });

  it('gives each scan an id of its own', () => {
    const ids = Array.from({ length: 100 }, newScanId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
  });

  it('sends a code once while it stays in sight, and again when it comes back', () => {
    const guard = createRepeatGuard(4_000);
    expect(guard.isNew('A', 0)).toBe(true);
    // It stays in sight for a minute, seen ten times a second.
    for (let at = 100; at <= 60_000; at += 100) expect(guard.isNew('A', at)).toBe(false);
    expect(guard.isNew('A', 63_900)).toBe(false);
    expect(guard.isNew('A', 68_000)).toBe(true);
  });

  it('takes the next ticket at once', () => {
    const guard = createRepeatGuard(4_000);
    expect(guard.isNew('A', 0)).toBe(true);
    expect(guard.isNew('B', 100)).toBe(true);
  });
});

describe('the verdict at a gate', () => {
  const read = (verdict: Verdict) => verdictText(verdict, 'Europe/Berlin', 'en-GB');
  const ticket = {
    id: ticketId,
    eventTitle: 'Night of the Strings',
    ticketTypeName: 'Balcony',
    holderName: 'Ada Example',
  };

  it('is good for an admitted ticket only', () => {
    const kinds: Verdict['kind'][] = [
      'admitted',
      'already_admitted',
      'wrong_event',
      'void',
      'not_open',
      'not_found',
      'forged',
      'not_a_ticket',
      'ticket_link',
      'not_kept',
      'genuine_offline',
      'unknown_offline',
      'refused',
    ];
    const good = kinds.filter((kind) => read({ kind }).tone === 'good');
    expect(good).toEqual(['admitted']);
  });

  it('says when, on the venue’s clock, and at which gate the ticket was admitted', () => {
    const text = read({
      kind: 'already_admitted',
      ticket,
      checkedInAt: '2026-12-17T18:04:00.000Z',
      gate: 'Main entrance',
    });
    expect(text.title).toBe('Already admitted');
    expect(text.lines[0]).toBe('Thu, 17 Dec 2026, 19:04, at Main entrance');
    expect(text.lines).toContain('Ada Example');
  });

  it('keeps a right-to-left name from reversing the text around it', () => {
    const evil = { ...ticket, holderName: '\u202eeel' };
    const text = read({ kind: 'already_admitted', ticket: evil, gate: 'שער' });
    expect(text.lines).toEqual(['earlier, at \u2068שער\u2069', '\u2068eel\u2069', 'Balcony']);
  });

  it('says when check-in opens to a guest who is too early', () => {
    const text = read({ kind: 'not_open', ticket, opensAt: '2026-12-17T17:00:00.000Z' });
    expect(text.lines[0]).toBe('Valid ticket. Check-in opens Thu, 17 Dec 2026, 18:00.');
  });

  it('names the ticket’s event only where the gate may know it', () => {
    expect(read({ kind: 'wrong_event', ticket }).lines[0]).toContain('Night of the Strings');
    expect(read({ kind: 'wrong_event', ticket: null }).lines[0]).toContain('another event');
  });
});
