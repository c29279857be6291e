import { generateKeyPairSync } from 'node:crypto';
import { base32Alphabet, readTicketCode, verifyTicketCode } from '@onsale/contracts/tickets/code';
import { newId } from '@onsale/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSigner, ticketPrivateKey } from '../src/signer.js';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const signer = createSigner(newKey());
const newTicket = () => ({ ticketId: newId(), eventId: newId(), nonce: '00ff0102030405fe' });

test('a signed code identifies its ticket to the service, and to a gate without network', async () => {
  const ticket = newTicket();
  const code = signer.codeOf(ticket);
  expect(signer.read(code)).toEqual(ticket);
  expect(await verifyTicketCode(code, signer.publicKey)).toEqual(ticket);
});

test('a ticket has the same code however often it is shown', () => {
  const ticket = newTicket();
  expect(signer.codeOf(ticket)).toBe(signer.codeOf({ ...ticket }));
});

test('the code stays in the alphanumeric alphabet of QR codes', () => {
  expect(signer.codeOf(newTicket())).toMatch(/^OT1\.[0-9A-Z]{167}$/);
});

test('a code with any bit flipped is forged', async () => {
  const code = signer.codeOf(newTicket());
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: code.length - 1 }),
      fc.integer({ min: 0, max: 6 }),
      async (at, bit) => {
        const flipped = String.fromCharCode(code.charCodeAt(at) ^ (1 << bit));
        const forged = code.slice(0, at) + flipped + code.slice(at + 1);
        expect(signer.read(forged)).toBeUndefined();
        expect(await verifyTicketCode(forged, signer.publicKey)).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
});

test('a code with any character exchanged, left out or added is forged', () => {
  const code = signer.codeOf(newTicket());
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: code.length - 1 }),
      fc.constantFrom(...base32Alphabet),
      (at, other) => {
        const exchanged = code.slice(0, at) + other + code.slice(at + 1);
        expect(signer.read(exchanged) === undefined).toBe(exchanged !== code);
        expect(signer.read(code.slice(0, at) + code.slice(at + 1))).toBeUndefined();
        expect(signer.read(code.slice(0, at) + other + code.slice(at))).toBeUndefined();
      },
    ),
  );
});

test('text without a valid signature is forged, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 300 }),
        fc.string().map((s) => `OT1.${s}`),
      ),
      (text) => {
        expect(signer.read(text)).toBeUndefined();
      },
    ),
  );
});

test('a code of another install is forged here', async () => {
  const code = createSigner(newKey()).codeOf(newTicket());
  expect(readTicketCode(code)).toBeDefined();
  expect(signer.read(code)).toBeUndefined();
  expect(await verifyTicketCode(code, signer.publicKey)).toBeUndefined();
});

test('a key that is not Ed25519 is refused by its name, and not shown', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const text of ['secret-nonsense', pem]) {
    expect(() => ticketPrivateKey.parse(text)).toThrow(/^must be an Ed25519 private key in PEM/);
    expect(() => ticketPrivateKey.parse(text)).not.toThrow(text);
  }
});
