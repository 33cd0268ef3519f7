import { describe, expect, it } from 'vitest';
import { commitTag, draftTags, suggestTags } from '../../src/renderer/components/tags-field.tsx';
import {
  preselectIssuer,
  suggestName,
  suggestScopes,
} from '../../src/renderer/orgs/found-issuers.ts';
import {
  checkOrgDraft,
  draftOrg,
  duplicateOf,
  scopeWarnings,
  toOrgInput,
  type OrgDraft,
} from '../../src/renderer/orgs/org-draft.ts';
import { contract } from '../../src/shared/contract.ts';
import { tagLimits } from '../../src/shared/limits.ts';
import { candidate, company, companyProfile } from './support/fixtures.ts';

describe('a draft of tags', () => {
  const typed = (text: string, tags: string[] = ['blue']) => ({ ...draftTags(tags), typed: text });

  it('adds what was typed, trimmed', () => {
    expect(commitTag(typed('  red '))).toEqual(draftTags(['blue', 'red']));
  });

  it('stays as it is when nothing was typed', () => {
    expect(commitTag(typed('   '))).toEqual(draftTags(['blue']));
  });

  it('refuses a tag twice, a tag too long and a tag too many', () => {
    const full = Array.from({ length: tagLimits.count }, (_, index) => String(index));
    const tooLong = 'x'.repeat(tagLimits.length + 1);
    for (const draft of [typed('blue'), typed(tooLong), typed('red', full)]) {
      const next = commitTag(draft);
      expect(next.problem).not.toBeNull();
      expect(next).toMatchObject({ tags: draft.tags, typed: draft.typed });
    }
  });

  it('accepts exactly what the contract accepts', () => {
    const tags = Array.from({ length: tagLimits.count - 1 }, (_, index) => String(index));
    const longest = commitTag(typed('x'.repeat(tagLimits.length), tags));
    const input = { accountId: 'a', tags: longest.tags };
    expect(contract.commands['accounts.setTags'].input.safeParse(input).success).toBe(true);
    expect(longest.problem).toBeNull();
  });

  it('suggests known tags that fit and are not chosen', () => {
    expect(suggestTags(['blue', 'Brown', 'red'], typed('b'))).toEqual(['Brown']);
  });
});

