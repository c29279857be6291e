import { sessionAlgorithm, sessionIssuer } from '@onsale/runtime';
import { importPKCS8, SignJWT } from 'jose';

interface SessionClaims {
  readonly sessionId: string;
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly startedAt: Date;
  /** Whole seconds: a token knows nothing finer. */
  readonly expiresAt: Date;
}

/** Mints the token that every service believes by its signature alone. */
export type MintToken = (claims: SessionClaims) => Promise<string>;

/**
 * @param privateKey PEM, PKCS #8; as one line with `\n` in it too, as some environments need
 * @throws Error when it is not one
 */
export async function createMint(privateKey: string): Promise<MintToken> {
  const key = await importPKCS8(privateKey.replaceAll('\\n', '\n'), sessionAlgorithm).catch(() => {
    throw new Error('ONSALE_SESSION_PRIVATE_KEY must be an RSA private key, PEM, PKCS #8');
  });
  return (claims) =>
    new SignJWT({ sid: claims.sessionId, email: claims.email, name: claims.name })
      .setProtectedHeader({ alg: sessionAlgorithm })
      .setIssuer(sessionIssuer)
      .setSubject(claims.accountId)
      .setIssuedAt(claims.startedAt)
      .setExpirationTime(claims.expiresAt)
      .sign(key);
}
