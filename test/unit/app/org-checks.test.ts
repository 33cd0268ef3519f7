import { describe, expect, test } from 'vitest';
import { profileProblems } from '../../../src/main/app/org-checks.ts';
import type { OrgInput } from '../../../src/shared/index.ts';
import { anOrgInput } from '../../support/builders/org-profile.ts';

function problems(changes: Partial<OrgInput>): string {
  return profileProblems(anOrgInput(changes)).join(' ');
}

function parameter(name: string, value = 'x'): Partial<OrgInput> {
  return { parameters: [{ name, value }] };
}

function proxy(url: string): Partial<OrgInput> {
  return { network: { proxy: { kind: 'server', url }, caFile: null } };
}

function caFile(path: string): Partial<OrgInput> {
  return { network: { proxy: { kind: 'system' }, caFile: path } };
}

describe('a profile is fine', () => {
  test.each<[string, Partial<OrgInput>]>([
    ['as it is made', {}],
    ['at this computer', { issuer: 'http://127.0.0.1:8080/oauth2/default' }],
    ['with an issuer that ends in a slash', { issuer: 'https://acme.eu.auth0.com/' }],
    ['with a scope that is a URL', { scopes: ['openid', 'https://api.example/read'] }],
    ['without the scope openid', { scopes: ['okta.users.read'] }],
    ['with authentication classes', { acrValues: ['urn:okta:loa:2fa:any', 'phr'] }],
    ['with an age of the sign-in', { scopes: ['openid'], maxAge: 0 }],
    ['with languages', { uiLocales: ['pt-BR', 'en', 'zh-Hant-TW'] }],
    ['with a parameter of the org', parameter('idp', '0oaIdentityProvider')],
    ['with any free port', { redirectPorts: { kind: 'any_free' } }],
    ['with a proxy', proxy('http://proxy.example:80')],
    ['with a SOCKS proxy', proxy('socks5://127.0.0.1:1080')],
    ['with an IPv6 proxy', proxy('https://[2001:db8::1]:8443/')],
    ['with certificates', caFile('/etc/ssl/acme.pem')],
  ])('%s', (_what, changes) => {
    expect(problems(changes)).toBe('');
  });
});

describe('a profile is refused', () => {
  test.each<[string, Partial<OrgInput>, string]>([
    ['without a scheme in its issuer', { issuer: 'acme.okta.com' }, 'begins with https://'],
    ['with a query in its issuer', { issuer: 'https://acme.okta.com/?canary' }, 'no query'],
    ['with a fragment in its issuer', { issuer: 'https://acme.okta.com/#canary' }, 'no query'],
    ['with a password in its issuer', { issuer: 'https://x:canary@a.example' }, 'password'],
    ['with plain http elsewhere', { issuer: 'http://acme.okta.com' }, 'plain http'],
    ['with a name that hides something', { name: 'Acme\u0007' }, 'The name'],
    ['with a client ID that cannot be', { clientId: '0oä' }, 'client ID'],
    ['with two scopes in one', { scopes: ['openid profile'] }, 'a space'],
    ['with a scope in quotes', { scopes: ['"openid"'] }, 'RFC 6749'],
    ['with a scope twice', { scopes: ['openid', 'openid'] }, 'The scope openid is there twice'],
    ['with an ACR value with a space', { acrValues: ['phr phrh'] }, 'ACR value'],
    [
      'with ACR values and no ID token',
      { scopes: ['api'], acrValues: ['phr'] },
      'ACR values need the scope openid',
    ],
    [
      'with an age and no ID token',
      { scopes: ['api'], maxAge: 0 },
      'sign-in needs the scope openid',
    ],
    ['with a language that is none', { uiLocales: ['en_US'] }, 'A language'],
    [
      'with a port twice',
      { redirectPorts: { kind: 'registered', ports: [8410, 8411, 8410] } },
      'The port 8410',
    ],
    ['with a parameter that protects a sign-in', parameter('redirect_uri'), 'by the app itself'],
    ['with the same in capitals', parameter('State'), 'by the app itself'],
    ['with a parameter of a field of its own', parameter('acr_values'), 'by the app itself'],
    ['with a person in it', parameter('login_hint', 'canary@example.com'), 'by the app itself'],
    ['with a parameter twice', { parameters: [...two('idp')] }, 'The parameter idp is there twice'],
    ['with a parameter’s name that cannot be', parameter('a b'), 'parameter’s name'],
    ['with a client secret', parameter('client_secret', 'canary'), 'looks like a secret'],
    ['with a session token', parameter('sessionToken', 'canary'), 'looks like a secret'],
    ['with a token as a value', parameter('x', `eyJcanary.${'a'.repeat(40)}`), 'a secret'],
    ['with a line break in a value', parameter('x', 'canary\r\nX: y'), 'cannot be sent'],
    ['with a proxy of another kind', proxy('ftp://canary:21'), 'The proxy is not'],
    ['with a proxy without a port', proxy('http://canary.example'), 'a host and a port'],
    ['with a proxy’s password', proxy('http://x:canary@proxy.example:1'), 'user name or password'],
    ['with a path at its proxy', proxy('http://proxy.example:1/canary'), 'The proxy is not'],
    ['with two proxies', proxy('http://canary.example,other.example:1'), 'The proxy is not'],
    ['with a relative path to certificates', caFile('canary.pem'), 'not a full path'],
    ['with certificates on a share', caFile('//server/canary.pem'), 'not a full path'],
    ['with certificates on a share of Windows', caFile('\\\\server\\x.pem'), 'not a full path'],
  ])('%s', (_what, changes, words) => {
    expect(problems(changes)).toContain(words);
    expect(problems(changes)).not.toContain('canary');
  });

  test('with everything that is wrong told at once', () => {
    expect(problems({ scopes: ['a b'], uiLocales: ['en_US'] })).toMatch(/scope .* language/);
  });
});

function two(name: string): { name: string; value: string }[] {
  return [
    { name, value: '1' },
    { name, value: '2' },
  ];
}
