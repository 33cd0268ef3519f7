import { describe, expect, test } from 'vitest';
import { readConnectionFailure } from '../../../src/main/auth-foundation/connection-failure.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { SigningOrg } from './signing-org.ts';

const coded = (code: string): Error => Object.assign(new Error('failed'), { code });
/** As Node's fetch fails. */
const fetchFailed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

const certificate = [
  coded('DEPTH_ZERO_SELF_SIGNED_CERT'),
  coded('SELF_SIGNED_CERT_IN_CHAIN'),
  coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
  coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  coded('CERT_HAS_EXPIRED'),
  coded('CERT_NOT_YET_VALID'),
  coded('ERR_TLS_CERT_ALTNAME_INVALID'),
  new Error('net::ERR_CERT_AUTHORITY_INVALID'),
  new Error('net::ERR_CERT_COMMON_NAME_INVALID'),
  new Error('net::ERR_CERT_DATE_INVALID'),
  fetchFailed(coded('CERT_HAS_EXPIRED')),
  fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('CERT_HAS_EXPIRED')])),
  new Error('one', { cause: fetchFailed(new Error('net::ERR_CERT_REVOKED')) }),
];
const proxy = [
  new Error('net::ERR_PROXY_CONNECTION_FAILED'),
  new Error('net::ERR_PROXY_AUTH_UNSUPPORTED'),
  new Error('net::ERR_PROXY_CERTIFICATE_INVALID'),
  new Error('net::ERR_TUNNEL_CONNECTION_FAILED'),
  new Error('net::ERR_SOCKS_CONNECTION_FAILED'),
  new Error('net::ERR_MANDATORY_PROXY_CONFIGURATION_FAILED'),
];
const others = [
  coded('ECONNREFUSED'),
  coded('ENOTFOUND'),
  fetchFailed(coded('ECONNRESET')),
  new Error('net::ERR_INTERNET_DISCONNECTED'),
  new Error('net::ERR_SSL_PROTOCOL_ERROR'),
  new Error('net::ERR_CONNECTION_REFUSED'),
  new Error('a certificate, a proxy'),
  { code: 'CERT_HAS_EXPIRED' },
  'CERT_HAS_EXPIRED',
  null,
];

/** What a call to an org fails with when the network does. */
async function failureWith(thrown: unknown) {
  const org = new SigningOrg();
  await org.client.discover();
  org.next('/token', () => {
    throw thrown;
  });
  return failureOf(org.client.refresh(org.aToken()));
}

describe('a connection that fails', () => {
  test.each(certificate)('for the certificate (%s) is told so, and may pass', async (thrown) => {
    const failure = await failureWith(thrown);
    expect(failure).toMatchObject({ code: 'certificate_rejected', failureClass: 'transient' });
  });

  test.each(proxy)('for the proxy (%s) is told so, and may pass', async (thrown) => {
    const failure = await failureWith(thrown);
    expect(failure).toMatchObject({ code: 'proxy_failed', failureClass: 'transient' });
  });

  test.each(others)('for anything else (%s) is not the way’s fault', async (thrown) => {
    expect(readConnectionFailure(thrown)).toBeNull();
    if (thrown instanceof Error) {
      expect((await failureWith(thrown)).code).toBe('network_unreachable');
    }
  });

  test('tells the system’s own word for it, for the administrator', () => {
    const word = (thrown: unknown) => readConnectionFailure(thrown)?.detail;
    expect(word(fetchFailed(coded('CERT_HAS_EXPIRED')))).toBe('CERT_HAS_EXPIRED');
    expect(word(new Error('net::ERR_TUNNEL_CONNECTION_FAILED at https://a.example'))).toBe(
      'net::ERR_TUNNEL_CONNECTION_FAILED',
    );
  });

  test('by a chain of causes that has no end is still told', async () => {
    const endless = new Error('endless');
    endless.cause = endless;
    expect(readConnectionFailure(endless)).toBeNull();
    expect((await failureWith(endless)).code).toBe('network_unreachable');
  });

  test('because the proxy wants a password is the proxy’s', async () => {
    const org = new SigningOrg();
    org.answers.set('/token', () => new Response('<!doctype html>', { status: 407 }));
    expect((await failureOf(org.client.refresh(org.aToken()))).code).toBe('proxy_failed');
  });

  test('for the certificate is not asked again at once', async () => {
    const org = new SigningOrg();
    org.answers.set('/.well-known/openid-configuration', () => {
      throw coded('CERT_HAS_EXPIRED');
    });
    expect((await failureOf(org.client.discover())).code).toBe('certificate_rejected');
    expect(org.seen).toHaveLength(1);
  });
});
