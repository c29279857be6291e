import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { keepBusy } from '@onsale/load';
import { newId, sessionAlgorithm, sessionIssuer } from '@onsale/runtime';
import { importPKCS8, SignJWT } from 'jose';

/** People with a session each. A signature takes half a millisecond, so they are made before. */
export interface Buyers {
  /** `Cookie` headers, one a buyer. */
  readonly cookies: readonly string[];
  /** PEM */
  readonly publicKey: string;
  /** PEM */
  readonly privateKey: string;
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
  const cookies: string[] = [];
  let begun = 0;
  await keepBusy(
    signedAtOnce,
    async () => {
      begun += 1;
      // As if of any age: new accounts in a row would all be at one place of the index of buyers.
      const accountId = randomUUID();
      const email = `${accountId}@bench.invalid`;
      const token = await new SignJWT({ sid: newId(), name: 'Bench Buyer', email })
        .setProtectedHeader({ alg: sessionAlgorithm })
        .setIssuer(sessionIssuer)
        .setSubject(accountId)
        .setExpirationTime(expiresAt)
        .sign(key);
      cookies.push(`onsale_session=${token}`);
    },
    () => begun >= count || signal.aborted,
  );
  signal.throwIfAborted();
  return { cookies, publicKey, privateKey };
}
