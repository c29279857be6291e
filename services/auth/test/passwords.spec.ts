import { hash } from '@node-rs/argon2';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPasswords, type Passwords } from '../src/passwords.js';

let passwords: Passwords;
beforeAll(async () => {
  passwords = await createPasswords();
});

/**
 * The processor time of this process in microseconds, to which other work on the machine adds
 * little.
 */
async function effortOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

describe('a password', () => {
  it('is stored as argon2id with the documented costs and a salt of its own', async () => {
    const [one, two] = await Promise.all([
      passwords.hash('open sesame'),
      passwords.hash('open sesame'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it('matches what was stored with other costs, so that they can be raised', async () => {
    const other = { algorithm: 2, memoryCost: 8_192, timeCost: 3, parallelism: 1 } as const;
    const stored = await hash('open sesame', other);
    expect(await passwords.verify(stored, 'open sesame')).toBe(true);
    expect(await passwords.verify(stored, 'open sesam')).toBe(false);
  });

  it('matches itself, however its letters are composed, and nothing else', async () => {
    const stored = await passwords.hash('gru\u0308n und blau');
    expect(await passwords.verify(stored, 'gr\u00fcn und blau')).toBe(true);
    expect(await passwords.verify(stored, 'grun und blau')).toBe(false);
    expect(await passwords.verify(undefined, 'gr\u00fcn und blau')).toBe(false);
  });

  it('takes as much work to check when the account does not exist', async () => {
    const stored = await passwords.hash('open sesame');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      known.push(await effortOf(() => passwords.verify(stored, 'wrong')));
      unknown.push(await effortOf(() => passwords.verify(undefined, 'wrong')));
    }
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('leaves the event loop free while it is hashed', async () => {
    let turns = 0;
    const counter = setInterval(() => {
      turns += 1;
    }, 1);
    await Promise.all(Array.from({ length: 4 }, () => passwords.hash('open sesame')));
    clearInterval(counter);
    expect(turns).toBeGreaterThan(3);
  });

  it('is refused with 503 when a hundred already wait, and those hundred are served', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 110 }, () => passwords.verify(undefined, 'wrong')),
    );
    const refused = asked.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(8); // two in progress, a hundred waiting
    expect(refused[0]?.reason).toMatchObject({ status: 503, retryAfterSeconds: 1 });
    await expect(passwords.verify(undefined, 'wrong')).resolves.toBe(false);
  });
});
