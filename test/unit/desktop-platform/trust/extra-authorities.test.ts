import { beforeAll, describe, expect, it } from 'vitest';
import { timestamp } from '../../../../src/main/auth-foundation/index.ts';
import {
  leadsToAuthority,
  readAuthorities,
} from '../../../../src/main/desktop-platform/trust/extra-authorities.ts';
import {
  issue,
  type CertificateOptions,
  type Issued,
} from '../../../support/certificates/index.ts';

const host = 'login.example.com';
const now = timestamp(Date.now());
const hour = 60 * 60 * 1000;

describe('an authority that the person trusts beside the system’s', () => {
  let root: Issued;
  let intermediate: Issued;
  let server: Issued;

  beforeAll(async () => {
    root = await issue('Company Root', { isAuthority: true });
    intermediate = await issue('Company Proxy', { isAuthority: true }, root);
    server = await issue('server', { names: [host, '192.0.2.7'] }, intermediate);
  });

  const isTrusted = (
    certificates: readonly Issued[],
    { authority = root, hostname = host, at = now } = {},
  ): Promise<boolean> =>
    leadsToAuthority(
      { hostname, certificates: certificates.map(({ pem }) => pem) },
      readAuthorities(authority.pem),
      at,
    );

  /** A server's certificate below the intermediate. */
  const below = (options: CertificateOptions, issuer = intermediate): Promise<Issued> =>
    issue('server', { names: [host], ...options }, issuer);

  it('vouches for a server below it, with and without an authority between', async () => {
    expect(await isTrusted([server, intermediate])).toBe(true);
    expect(await isTrusted([server, intermediate, root])).toBe(true);
    expect(await isTrusted([await below({}, root)])).toBe(true);
  });

  it('vouches for an IP address that the certificate names', async () => {
    expect(await isTrusted([server, intermediate], { hostname: '192.0.2.7' })).toBe(true);
    expect(await isTrusted([server, intermediate], { hostname: '192.0.2.8' })).toBe(false);
  });

  it('does not vouch for another name', async () => {
    expect(await isTrusted([server, intermediate], { hostname: 'other.example.com' })).toBe(false);
  });

  it('does not vouch for a chain of somebody else, even of the same names', async () => {
    const impostor = await issue('Company Root', { isAuthority: true });
    const forged = await issue('Company Proxy', { isAuthority: true }, impostor);
    expect(await isTrusted([await below({}, forged), forged, impostor])).toBe(false);
  });

  it('does not vouch for a chain with a gap', async () => {
    expect(await isTrusted([server])).toBe(false);
  });

  it('does not vouch for a server whose certificate has expired, or is not valid yet', async () => {
    expect(await isTrusted([await below({ notAfter: new Date(now - hour) }), intermediate])).toBe(
      false,
    );
    expect(await isTrusted([await below({ notBefore: new Date(now + hour) }), intermediate])).toBe(
      false,
    );
  });

  it('does not vouch for anything when it, or an authority between, has expired itself', async () => {
    const old = { isAuthority: true, notAfter: new Date(now - hour) };
    const oldRoot = await issue('Old Root', old);
    expect(await isTrusted([await below({}, oldRoot)], { authority: oldRoot })).toBe(false);
    const oldProxy = await issue('Old Proxy', old, root);
    expect(await isTrusted([await below({}, oldProxy), oldProxy])).toBe(false);
    const justBefore = timestamp(now - 2 * hour);
    expect(await isTrusted([await below({}, oldProxy), oldProxy], { at: justBefore })).toBe(true);
  });

  it('does not take a server’s certificate for an authority', async () => {
    const made = await issue('made', { names: [host] }, server);
    expect(await isTrusted([made, server, intermediate])).toBe(false);
  });

  it('does not take an authority’s certificate for a server’s', async () => {
    const both = await issue('both', { names: [host], isAuthority: true }, root);
    expect(await isTrusted([both])).toBe(false);
  });

  it('does not vouch for a certificate of another usage, nor below an authority of one', async () => {
    const usages = ['1.3.6.1.5.5.7.3.4'];
    expect(await isTrusted([await below({ usages }), intermediate])).toBe(false);
    const mail = await issue('Mail', { isAuthority: true, usages }, root);
    expect(await isTrusted([await below({}, mail), mail])).toBe(false);
  });

  it('does not vouch for a signature that can be forged', async () => {
    expect(await isTrusted([await below({ hash: 'SHA-1' }), intermediate])).toBe(false);
    const weak = await issue('Weak', { isAuthority: true, hash: 'SHA-1' }, root);
    expect(await isTrusted([await below({}, weak), weak])).toBe(false);
  });

  it('does not vouch for a key that can be guessed', async () => {
    expect(await isTrusted([await below({ modulusLength: 1024 }), intermediate])).toBe(true);
    expect(await isTrusted([await below({ modulusLength: 768 }), intermediate])).toBe(false);
  });

  it('is trusted for what it is, however it signed itself', async () => {
    const authority = await issue('Old Style', { isAuthority: true, hash: 'SHA-1' });
    expect(await isTrusted([await below({}, authority), authority], { authority })).toBe(true);
  });

  it('keeps an authority to the number of authorities that it may have below it', async () => {
    const last = await issue('Last', { isAuthority: true, pathLength: 0 }, root);
    const tooMany = await issue('Too Many', { isAuthority: true }, last);
    expect(await isTrusted([await below({}, tooMany), tooMany, last])).toBe(false);
    expect(await isTrusted([await below({}, last), last])).toBe(true);
  });

  it('keeps an authority to the names that it is for', async () => {
    const limited = await issue(
      'Limited',
      { isAuthority: true, permittedNames: ['intern.example.org'] },
      root,
    );
    expect(await isTrusted([await below({}, limited), limited])).toBe(false);
    const inside = await issue('server', { names: ['a.intern.example.org'] }, limited);
    const hostname = 'a.intern.example.org';
    expect(await isTrusted([inside, limited], { hostname })).toBe(true);
    const own = await issue('Own', { isAuthority: true, permittedNames: ['example.org'] });
    expect(await isTrusted([await below({}, own)], { authority: own })).toBe(false);
    const wider = await issue(
      'Wider',
      { isAuthority: true, permittedNames: ['example.com', 'intern.example.org'] },
      limited,
    );
    expect(await isTrusted([await below({}, wider), wider, limited])).toBe(false);
  });

  it('does not vouch for what is no certificate', async () => {
    const presented = { hostname: host, certificates: ['garbage', intermediate.pem] };
    expect(await leadsToAuthority(presented, [root.pem], now)).toBe(false);
    expect(await leadsToAuthority({ ...presented, certificates: [] }, [root.pem], now)).toBe(false);
  });

  it('is read from a file with several certificates and other text', () => {
    const text = `# Company\n${root.pem}\nsome words\n${intermediate.pem}\n`;
    expect(readAuthorities(text)).toHaveLength(2);
  });

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'is refused when the file has none: %j',
    (text) => {
      expect(() => readAuthorities(text)).toThrow(
        expect.objectContaining({ code: 'ca_file_unreadable' }),
      );
    },
  );

  it('is refused when the file has a server’s certificate', () => {
    expect(() => readAuthorities(server.pem)).toThrow(
      expect.objectContaining({ code: 'ca_file_unreadable' }),
    );
  });
});
