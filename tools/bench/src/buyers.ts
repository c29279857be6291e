import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { keepBusy } from '@onsale/load';
import {
  codesOf,
  cookieName,
  createSessionCheck,
  installId,
  newId,
  sessionAlgorithm,
  sessionIssuer,
} from '@onsale/runtime';
import { CompactSign, importPKCS8 } from 'jose';

/** People with a session each. A signature takes half a millisecond, so they are made before. */
export interface Buyers {
  /** `Cookie` headers, one a buyer. */
  readonly cookies: readonly string[];
  /** PEM */
  readonly publicKey: string;
  /** PEM */
  readonly privateKey: string;
  /** What `auth` shares with the services of a server. */
  readonly checkKey: string;
}

const signedAtOnce = 16;
const lifeSeconds = 86_400;

export async function makeBuyers(count: number, signal: AbortSignal): Promise<Buyers> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = await importPKCS8(privateKey, sessionAlgorithm);
  const expiresAt = Math.floor(Date.now() / 1000) + lifeSeconds;
  const checkKey = randomBytes(32).toString('base64url');
  const checks = [createSessionCheck(checkKey, publicKey)];
  const name = cookieName('session', installId(publicKey), false);
  const cookies: string[] = [];
  let begun = 0;
  await keepBusy(
    signedAtOnce,
    async () => {
      begun += 1;
      // As if of any age: new accounts in a row would all be at one place of the index of buyers.
      const accountId = randomUUID();
      const email = `${accountId}@bench.invalid`;
      const who = { iss: sessionIssuer, sub: accountId, sid: newId(), name: 'Bench Buyer', email };
      const payload = Buffer.from(JSON.stringify({ ...who, exp: expiresAt }));
      const codes = codesOf(checks, payload.toString('base64url'));
      const token = await new CompactSign(payload)
        .setProtectedHeader({ alg: sessionAlgorithm, codes })
        .sign(key);
      cookies.push(`${name}=${token}`);
    },
    () => begun >= count || signal.aborted,
  );
  signal.throwIfAborted();
  return { cookies, publicKey, privateKey, checkKey };
}
