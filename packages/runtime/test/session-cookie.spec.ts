import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { installId } from '../src/http/cookie-names.js';
import { createSessionCookies } from '../src/http/session-cookie.js';

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
const newKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    ...pem,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const keys = newKeys();
const one = createSessionCookies(keys.publicKey, (token) => token === 'before');
const other = createSessionCookies(newKeys().publicKey, () => false);
const session = (token: string) => ({ token, expiresAt: new Date('2026-12-01T00:00:00Z') });

/** The cookies that a browser sends after it has received these, in order. */
function jar(...sent: string[][]): string {
  const kept = new Map<string, string>();
  for (const line of sent.flat()) {
    const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
    if (line.includes('Expires=Thu, 01 Jan 1970')) kept.delete(name);
    else kept.set(name, value);
  }
  return [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
}
const plain = (token: string) => one.write(session(token), false, '');
const secure = (token: string) => one.write(session(token), true, '');
const read = (cookies = one, header: string, isSecure = false) =>
  cookies.read(header, () => isSecure);

describe('the cookies of a session', () => {
  it('are found again by the install that wrote them, with TLS and without', () => {
    expect(read(one, jar(plain('a.b.c')))).toBe('a.b.c');
    expect(read(one, jar(secure('a.b.c')), true)).toBe('a.b.c');
    expect(read(one, `theme=dark; ${jar(plain('a'))};other=1`)).toBe('a');
    expect(one.read(undefined, () => true)).toBeUndefined();
  });

  it('of two installs of one machine neither replace nor end each other', () => {
    const both = jar(plain('mine'), other.write(session('theirs'), false, jar(plain('mine'))));
    expect([read(one, both), read(other, both)]).toEqual(['mine', 'theirs']);
    expect([one.hasMark(both), other.hasMark(both)]).toEqual([true, true]);
    const left = jar(
      both.split('; ').map((pair) => `${pair}; Path=/`),
      one.write('clear', false, both),
    );
    expect([read(one, left), read(other, left)]).toEqual([undefined, 'theirs']);
    expect([one.hasMark(left), other.hasMark(left)]).toEqual([false, true]);
  });

  it('are not accepted under TLS by a name that another host or a page without TLS could set', () => {
    expect(read(one, jar(plain('planted')), true)).toBeUndefined();
    expect(read(one, jar(plain('planted'), secure('own')), true)).toBe('own');
    const parts = secure('a').map((line) => line.split('; '));
    for (const [pair, ...attributes] of parts) {
      expect(pair).toMatch(/^__Host-onsale_\w+_[0-9a-f]{8}=/);
      expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'Secure', 'SameSite=Lax']));
    }
  });

  it('are not read from the middle of another cookie', () => {
    const [name] = jar(plain('a')).split('=');
    expect(read(one, `x${name}=planted`)).toBeUndefined();
    expect(read(one, `x=${name}=planted`)).toBeUndefined();
    expect(read(one, `x=1 ${name}=planted`)).toBeUndefined();
    expect(read(one, `x=1 ${name}=planted; ${name}=own`)).toBe('own');
    const [secureName] = jar(secure('a')).split('=');
    expect(read(one, `x=1   ${secureName}=planted`, true)).toBeUndefined();
    expect(read(one, `x=1;   ${secureName}=own`, true)).toBe('own');
  });

  it('of an earlier release are valid until there are new ones, and are then cleared', () => {
    const old = 'onsale_session=before; onsale_signed_in=1';
    expect(read(one, old)).toBe('before');
    const both = jar(
      old.split('; ').map((pair) => `${pair}; Path=/`),
      one.write(session('now'), false, old),
    );
    expect(read(one, both)).toBe('now');
    expect(both).not.toContain('before');
    expect(one.write(session('now'), false, '')).toHaveLength(2);
  });

  it('of an earlier release are known to be ours by their session, so that an ended one is cleared', () => {
    const old = 'onsale_session=before; onsale_signed_in=1';
    expect([one.hasMark(old), other.hasMark(old)]).toEqual([true, false]);
    expect(one.hasMark('onsale_signed_in=1')).toBe(false);
    expect(one.hasMark('onsale_session=before')).toBe(false);
  });

  it('of an older version stay when they are of another install of this machine', () => {
    const old = 'onsale_session=before; onsale_signed_in=1';
    const kept = old.split('; ').map((pair) => `${pair}; Path=/`);
    for (const change of [session('theirs'), 'clear'] as const) {
      expect(jar(kept, other.write(change, false, old))).toContain(old);
      expect(jar(kept, other.write(change, true, old))).toContain(old);
    }
  });

  it('are named after the pair of keys, whichever of the two is known', () => {
    expect(installId(keys.privateKey)).toBe(installId(keys.publicKey));
    expect(installId(keys.privateKey.replaceAll('\n', '\\n'))).toBe(installId(keys.publicKey));
    expect(installId(newKeys().publicKey)).not.toBe(installId(keys.publicKey));
  });
});
