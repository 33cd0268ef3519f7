import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameAddress, readOrgAddress } from '../../../src/main/app/org-address.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';

const okta = 'https://acme.okta.com';
const custom = 'https://login.acme.example';

function addressesOf(typed: string): readonly string[] {
  return readOrgAddress(typed).map(({ href }) => href);
}

function refusalOf(typed: string): Failure {
  try {
    readOrgAddress(typed);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  throw new Error('Expected a Failure.');
}

describe('the likeliest issuer of what a person has', () => {
  test.each([
    ['a bare domain', 'acme.okta.com', `${okta}/`],
    ['a domain in capitals', 'ACME.Okta.COM', `${okta}/`],
    ['a domain with spaces and quotes around', ' “acme.okta.com” ', `${okta}/`],
    ['a line of a JSON file', '"https://acme.okta.com",', `${okta}/`],
    ['a link in angle brackets', '<https://acme.okta.com/>', `${okta}/`],
    ['an admin console', 'https://acme-admin.okta.com/admin/dashboard', `${okta}/`],
    [
      'an admin console of a preview org',
      'acme-admin.oktapreview.com',
      'https://acme.oktapreview.com/',
    ],
    [
      'an admin console in Europe',
      'acme-admin.okta-emea.com/admin/apps',
      'https://acme.okta-emea.com/',
    ],
    ['an admin console of a government', 'acme-admin.okta-gov.com', 'https://acme.okta-gov.com/'],
    [
      'the admin console’s page of an authorization server',
      'https://acme-admin.okta.com/admin/oauth2/as/aus123#tab-settings',
      `${okta}/oauth2/aus123`,
    ],
    ['a dashboard', 'https://acme.okta.com/app/UserHome?fromLogin=true', `${okta}/`],
    ['any page of an Okta domain', 'https://acme.okta.com/user/notifications', `${okta}/`],
    ['an org authorization server', 'https://acme.okta.com', `${okta}/`],
    [
      'a custom authorization server',
      'https://acme.okta.com/oauth2/default/',
      `${okta}/oauth2/default`,
    ],
    [
      'the well-known URL of OpenID Connect',
      'https://acme.okta.com/oauth2/aus123/.well-known/openid-configuration?client_id=0oa1',
      `${okta}/oauth2/aus123`,
    ],
    [
      'that of an org authorization server',
      'https://acme.okta.com/.well-known/openid-configuration',
      `${okta}/`,
    ],
    [
      'the well-known URL of RFC 8414',
      'https://acme.okta.com/.well-known/oauth-authorization-server/oauth2/aus123?x=1',
      `${okta}/oauth2/aus123`,
    ],
    [
      'the same with its suffix at the end',
      'https://acme.okta.com/oauth2/aus123/.well-known/oauth-authorization-server',
      `${okta}/oauth2/aus123`,
    ],
    [
      'an authorize URL',
      'https://acme.okta.com/oauth2/v1/authorize?client_id=0oa1&state=canary',
      `${okta}/`,
    ],
    ['a token URL', 'https://acme.okta.com/oauth2/aus123/v1/token', `${okta}/oauth2/aus123`],
    ['a keys URL', 'https://login.acme.example/oauth2/default/v1/keys', `${custom}/oauth2/default`],
    ['a dashboard at a custom domain', 'https://login.acme.example/app/UserHome', `${custom}/`],
    ['an admin console that is not Okta’s', 'acme-admin.example', 'https://acme-admin.example/'],
    [
      'a realm of Keycloak',
      'https://id.example/auth/realms/acme',
      'https://id.example/auth/realms/acme',
    ],
    [
      'its well-known URL',
      'https://id.example/auth/realms/acme/.well-known/openid-configuration',
      'https://id.example/auth/realms/acme',
    ],
    [
      'a tenant of Entra',
      'https://login.microsoftonline.com/acme/v2.0',
      'https://login.microsoftonline.com/acme/v2.0',
    ],
    [
      'another provider’s path with /oauth2 in it',
      'https://id.example/acme/oauth2/v2.0',
      'https://id.example/acme/oauth2/v2.0',
    ],
    ['a tenant of Auth0', 'https://acme.eu.auth0.com/', 'https://acme.eu.auth0.com/'],
    ['an international domain', 'https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['a port', 'id.example:8443/realm', 'https://id.example:8443/realm'],
    [
      'this computer',
      'http://127.0.0.1:8080/oauth2/default',
      'http://127.0.0.1:8080/oauth2/default',
    ],
    ['this computer without a scheme', 'localhost:8080', 'http://localhost:8080/'],
    ['this computer over IPv6', '[::1]:8080', 'http://[::1]:8080/'],
  ])('from %s', (_what, typed, first) => {
    expect(addressesOf(typed)[0]).toBe(first);
  });
});

describe('the other issuers it may mean', () => {
  test('of a domain are its default authorization server', () => {
    expect(addressesOf('acme.okta.com')).toEqual([`${okta}/`, `${okta}/oauth2/default`]);
  });

  test('of a custom authorization server are the default one and the org’s', () => {
    expect(addressesOf('acme.okta.com/oauth2/aus123')).toEqual([
      `${okta}/oauth2/aus123`,
      `${okta}/oauth2/default`,
      `${okta}/`,
    ]);
  });

  test('keep a path like Okta’s where the domain is not Okta’s', () => {
    expect(addressesOf('https://id.example/oauth2/v1')).toEqual([
      'https://id.example/',
      'https://id.example/oauth2/v1',
      'https://id.example/oauth2/default',
    ]);
  });
});

describe('what is no address', () => {
  test.each([
    ['nothing', '  ', 'Enter the org’s domain'],
    ['nothing but a scheme', 'https://', 'not a web address'],
    ['another scheme', 'ftp://canary.okta.com', 'not a web address'],
    ['a script', 'javascript:alert(1)', 'not a web address'],
    ['two words', 'canary okta', 'a space'],
    ['an e-mail address', 'canary@example.com', 'an e-mail address'],
    ['a user name', 'https://canary@acme.okta.com', 'user name or password'],
    ['a password', 'https://x:canary@acme.okta.com/', 'user name or password'],
    ['plain http elsewhere', 'http://canary.okta.com', 'Plain http'],
    ['a host that looks like this computer', 'http://127.0.0.1.canary.example', 'Plain http'],
  ])('is %s: it says so, and does not repeat it', (_what, typed, words) => {
    const { code, detail } = refusalOf(typed);
    expect(code).toBe('invalid_input');
    expect(detail).toContain(words);
    expect(detail).not.toContain('canary');
  });
});

test.each([
  ['https://id.example/realm/', 'https://id.example/realm', true],
  ['https://id.example', 'https://id.example/', true],
  ['https://id.example/realm', 'https://id.example/Realm', false],
  ['https://id.example:8443/', 'https://id.example/', false],
])('whether %s and %s are one address is %s', (one, other, expected) => {
  expect(isSameAddress(new URL(one), new URL(other))).toBe(expected);
});

test('whatever is pasted is refused in words, or read as addresses without query and fragment', () => {
  const pasted = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.webPath().map((path) => `acme-admin.okta.com/${path}`),
  );
  fc.assert(
    fc.property(pasted, (typed) => {
      try {
        for (const { protocol, search, hash, hostname } of readOrgAddress(typed)) {
          const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
          expect(protocol === 'https:' || isLocal).toBe(true);
          expect(search + hash).toBe('');
        }
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'Failure', code: 'invalid_input' });
      }
    }),
    { numRuns: 300 },
  );
});
