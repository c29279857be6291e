import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'onsale-sandbox-signature';

const toleranceSeconds = 5 * 60;

const digest = (secret: string, unixSeconds: string, body: string | Uint8Array) =>
  createHmac('sha256', secret).update(`${unixSeconds}.`).update(body).digest();

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` */
export function sign(secret: string, body: string | Uint8Array, now: Date): string {
  const unixSeconds = String(Math.floor(now.getTime() / 1000));
  return `t=${unixSeconds},v1=${digest(secret, unixSeconds, body).toString('hex')}`;
}

/**
 * Checks a signature in constant time. Refuses one that is more than five minutes off, so that
 * nobody can replay a recorded webhook later.
 * @returns the problem; undefined: none
 */
export function whyUntrusted(
  secret: string,
  signature: string | string[] | undefined,
  body: Uint8Array,
  now: Date,
): string | undefined {
  const [, unixSeconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(signature)) ?? [];
  if (unixSeconds === undefined || hex === undefined) {
    return `The header ${signatureHeader} is missing or not of the form t=…,v1=….`;
  }
  if (!timingSafeEqual(digest(secret, unixSeconds, body), Buffer.from(hex, 'hex'))) {
    return 'The signature does not match this body and secret.';
  }
  const ageSeconds = Math.abs(now.getTime() / 1000 - Number(unixSeconds));
  return ageSeconds > toleranceSeconds
    ? 'The signature is more than five minutes old, or from the future.'
    : undefined;
}
