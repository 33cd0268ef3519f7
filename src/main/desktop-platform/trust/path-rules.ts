import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraints,
  ExtKeyUsage,
  NameConstraints,
  type Certificate,
  type GeneralSubtree,
} from 'pkijs';

/** id-kp-serverAuth and anyExtendedKeyUsage (RFC 5280, section 4.2.1.12). */
const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';
/** Signatures of MD5 and SHA-1, which can be forged (RFC 8017, appendix A.2.4; RFC 3279, section 2.2). */
const weakSignatures = new Set([
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
]);
/** Of an RSA key, in bits; what Chromium asks for. */
const smallestModulus = 1024;
/** Kinds of a GeneralName (RFC 5280, section 4.2.1.6). */
const dnsName = 2;
const ipAddress = 7;

/**
 * Tells whether a path keeps the rules that pkijs does not look at: how many authorities may stand below one, which
 * names each of them is for (pkijs lets one widen what the one above it allows, and passes over the last), and what
 * makes a certificate unfit wherever it stands. The last one is trusted for what it is, so its own signature does not
 * count.
 *
 * @param path - certificates from the server's own to the trusted authority's
 * @param hostname - whom the connection is meant for: a name, or an IP address
 */
export function keepsRules(path: readonly Certificate[], hostname: string): boolean {
  const authorities = path.slice(1);
  return (
    path.slice(0, -1).every(isFit) &&
    authorities.every((authority, below) => mayStandAbove(authority, below)) &&
    authorities.every((authority) => isFor(authority, hostname))
  );
}

function isFit(certificate: Certificate): boolean {
  const { publicKey } = new X509Certificate(Buffer.from(certificate.toSchema().toBER()));
  const { modulusLength = smallestModulus } = publicKey.asymmetricKeyDetails ?? {};
  const usages = parsed(certificate, ExtKeyUsage)?.keyPurposes;
  return (
    !weakSignatures.has(certificate.signatureAlgorithm.algorithmId) &&
    modulusLength >= smallestModulus &&
    (usages?.some((usage) => usage === serverAuthentication || usage === anyUsage) ?? true)
  );
}

/** RFC 5280, section 4.2.1.9. */
function mayStandAbove(authority: Certificate, authoritiesBelow: number): boolean {
  const most = parsed(authority, BasicConstraints)?.pathLenConstraint;
  return most === undefined || Number(most) >= authoritiesBelow;
}

/** RFC 5280, section 4.2.1.10. */
function isFor(authority: Certificate, hostname: string): boolean {
  const constraints = parsed(authority, NameConstraints);
  const permitted = constraints?.permittedSubtrees ?? [];
  const excluded = constraints?.excludedSubtrees ?? [];
  if (isIP(hostname) !== 0) {
    // No org is known by its address: such an authority is not asked which ones it is for.
    return ![...permitted, ...excluded].some(({ base }) => base.type === ipAddress);
  }
  const names = permitted.filter(({ base }) => base.type === dnsName);
  return (
    (names.length === 0 || names.some((subtree) => contains(subtree, hostname))) &&
    !excluded.some((subtree) => contains(subtree, hostname))
  );
}

function contains({ base }: GeneralSubtree, hostname: string): boolean {
  if (base.type !== dnsName) return false;
  const name = String(base.value).toLowerCase().replace(/^\./, '');
  return name === '' || `.${hostname.toLowerCase()}`.endsWith(`.${name}`);
}

function parsed<T>(certificate: Certificate, kind: new () => T): T | undefined {
  for (const { parsedValue } of certificate.extensions ?? []) {
    const value: unknown = parsedValue;
    if (value instanceof kind) return value;
  }
  return undefined;
}
