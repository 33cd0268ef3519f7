import type { X509Certificate } from 'node:crypto';

/** A certificate as Electron shows it: the next of the chain in `issuerCert`, which the last one does not have. */
export function toElectronCertificate(certificate: X509Certificate): Electron.Certificate {
  const { issuerCertificate } = certificate;
  const isLast =
    issuerCertificate === undefined ||
    issuerCertificate.fingerprint256 === certificate.fingerprint256;
  const issuer = toPrincipal(certificate.issuer);
  const subject = toPrincipal(certificate.subject);
  const digest = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex');
  const shown: Omit<Electron.Certificate, 'issuerCert'> = {
    data: certificate.toString(),
    fingerprint: `sha256/${digest.toString('base64')}`,
    issuer,
    issuerName: issuer.commonName,
    serialNumber: certificate.serialNumber,
    subject,
    subjectName: subject.commonName,
    validExpiry: Date.parse(certificate.validTo) / 1000,
    validStart: Date.parse(certificate.validFrom) / 1000,
  };
  // Electron's types want one in every certificate.
  return (
    isLast ? shown : { ...shown, issuerCert: toElectronCertificate(issuerCertificate) }
  ) as Electron.Certificate;
}

function toPrincipal(name: string): Electron.CertificatePrincipal {
  const all = (key: string): string[] =>
    name
      .split('\n')
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => line.slice(key.length + 1));
  return {
    commonName: all('CN')[0] ?? '',
    country: all('C')[0] ?? '',
    locality: all('L')[0] ?? '',
    organizations: all('O'),
    organizationUnits: all('OU'),
    state: all('ST')[0] ?? '',
  };
}
