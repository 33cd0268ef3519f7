import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: Uint8Array.of(1, 0, 1),
} as const;
const day = 24 * 60 * 60 * 1000;

/** What a certificate says. */
export interface CertificateOptions {
  /** DNS names, and IP addresses. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly isAuthority?: boolean;
  /** Names that certificates below it may have; any when absent. */
  readonly permittedNames?: readonly string[];
  /** Object identifiers of the extended key usage; server authentication when absent, and any for an authority. */
  readonly usages?: readonly string[];
  /** How many authorities may stand below it. */
  readonly pathLength?: number;
  /** Of an RSA key, in bits; a key on the curve P-256 when absent. */
  readonly modulusLength?: number;
  /** What its issuer signs it with; SHA-256 when absent. */
  readonly hash?: 'SHA-1' | 'SHA-256';
}

/** A certificate with its private key. */
export interface Issued {
  readonly pem: string;
  readonly privateKeyPem: string;
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

let serial = 1;

/**
 * Makes a certification authority, or a server's certificate, for a test.
 *
 * @param name - the common name
 * @param options - what it says
 * @param issuer - who signs it; itself when absent
 */
export async function issue(
  name: string,
  options: CertificateOptions = {},
  issuer?: Issued,
): Promise<Issued> {
  const { modulusLength } = options;
  const keys = await webcrypto.subtle.generateKey(
    modulusLength === undefined ? algorithm : { ...rsa, modulusLength },
    true,
    ['sign', 'verify'],
  );
  const now = Date.now();
  serial += 1;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial.toString(16).padStart(4, '0'),
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: options.notBefore ?? new Date(now - day),
    notAfter: options.notAfter ?? new Date(now + day),
    signingAlgorithm: { ...algorithm, hash: options.hash ?? algorithm.hash },
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    extensions: extensionsOf(options),
  });
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    pem: certificate.toString('pem'),
    privateKeyPem: x509.PemConverter.encode(privateKey, 'PRIVATE KEY'),
    certificate,
    keys,
  };
}

function extensionsOf({
  names = [],
  isAuthority = false,
  permittedNames,
  usages = isAuthority ? [] : [x509.ExtendedKeyUsage.serverAuth],
  pathLength,
}: CertificateOptions): x509.Extension[] {
  const { keyCertSign, digitalSignature } = x509.KeyUsageFlags;
  return [
    new x509.BasicConstraintsExtension(isAuthority, pathLength, true),
    new x509.KeyUsagesExtension(isAuthority ? keyCertSign : digitalSignature, true),
    ...(usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages])]),
    ...(permittedNames === undefined ? [] : [nameConstraints(permittedNames)]),
    ...(names.length === 0
      ? []
      : [
          new x509.SubjectAlternativeNameExtension(
            names.map((name) => ({ type: /^[\d.]+$/.test(name) ? 'ip' : 'dns', value: name })),
          ),
        ]),
  ];
}

/** NameConstraints with permitted DNS names (RFC 5280, section 4.2.1.10), in DER. */
function nameConstraints(permittedNames: readonly string[]): x509.Extension {
  const subtrees = permittedNames.map((name) => der(0x30, der(0x82, Buffer.from(name, 'ascii'))));
  return new x509.Extension('2.5.29.30', true, der(0x30, der(0xa0, Buffer.concat(subtrees))));
}

/** A value of less than 128 bytes with its tag and length. */
function der(tag: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, value.length]), value]);
}