describe('a draft of an org', () => {
  const good = draftOrg({
    name: 'Acme',
    issuer: 'https://acme.okta.com',
    clientId: '0oa1ab2cd3EF4gh5I6j7',
  });
  const accepts = (input: unknown) => contract.commands['orgs.add'].input.safeParse(input).success;

  it('starts with scopes that make a session renewable', () => {
    expect(draftOrg({}).scopes).toBe('openid profile email offline_access');
  });

  it('tells every field that is missing', () => {
    expect(Object.keys(checkOrgDraft({ ...draftOrg({}), scopes: ' ', ports: '' }))).toEqual([
      'name',
      'issuer',
      'clientId',
      'scopes',
      'ports',
    ]);
  });

  it('becomes a whole profile that the contract accepts', () => {
    const input = toOrgInput({ ...good, name: ' Acme ', scopes: 'openid,  email openid' });
    expect(input).toEqual({
      name: 'Acme',
      issuer: 'https://acme.okta.com',
      clientId: '0oa1ab2cd3EF4gh5I6j7',
      scopes: ['openid', 'email'],
      redirectPorts: { kind: 'registered', ports: [8410, 8411, 8412, 8413, 8414] },
      acrValues: [],
      maxAge: null,
      uiLocales: [],
      parameters: [],
      dpop: false,
      pushedRequests: 'when_required',
      exchangeAudience: 'api://default',
      network: { proxy: { kind: 'system' }, caFile: null },
    });
    expect(accepts(input)).toBe(true);
  });

  it('gives a profile back as it was', () => {
    const whole = {
      ...companyProfile,
      redirectPorts: { kind: 'any_free' as const },
      acrValues: ['urn:okta:loa:2fa:any'],
      maxAge: 0,
      uiLocales: ['de-CH', 'fr'],
      parameters: [{ name: 'idp', value: '0oa with spaces' }],
      pushedRequests: 'always' as const,
      exchangeAudience: 'api://staff',
      network: { ...companyProfile.network, caFile: '/etc/ssl/ca.pem' },
    };
    expect(toOrgInput(draftOrg(whole))).toEqual(whole);
  });

  it.each([
    [{ ports: '8410 8410 9000' }, null],
    [{ ports: '1024 65535' }, null],
    [{ ports: '1023' }, 'ports'],
    [{ ports: '65536' }, 'ports'],
    [{ ports: '8410.5' }, 'ports'],
    [{ ports: '1e4' }, 'ports'],
    [{ ports: Array.from({ length: 11 }, (_, index) => 8410 + index).join(' ') }, 'ports'],
    [{ ports: 'none', portsKind: 'any_free' }, null],
    [{ maxAge: '31536000' }, null],
    [{ maxAge: '31536001' }, 'maxAge'],
    [{ maxAge: '-1' }, 'maxAge'],
    [{ maxAge: '1 hour' }, 'maxAge'],
    [{ uiLocales: 'de-CH fr' }, null],
    [{ uiLocales: 'de_CH' }, 'uiLocales'],
    [{ parameters: [{ key: 4, name: ' ', value: '' }] }, null],
    [{ parameters: [{ key: 4, name: '', value: 'x' }] }, 'parameter-4'],
    [{ parameters: [{ key: 4, name: 'code_challenge', value: 'x' }] }, 'parameter-4'],
    [
      {
        parameters: [
          { key: 4, name: 'idp', value: 'x' },
          { key: 7, name: 'idp ', value: 'y' },
        ],
      },
      'parameter-7',
    ],
    [{ proxyKind: 'server', proxyUrl: 'socks5://[::1]:1080' }, null],
    [{ proxyKind: 'server', proxyUrl: 'http://proxy.acme.example:3128' }, null],
    [{ proxyKind: 'server', proxyUrl: '' }, 'proxyUrl'],
    [{ proxyKind: 'server', proxyUrl: 'http://me:secret@proxy.acme.example:3128' }, 'proxyUrl'],
    [{ proxyKind: 'server', proxyUrl: 'proxy.acme.example:3128' }, 'proxyUrl'],
    [{ proxyKind: 'system', proxyUrl: 'nonsense' }, null],
  ] satisfies [Partial<OrgDraft>, string | null][])(
    'of %j has its problem in the field %s',
    (changes, field) => {
      const draft = { ...good, ...changes };
      expect(Object.keys(checkOrgDraft(draft))).toEqual(field === null ? [] : [field]);
      if (field === null) expect(accepts(toOrgInput(draft))).toBe(true);
    },
  );

  it('warns of scopes without which the app can do less', () => {
    expect(scopeWarnings('openid offline_access', [])).toEqual([]);
    expect(scopeWarnings('openid offline_access groups', ['openid', 'offline_access'])).toEqual([
      expect.stringContaining('groups'),
    ]);
    expect(scopeWarnings('profile', [])).toEqual([
      expect.stringContaining('ID token'),
      expect.stringContaining('refresh token'),
    ]);
  });

  it('of another client has everything but the client and the name', () => {
    const known = duplicateOf(company);
    expect(known).not.toHaveProperty('name');
    expect({ ...known, name: company.name, clientId: company.clientId }).toEqual(companyProfile);
  });
});

describe('the issuers that were found', () => {
  const other = candidate({ issuer: 'https://other.example', relation: 'other_host' });
  const sibling = candidate({ relation: 'sibling' });

  it('are preselected only when one alone belongs to the address', () => {
    expect(preselectIssuer([sibling, candidate({ issuer: 'https://acme.okta.com' })])).toBe(
      'https://acme.okta.com',
    );
    expect(
      preselectIssuer([candidate(), candidate({ issuer: 'https://acme.okta.com' })]),
    ).toBeNull();
    expect(preselectIssuer([other])).toBeNull();
    expect(preselectIssuer([sibling])).toBeNull();
  });

  it('suggest the usual scopes that they offer', () => {
    expect(suggestScopes({ scopes: ['openid', 'email', 'groups'] })).toBe('openid email');
    expect(suggestScopes({ scopes: [] })).toBe('openid profile email offline_access');
  });

  it('suggest a name', () => {
    expect(suggestName('https://acme.okta.com/oauth2/default')).toBe('Acme');
    expect(suggestName('https://acme.oktapreview.com')).toBe('Acme Preview');
    expect(suggestName('https://login.acme.example:8443/x')).toBe('login.acme.example:8443');
  });
});
