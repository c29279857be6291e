import { codesOf, createSessionCheck, sessionAlgorithm, sessionIssuer } from '@onsale/runtime';
import { CompactSign, importPKCS8 } from 'jose';

interface SessionClaims {
  readonly sessionId: string;
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly startedAt: Date;
  /** Whole seconds, the precision of a token. */
  readonly expiresAt: Date;
}

/** Mints the token that every service accepts by its signature alone. */
export type MintToken = (claims: SessionClaims) => Promise<string>;

/**
 * @param privateKey PEM, PKCS #8; as one line with `\n` in it too, as some environments need
 * @param checkKeys each shared with one service, which then need not check the signature
 * @throws Error if `privateKey` is invalid
 */
export async function createMint(
  privateKey: string,
  checkKeys: readonly string[],
): Promise<MintToken> {
  const key = await importPKCS8(privateKey.replaceAll('\\n', '\n'), sessionAlgorithm).catch(() => {
    throw new Error('ONSALE_SESSION_PRIVATE_KEY must be an RSA private key, PEM, PKCS #8');
  });
  const checks = checkKeys.map((secret) => createSessionCheck(secret, privateKey));
  return ({ sessionId, accountId, email, name, startedAt, expiresAt }) => {
    const times = { iat: unixSeconds(startedAt), exp: unixSeconds(expiresAt) };
    const payload = Buffer.from(
      JSON.stringify({ iss: sessionIssuer, sub: accountId, sid: sessionId, email, name, ...times }),
    );
    const codes = codesOf(checks, payload.toString('base64url'));
    return new CompactSign(payload)
      .setProtectedHeader({
        alg: sessionAlgorithm,
        ...(checks.length > 0 ? { codes } : {}),
      })
      .sign(key);
  };
}

const unixSeconds = (at: Date) => Math.floor(at.getTime() / 1000);
