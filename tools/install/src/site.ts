import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ToolError } from '@onsale/cli';
import { createClient, TransportError } from '@onsale/load';

/** An install as others reach it. */
export interface Site {
  /** Its origin. */
  readonly url: string;
  /** Certificates (PEM) that are trusted beside the usual ones. */
  readonly ca?: string;
  /** IP address to connect to instead of those of the name. */
  readonly address?: string;
}

const reachedWithinMs = 10_000;

/** @throws ToolError when nothing answers there, or something else than Onsale */
export async function assertOnsale(site: Site): Promise<void> {
  const { url } = site;
  const client = createClient({ ...site, connections: 1, timeoutMs: reachedWithinMs });
  try {
    const answer = await client.send({ method: 'GET', path: '/api/events?limit=1' });
    if (answer.status >= 500) return; // busy or ill: that is for the caller to find out
    if (!isListOfEvents(answer.body)) {
      throw new ToolError(`What answers at ${url} is not Onsale. Check the address.`);
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
    if (code !== undefined && untrusted.test(code)) {
      throw new ToolError(
        `The certificate of ${url} is not trusted (${message}). If its authority is your own, give its certificate with --ca FILE.`,
      );
    }
    throw new ToolError(
      `Nothing answers at ${url} (${message}). Is Onsale running there? Start it with: npm start`,
    );
  } finally {
    await client.close();
  }
}

/** Node's error codes for certificates without a known authority. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_/;

function isListOfEvents(body: string): boolean {
  try {
    return Array.isArray((JSON.parse(body) as { items?: unknown } | null)?.items);
  } catch {
    return false;
  }
}

/** @throws ToolError when it is not a file of certificates */
export async function readCertificates(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    new X509Certificate(text); // TLS itself ignores certificates that it cannot read
    return text;
  } catch (error) {
    throw new ToolError(
      `${path} cannot be read as a certificate (PEM): ${(error as Error).message}. Give another file with --ca.`,
    );
  }
}
