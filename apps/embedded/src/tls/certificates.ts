import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ownNames } from './own-names.js';
import { issue, type KeyedCertificate } from './x509.js';

const lookEveryMs = 10_000;
const dayMs = 86_400_000;
/** Half of a certificate's life. */
const renewedAfterMs = 30 * dayMs;

/** The certificate for new connections, and the watch that keeps it current. */
export interface Certificates {
  readonly context: SecureContext;
  stop(): void;
}

/** Certificates of our own authority, renewed monthly and when the machine's addresses change. */
export function ownCertificates(
  authority: KeyedCertificate,
  names = ownNames,
  everyMs = lookEveryMs,
): Certificates {
  const make = () => {
    const own = names();
    const { certificate, key } = issue(authority, own, new Date());
    const context = createSecureContext({ cert: certificate + authority.certificate, key });
    return { context, own: JSON.stringify(own), madeMs: Date.now() };
  };
  let now = make();
  return renewed(everyMs, {
    current: () => now.context,
    async look() {
      const isOld = Date.now() - now.madeMs > renewedAfterMs;
      if (isOld || JSON.stringify(names()) !== now.own) now = make();
    },
  });
}

/**
 * The certificate in two files, read again when they change, for example by certbot. While they do
 * not match, in the middle of a change, the previous certificate stays.
 * @param warn called once with the reason when changed files cannot be used
 * @throws Error at the start that names the file and what is wrong
 */
export async function givenCertificate(
  files: { certificate: string; key: string },
  warn: (reason: string) => void,
  everyMs = lookEveryMs,
): Promise<Certificates> {
  let now = await readGiven(files);
  let told = '';
  return renewed(everyMs, {
    current: () => now.context,
    async look() {
      try {
        const read = await readGiven(files, now.text);
        told = '';
        if (read.text !== now.text) now = read;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== told) warn(reason);
        told = reason;
      }
    },
  });
}

function renewed(
  everyMs: number,
  { current, look }: { current(): SecureContext; look(): Promise<void> },
): Certificates {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    const done = () => {
      looking = false;
    };
    look().then(done, done); // `look` itself reports failures
  }, everyMs);
  timer.unref();
  return {
    get context() {
      return current();
    },
    stop: () => clearInterval(timer),
  };
}

async function readGiven(
  files: { certificate: string; key: string },
  known?: string,
): Promise<{ text: string; context: SecureContext }> {
  const cert = await read('ONSALE_TLS_CERTIFICATE', files.certificate);
  const key = await read('ONSALE_TLS_KEY', files.key);
  const certificate = parse('ONSALE_TLS_CERTIFICATE', files.certificate, 'a certificate', () => {
    return new X509Certificate(cert);
  });
  const privateKey = parse('ONSALE_TLS_KEY', files.key, 'a private key without a password', () => {
    return createPrivateKey(key);
  });
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error(
      `ONSALE_TLS_KEY: ${files.key} is not the key of the certificate in ${files.certificate}`,
    );
  }
  // An expired certificate is refused at the start; later there is no better one.
  if (known === undefined && Date.parse(certificate.validTo) < Date.now()) {
    throw new Error(
      `ONSALE_TLS_CERTIFICATE: ${files.certificate} expired on ${certificate.validTo}. Renew it`,
    );
  }
  return { text: cert + key, context: createSecureContext({ cert, key }) };
}

async function read(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${setting}: ${file} cannot be read: ${reason}`);
  }
}

function parse<T>(setting: string, file: string, what: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new Error(`${setting}: ${file} is not ${what} in PEM`);
  }
}
