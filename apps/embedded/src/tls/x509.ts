import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as asn1 from '@peculiar/asn1-x509';
import { privateNetworks } from './own-names.js';

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

const dayMs = 86_400_000;
const authorityDays = 3_650;
/** Kept in memory and renewed long before: a phone's clock may be wrong by a day or two. */
const certificateDays = 60;
const commonName = '2.5.4.3';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/**
 * Makes an authority for this machine's certificates. A device that installs it trusts it only for
 * addresses of private networks and names under `.local`: its key cannot pose as a bank.
 */
export function makeAuthority(name: string, now: Date): KeyedCertificate {
  const keys = newKeys();
  const flags = asn1.KeyUsageFlags;
  const permitted = [
    ...['localhost', 'local'].map((dNSName) => new asn1.GeneralName({ dNSName })),
    ...privateNetworks.map((iPAddress) => new asn1.GeneralName({ iPAddress })),
  ].map((base) => new asn1.GeneralSubtree({ base }));
  const certificate = signed({
    subject: name,
    issuer: name,
    ...{ now, days: authorityDays, publicKey: keys.publicKey, signingKey: keys.key },
    extensions: [
      extension(
        asn1.id_ce_basicConstraints,
        new asn1.BasicConstraints({ cA: true, pathLenConstraint: 0 }),
      ),
      extension(asn1.id_ce_keyUsage, new asn1.KeyUsage(flags.keyCertSign | flags.cRLSign)),
      extension(asn1.id_ce_subjectKeyIdentifier, keyIdentifier(keys.publicKey), false),
      extension(
        asn1.id_ce_nameConstraints,
        new asn1.NameConstraints({ permittedSubtrees: new asn1.GeneralSubtrees(permitted) }),
      ),
    ],
  });
  return { certificate, key: keys.key };
}

/** Makes a server's certificate for these names and addresses, signed by the authority. */
export function issue(
  authority: KeyedCertificate,
  { names, addresses }: { names: readonly string[]; addresses: readonly string[] },
  now: Date,
): KeyedCertificate {
  const keys = newKeys();
  const issuer = new X509Certificate(authority.certificate);
  const issuerKey = issuer.publicKey.export({ type: 'spki', format: 'der' });
  const alternatives = [
    ...names.map((dNSName) => new asn1.GeneralName({ dNSName })),
    ...addresses.map((iPAddress) => new asn1.GeneralName({ iPAddress })),
  ];
  const certificate = signed({
    subject: names[0] ?? 'localhost',
    issuer: issuer.subject.replace(/^CN=/, ''),
    ...{ now, days: certificateDays, publicKey: keys.publicKey, signingKey: authority.key },
    extensions: [
      extension(asn1.id_ce_basicConstraints, new asn1.BasicConstraints({ cA: false })),
      extension(asn1.id_ce_keyUsage, new asn1.KeyUsage(asn1.KeyUsageFlags.digitalSignature)),
      extension(asn1.id_ce_extKeyUsage, new asn1.ExtendedKeyUsage([asn1.id_kp_serverAuth]), false),
      extension(asn1.id_ce_subjectAltName, new asn1.GeneralNames(alternatives), false),
      extension(asn1.id_ce_subjectKeyIdentifier, keyIdentifier(keys.publicKey), false),
      extension(
        asn1.id_ce_authorityKeyIdentifier,
        new asn1.AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(issuerKey) }),
        false,
      ),
    ],
  });
  return { certificate, key: keys.key };
}

function newKeys() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function signed(of: {
  subject: string;
  issuer: string;
  now: Date;
  days: number;
  /** DER, SPKI. */
  publicKey: Buffer;
  /** PEM. */
  signingKey: string;
  extensions: readonly asn1.Extension[];
}): string {
  const algorithm = () => new asn1.AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40; // always positive and of the same length
  const body = new asn1.TBSCertificate({
    version: asn1.Version.v3,
    serialNumber: arrayBuffer(serial),
    signature: algorithm(),
    subject: nameOf(of.subject),
    issuer: nameOf(of.issuer),
    validity: new asn1.Validity({
      notBefore: new Date(of.now.getTime() - 2 * dayMs),
      notAfter: new Date(of.now.getTime() + of.days * dayMs),
    }),
    subjectPublicKeyInfo: AsnConvert.parse(of.publicKey, asn1.SubjectPublicKeyInfo),
    extensions: new asn1.Extensions([...of.extensions]),
  });
  const signature = sign(
    'sha256',
    Buffer.from(AsnConvert.serialize(body)),
    createPrivateKey(of.signingKey),
  );
  const whole = new asn1.Certificate({
    tbsCertificate: body,
    signatureAlgorithm: algorithm(),
    signatureValue: arrayBuffer(signature),
  });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(whole))).toString();
}

const nameOf = (text: string) =>
  new asn1.Name([
    new asn1.RelativeDistinguishedName([
      new asn1.AttributeTypeAndValue({
        type: commonName,
        value: new asn1.AttributeValue({ utf8String: text }),
      }),
    ]),
  ]);

const extension = (extnID: string, value: object, critical = true) =>
  new asn1.Extension({
    extnID,
    critical,
    extnValue: new OctetString(AsnConvert.serialize(value)),
  });

const keyIdentifier = (publicKey: Buffer) =>
  new asn1.SubjectKeyIdentifier(arrayBuffer(createHash('sha1').update(publicKey).digest()));

const arrayBuffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;
