import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { Certificate, CertificateChainValidationEngine } from 'pkijs';
import { Failure, type Timestamp } from '../../auth-foundation/index.ts';
import { keepsRules } from './path-rules.ts';

/** What a server showed when a connection was made. */
export interface PresentedChain {
  /** Whom the connection is meant for: a name, or an IP address. */
  readonly hostname: string;
  /** Certificates in PEM form, the server's own first. */
  readonly certificates: readonly string[];
}

const pemBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/**
 * Reads the certification authorities that a person trusts beside the system's.
 *
 * @param pem - the text of the file: one or more certificates in PEM form (RFC 7468)
 * @returns each as its own PEM text
 * @throws Failure `ca_file_unreadable` when there is none in it, or one that is no certificate of an authority
 */
export function readAuthorities(pem: string): readonly string[] {
  const blocks = pem.match(pemBlock) ?? [];
  if (blocks.length === 0) {
    throw new Failure('ca_file_unreadable', {
      detail: 'There is no certificate in PEM form in it.',
    });
  }
  for (const block of blocks) {
    if (parse(block)?.ca !== true) {
      throw new Failure('ca_file_unreadable', {
        detail: 'A certificate in it is damaged, or not that of a certification authority.',
      });
    }
  }
  return blocks;
}

/**
 * Tells whether a server's chain leads to one of the given authorities, for a server that the system does not trust.
 * Everything the system would have looked at is looked at again (RFC 5280, section 6; RFC 9110, section 4.3.4), because
 * an untrusted root hides what else is wrong: name, dates, usage, constraints, weak signatures and keys. Revocation is
 * not, because private authorities seldom publish it.
 *
 * @param presented - what the server showed
 * @param authorities - of {@link readAuthorities}
 * @param now - the time at which every certificate must be valid
 */
export async function leadsToAuthority(
  presented: PresentedChain,
  authorities: readonly string[],
  now: Timestamp,
): Promise<boolean> {
  const [own, ...others] = presented.certificates.map(parse);
  if (own === undefined || own === null || !isMeantFor(own, presented.hostname)) return false;
  const intermediates = others.filter((certificate) => certificate !== null);
  const engine = new CertificateChainValidationEngine({
    trustedCerts: authorities.map(parse).flatMap((root) => (root === null ? [] : [decode(root)])),
    // The engine takes the last for the one to be verified.
    certs: [...intermediates, own].map(decode),
    checkDate: new Date(now),
  });
  const { result, certificatePath = [] } = await engine.verify();
  return result && keepsRules(certificatePath, presented.hostname);
}

function isMeantFor(certificate: X509Certificate, hostname: string): boolean {
  const isNamed =
    isIP(hostname) === 0
      ? certificate.checkHost(hostname, { subject: 'never', partialWildcards: false })
      : certificate.checkIP(hostname);
  return isNamed !== undefined && !certificate.ca;
}

function parse(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    // Not a certificate: whoever asks says what that means.
    return null;
  }
}

function decode(certificate: X509Certificate): Certificate {
  return Certificate.fromBER(Uint8Array.from(certificate.raw));
}
