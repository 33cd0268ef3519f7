import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { failureOf } from '../../support/builders/coordinator.ts';
import {
  activateWithoutBrowser,
  BrowserLessBrowser,
  signInWithoutBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import {
  deviceGrant,
  jwtBearerGrant,
  startOktaLikeOrg,
  tokenExchangeGrant,
  type AuthorizationServerOptions,
  type ClientOptions,
  type OktaLikeOrgOptions,
} from '../../support/okta-like-org/index.ts';
import type { Capabilities } from './capabilities.ts';
import { describeProvider } from './describe-provider.ts';
import { ProviderSite, signedOutPath, type Provider } from './provider-site.ts';

const clientId = '0oaproviders';
const secondClientId = '0oaprovidersecond';
const ports = [8430, 8431, 8432, 8433, 8434];
const audience = 'api://providers';

const everything: Capabilities = {
  refusesUsedCodes: true,
  grantsScopesAsked: true,
  introspectsTruthfully: true,
  revokes: true,
  refusesDeadRefreshTokens: true,
  signsOut: true,
  signsDevicesIn: true,
  takesPushedRequests: true,
  bindsTokens: true,
  sharesSessions: true,
  takesAssertions: true,
};
const usual = {
  refreshTokens: 'static',
  leewaySeconds: 0,
  binding: 'optional',
  pushing: 'optional',
  sharingScope: 'refused',
  capabilities: everything,
} as const;

describeProvider('a custom authorization server', () => startProvider(), usual);

describeProvider('the org authorization server', () => startProvider({ server: { name: 'org' } }), {
  ...usual,
  capabilities: {
    ...everything,
    sharesSessions: 'Okta has native SSO at custom authorization servers alone',
  },
});

describeProvider(
  'rotating refresh tokens without leeway',
  () => startProvider({ server: { refreshTokenRotation: 'rotate', leewaySeconds: 0 } }),
  { ...usual, refreshTokens: 'rotating' },
);

describeProvider(
  'rotating refresh tokens with 30 seconds of leeway',
  () => startProvider({ server: { refreshTokenRotation: 'rotate', leewaySeconds: 30 } }),
  { ...usual, refreshTokens: 'rotating', leewaySeconds: 30 },
);

describeProvider('a custom domain', () => startProvider({ org: { alias: 'other_port' } }), usual);

describeProvider(
  'a custom domain by another name',
  () => startProvider({ org: { alias: 'localhost' } }),
  usual,
);

describeProvider('DPoP required', () => startProvider({ client: { dpop: 'required' } }), {
  ...usual,
  binding: 'required',
});

describeProvider(
  'DPoP required, with rotating refresh tokens',
  () =>
    startProvider({
      client: { dpop: 'required' },
      server: { refreshTokenRotation: 'rotate', leewaySeconds: 0 },
    }),
  { ...usual, binding: 'required', refreshTokens: 'rotating' },
);

describeProvider('PAR required', () => startProvider({ client: { requirePushedRequests: true } }), {
  ...usual,
  pushing: 'required',
});

describeProvider(
  'ID tokens signed with ES256',
  () => startProvider({ server: { signingAlgorithm: 'ES256' } }),
  usual,
);

test('An org that answers with the issuer of its custom domain is not taken for the one that was asked', async () => {
  const provider = await startProvider({ org: { alias: 'other_port' } });
  const issuer = provider.issuer.replace(/:\d+/, `:${provider.orgPort}`);
  const site = new ProviderSite({ ...provider, issuer });
  const failure = await failureOf(site.client().discover());
  await site.close();
  expect(failure.code).toBe('issuer_mismatch');
});

interface Configuration {
  readonly server?: Partial<AuthorizationServerOptions>;
  readonly client?: Partial<ClientOptions>;
  readonly org?: OktaLikeOrgOptions;
}

/** An org with one authorization server, two apps, and Ada in front of it. */
async function startProvider({
  server = {},
  client = {},
  org: options = {},
}: Configuration = {}): Promise<Provider & { readonly orgPort: string }> {
  let passed = 0;
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const common = {
    redirectUris: ports.map((port) => `http://127.0.0.1:${port}/callback`),
    postLogoutRedirectUris: ports.map((port) => `http://127.0.0.1:${port}${signedOutPath}`),
    dpop: 'allowed',
    ...client,
  } as const;
  const org = await startOktaLikeOrg({
    ...options,
    clock: () => Date.now() + passed,
    clients: [
      {
        clientId,
        grantTypes: ['authorization_code', 'refresh_token', deviceGrant, jwtBearerGrant],
        assertionKeys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }],
        ...common,
      },
      {
        clientId: secondClientId,
        grantTypes: ['authorization_code', 'refresh_token', tokenExchangeGrant],
        ...common,
      },
    ],
    authorizationServers: [{ name: 'providers', audience, ...server }],
  });
  const [ada] = org.people;
  if (ada === undefined) throw new Error('The org has no people.');
  const { username, password } = ada;
  const browser = new BrowserLessBrowser();
  const issuer = org.issuerOf(server.name ?? 'providers', 'alias');
  return {
    issuer,
    orgPort: new URL(org.origin).port,
    clientId,
    ports,
    subject: ada.uid,
    signIn: (authorizationUrl) =>
      signInWithoutBrowser({ authorizationUrl, username, password, browser }),
    activate: async (verificationUri, userCode) => {
      await activateWithoutBrowser({ verificationUri, userCode, username, password });
    },
    sendForm: async (action, fields) => {
      const visit = await browser.post(action, fields);
      return visit.kind === 'left' ? visit.url : null;
    },
    second: { clientId: secondClientId, audience },
    assertion: () =>
      new SignJWT({
        iss: clientId,
        sub: username,
        aud: issuer,
        jti: crypto.randomUUID(),
        exp: Math.floor(Date.now() / 1000) + 60,
      })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(privateKey),
    advance: (seconds) => {
      passed += seconds * 1000;
    },
    close: async () => {
      await org.close();
      expect(org.control.serverErrors).toEqual([]);
    },
  };
}
