import { generateKeyPairSync, sign } from 'node:crypto';
import { ticketCodePayload, writeTicketCode } from '@onsale/contracts/tickets/code';
import { describe, expect, it } from 'vitest';
import { checkOffline } from '../../src/components/organiser/door/check-offline';
import { codeForm } from '../../src/components/organiser/door/code-form';
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
  it('never admits: a genuine ticket stays unchecked', async () => {
    expect(await checkOffline(codeFor(eventId), eventId, siteKey)).toEqual({
      kind: 'genuine_offline',
    });
  });

  it('tells a forgery, a changed code and the ticket of another event', async () => {
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

  it('cannot say anything of a typed code, and does not call a broken key a forgery', async () => {
    // Begins like a signed one when it is typed with the letter O.
    expect(await checkOffline('OT1PX-9QM2D', eventId, siteKey)).toEqual({
      kind: 'unknown_offline',
    });
    expect(await checkOffline(codeFor(eventId), eventId, 'broken')).toEqual({
      kind: 'unknown_offline',
    });
  });
});

describe('what a camera sees', () => {
  it('tells codes of tickets from all others', () => {
    expect(codeForm(codeFor(eventId))).toBe('signed');
    expect(codeForm('7k3px 9qm2d')).toBe('short');
    expect(codeForm('https://example.com/drinks')).toBe('other');
    expect(codeForm('')).toBe('other');
  });

  it('sends a code once while it stays in sight, and again when it comes back', () => {
    const guard = createRepeatGuard(4_000);
    expect(guard.isNew('A', 0)).toBe(true);
    // In sight for a minute, ten times a second.
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

describe('what the gate reads', () => {
  const read = (verdict: Verdict) => verdictText(verdict, 'Europe/Berlin', 'en-GB');
  const ticket = {
    id: ticketId,
    eventTitle: 'Night of the Strings',
    ticketTypeName: 'Balcony',
    holderName: 'Ada Example',
  };

  it('is a yes for one verdict only', () => {
    const kinds: Verdict['kind'][] = [
      'admitted',
      'already_admitted',
      'wrong_event',
      'void',
      'forged',
      'not_a_ticket',
      'genuine_offline',
      'unknown_offline',
      'refused',
    ];
    const good = kinds.filter((kind) => read({ kind }).tone === 'good');
    expect(good).toEqual(['admitted']);
  });

  it('says when, at the venue, and at which gate somebody was admitted before', () => {
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

  it('names the event that a ticket is for only where the gate may know it', () => {
    expect(read({ kind: 'wrong_event', ticket }).lines[0]).toContain('Night of the Strings');
    expect(read({ kind: 'wrong_event', ticket: null }).lines[0]).toContain('another event');
  });
});
