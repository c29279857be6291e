import { generateKeyPairSync } from 'node:crypto';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { newId } from '../src/ids.js';
import { codesOf, createSessionCheck } from '../src/session-checks.js';
import { createTokenReader } from '../src/session-tokens.js';
import { type Session, sessionAlgorithm, sessionIssuer } from '../src/sessions.js';
import { VerifiedTokens } from '../src/verified-tokens.js';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const checkOf = (key: string) => createSessionCheck(key, publicKey);
const [ordersKey, paymentsKey] = ['o'.repeat(32), 'p'.repeat(32)];
const clock = { now: () => new Date() };
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const claims = {
  ...{ iss: sessionIssuer, sub: newId(), sid: newId(), name: 'Ada', email: 'ada@example.org' },
  exp: Math.floor(Date.now() / 1000) + 60,
};
const payload = encode(claims);
const headerWith = (...checkKeys: string[]) => ({
  alg: sessionAlgorithm,
  codes: codesOf(checkKeys.map(checkOf), payload),
});
/** A token without a signature, which only a code can make valid. */
const unsigned = (header: object, body = payload) => `${encode(header)}.${body}.`;
const orders = createTokenReader(publicKey, clock, ordersKey);

describe('a service that shares a key with auth', () => {
  it('accepts the code of its key without checking the signature', () => {
    const token = unsigned(headerWith(paymentsKey, ordersKey));
    expect(orders(token)).toMatchObject({ accountId: claims.sub, name: 'Ada' });
  });

  it("rejects the code of another service's key", () => {
    const stolen = checkOf(paymentsKey);
    const asOrders = { [checkOf(ordersKey).id]: stolen.codeOf(payload) };
    expect(orders(unsigned(headerWith(paymentsKey)))).toBeUndefined();
    expect(orders(unsigned({ alg: sessionAlgorithm, codes: asOrders }))).toBeUndefined();
  });

  it('rejects the code of another payload, a part of a code, and one with a letter changed', () => {
    const header = headerWith(ordersKey);
    expect(orders(unsigned(header, encode({ ...claims, name: 'Eve' })))).toBeUndefined();
    const [[id, code] = ['', '']] = Object.entries(header.codes);
    const other = code.at(-2) === 'A' ? 'B' : 'A';
    const forged = `${code.slice(0, -2)}${other}${code.slice(-1)}`;
    for (const wrong of ['', code.slice(0, -2), forged, `A${code}`]) {
      const token = unsigned({ alg: sessionAlgorithm, codes: { [id]: wrong } });
      expect(orders(token), wrong).toBeUndefined();
    }
  });

  it('checks the signature if there is no code of its key', async () => {
    const sign = (header: { alg: string }) =>
      new CompactSign(Buffer.from(JSON.stringify(claims)))
        .setProtectedHeader(header)
        .sign(keys.privateKey);
    for (const header of [{ alg: sessionAlgorithm }, headerWith(paymentsKey)]) {
      expect(orders(await sign(header))).toMatchObject({ name: 'Ada' });
    }
  });

  it('still rejects an expired token and one that is not a session', () => {
    const coded = (changes: object) => {
      const body = encode({ ...claims, ...changes });
      const codes = codesOf([checkOf(ordersKey)], body);
      return unsigned({ alg: sessionAlgorithm, codes }, body);
    };
    expect(orders(coded({}))).toBeDefined();
    for (const changes of [{ exp: 1 }, { exp: undefined }, { iss: 'another' }, { sub: 7 }]) {
      expect(orders(coded(changes))).toBeUndefined();
    }
  });
});

it('a code from before the session key was changed proves nothing, though its own key stayed', () => {
  const changed = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const pem = changed.export({ type: 'spki', format: 'pem' }).toString();
  const token = unsigned(headerWith(ordersKey));
  expect(orders(token)).toBeDefined();
  expect(createTokenReader(pem, clock, ordersKey)(token)).toBeUndefined();
});

it('a token in other characters than its own is rejected, whether its code or its signature proves it', async () => {
  const signed = await new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: sessionAlgorithm })
    .sign(keys.privateKey);
  for (const token of [unsigned(headerWith(ordersKey)), signed]) {
    expect(orders(token)).toBeDefined();
    for (const altered of [
      `"${token}"`,
      `${token}=`,
      `${token} `,
      ` ${token}`,
      `${token}.`,
      `${token}+`,
    ]) {
      expect(orders(altered), altered).toBeUndefined();
    }
    expect(orders(token.replace('.', '~.'))).toBeUndefined();
  }
});

it('of each session one token is remembered, however many are as valid, and the oldest session is forgotten first', () => {
  const verified = new VerifiedTokens(2);
  const session = (sessionId: string) => ({ sessionId }) as Session;
  for (const token of ['a', 'b', 'c']) verified.keep(token, session('one'));
  expect([verified.size, verified.get('a'), verified.get('c')?.sessionId]).toEqual([
    ...[1, undefined, 'one'],
  ]);
  verified.keep('d', session('two'));
  verified.keep('e', session('three'));
  expect([verified.size, verified.get('c'), verified.get('d')?.sessionId]).toEqual([
    ...[2, undefined, 'two'],
  ]);
});

it('a service without a key accepts no code', () => {
  const token = unsigned(headerWith(ordersKey));
  for (const key of [undefined, '']) {
    expect(createTokenReader(publicKey, clock, key)(token)).toBeUndefined();
  }
});
