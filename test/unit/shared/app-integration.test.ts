import { describe, expect, test } from 'vitest';
import {
  describeAppIntegration,
  settingsBehind,
  type IntegrationLine,
  type IntegrationTopic,
} from '../../../src/shared/app-integration.ts';
import {
  errorCatalogue,
  type ErrorCode,
  type IssuerCandidate,
  type OrgInput,
} from '../../../src/shared/index.ts';
import { anOrgInput } from '../../support/builders/org-profile.ts';

type Supports = IssuerCandidate['supports'];

function aCandidate(
  server: IssuerCandidate['server'],
  supports: Partial<Supports> = {},
  scopes: string[] = [],
): IssuerCandidate {
  return {
    issuer: 'https://example.okta.com',
    relation: 'asked',
    server,
    scopes,
    supports: {
      refreshTokens: true,
      deviceAuthorization: true,
      signOut: true,
      revocation: true,
      pushedRequests: 'yes',
      dpop: false,
      nativeSingleSignOn: false,
      acrValues: [],
      ...supports,
    },
  };
}

function lines(
  profile: Partial<OrgInput> = {},
  candidate: IssuerCandidate | null = null,
): readonly IntegrationLine[] {
  return describeAppIntegration(anOrgInput(profile), candidate);
}

function line(topic: IntegrationTopic, ...of: Parameters<typeof lines>): IntegrationLine {
  const found = lines(...of).find((each) => each.topic === topic);
  if (found === undefined) throw new Error(`There is no line about ${topic}.`);
  return found;
}

function topics(...of: Parameters<typeof lines>): readonly IntegrationTopic[] {
  return lines(...of).map(({ topic }) => topic);
}

describe('the app integration of a profile', () => {
  test('is told in the order of Okta’s admin console', () => {
    expect(topics()).toEqual([
      'application_type',
      'client_authentication',
      'grant_types',
      'redirect_uris',
      'sign_out_uris',
      'dpop',
      'refresh_tokens',
      'assignments',
      'scopes',
      'access_policy',
      'trusted_origins',
    ]);
    expect(lines().every(({ place }) => place !== null)).toBe(true);
  });

  test('is a native app without a secret, with PKCE', () => {
    expect(line('application_type').values).toContain('Native Application');
    expect(line('client_authentication').values.join(' ')).toMatch(/^None .*PKCE/);
  });

  test('has the grants that its scopes need and its server offers', () => {
    const withoutDevice = aCandidate('okta_org', { deviceAuthorization: false });
    expect(line('grant_types', { scopes: ['openid'] }, withoutDevice).values).toEqual([
      'Authorization Code',
    ]);
    const scopes = ['openid', 'offline_access', 'device_sso'];
    expect(line('grant_types', { scopes }).values).toEqual([
      'Authorization Code',
      'Refresh Token',
      'Device Authorization',
      'Token Exchange',
    ]);
  });

  test('has every URI, each in the list it belongs to', () => {
    const redirectPorts: OrgInput['redirectPorts'] = { kind: 'registered', ports: [8410, 9000] };
    expect(line('redirect_uris', { redirectPorts }).values).toEqual([
      'http://127.0.0.1:8410/callback',
      'http://127.0.0.1:9000/callback',
    ]);
    expect(line('sign_out_uris', { redirectPorts }).values).toEqual([
      'http://127.0.0.1:8410/signed-out',
      'http://127.0.0.1:9000/signed-out',
    ]);
  });

  test('with any free port says that Okta does not take it', () => {
    const found = line('redirect_uris', { redirectPorts: { kind: 'any_free' } });
    expect(found.values).toEqual(['http://127.0.0.1/callback']);
    expect(found.note).toContain('Okta does not');
  });

  test('has the check box for DPoP as the profile has it', () => {
    expect(line('dpop', { dpop: true }).values.join()).toMatch(/DPoP.*: on$/);
    expect(line('dpop', { dpop: false }).values.join()).toMatch(/DPoP.*: off$/);
  });

  test('has pushed requests where the profile or the server wants them', () => {
    expect(topics()).not.toContain('pushed_requests');
    const required = aCandidate('okta_org', { pushedRequests: 'required' });
    expect(line('pushed_requests', {}, required).values).toEqual(['required']);
    const none = aCandidate('okta_org', { pushedRequests: 'no' });
    expect(line('pushed_requests', { pushedRequests: 'always' }, none).note).toContain('will fail');
  });

  test('tells what is missing without openid and offline_access', () => {
    const bare = { scopes: ['okta.users.read'] };
    expect(topics(bare)).not.toContain('refresh_tokens');
    expect(line('scopes', bare).note).toMatch(/openid.*offline_access/);
    expect(line('scopes').note).toBeNull();
  });

  test('tells which scopes the server does not list', () => {
    const candidate = aCandidate('okta_custom', {}, ['openid', 'offline_access']);
    const note = line('scopes', { scopes: ['openid', 'offline_access', 'x.read'] }, candidate).note;
    expect(note).toBe('The authorization server does not list: x.read.');
  });

  test('has an access policy at a custom authorization server alone', () => {
    expect(topics({}, aCandidate('okta_custom'))).toContain('access_policy');
    expect(topics({}, aCandidate('okta_org'))).not.toContain('access_policy');
    expect(topics({ issuer: 'https://login.acme.example' })).not.toContain('access_policy');
    expect(topics({ issuer: 'https://login.acme.example/oauth2/aus1' })).toContain('access_policy');
  });

  test('at another provider names nothing of Okta’s admin console', () => {
    for (const candidate of [aCandidate('other'), null]) {
      const found = lines({ issuer: 'https://id.example/realms/acme' }, candidate);
      expect(found.every(({ place }) => place === null)).toBe(true);
      expect(found.map(({ topic }) => topic)).not.toContain('trusted_origins');
      const words = found.flatMap(({ setting, values }) => [setting, ...values]).join(' ');
      expect(words).not.toMatch(/Okta|OIDC -/);
    }
  });
});

describe('an error points at settings', () => {
  test.each<[ErrorCode, IntegrationTopic]>([
    ['client_rejected', 'application_type'],
    ['grant_not_allowed', 'grant_types'],
    ['access_denied', 'assignments'],
    ['scope_denied', 'scopes'],
    ['redirect_mismatch', 'redirect_uris'],
    ['sign_in_timed_out', 'redirect_uris'],
    ['sign_out_timed_out', 'sign_out_uris'],
    ['dpop_unsupported', 'dpop'],
    ['device_flow_unsupported', 'grant_types'],
  ])('%s at %s first', (code, topic) => {
    expect(settingsBehind(code)[0]).toBe(topic);
  });

  test('only when they can be the reason', () => {
    expect(settingsBehind('network_unreachable')).toEqual([]);
    expect(settingsBehind('disk_full')).toEqual([]);
  });

  test('that an app integration of Okta’s can have', () => {
    const most = new Set(
      topics({ pushedRequests: 'always', scopes: ['openid', 'offline_access', 'device_sso'] }),
    );
    const codes = Object.keys(errorCatalogue).filter(
      (code): code is ErrorCode => code in errorCatalogue,
    );
    for (const topic of codes.flatMap(settingsBehind)) expect(most).toContain(topic);
  });
});
