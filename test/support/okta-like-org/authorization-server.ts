import { generateKeyPair, exportJWK, type JWK } from 'jose';
import {
  interactionPolicy,
  Provider,
  type InteractionResult,
  type Middleware,
  type ProviderContext,
} from 'oidc-provider';

import { renderErrorPage } from './error-page.ts';
import {
  deviceGrant,
  jwtBearerGrant,
  openIdScopes,
  orgAuthorizationServer,
  tokenExchangeGrant,
  type AuthorizationServerSettings,
  type GrantType,
} from './options.ts';
import { findClient, findPerson, type AuthorizationServer, type OrgState } from './org-state.ts';
import { createProviderStorage } from './provider-storage.ts';
import { endpointBase } from './request-facts.ts';
import { SigningKeys } from './signing-keys.ts';

/** The provider's own session cookie. The org keeps sessions itself, so it never reaches a browser. */
export const providerSessionCookie = 'provider-session';

const authorizationCodeSeconds = 300;
const interactionSeconds = 3600;
/** The grants that oidc-provider answers; the org answers the others itself. */
const providerGrants: readonly GrantType[] = ['authorization_code', 'refresh_token'];

/**
 * Makes one authorization server. Inside is an oidc-provider that issues codes and refresh tokens; the access and ID
 * tokens that leave the org are made by the org itself (`token-mint.ts`).
 */
export async function createAuthorizationServer(
  org: OrgState,
  settings: AuthorizationServerSettings,
): Promise<AuthorizationServer> {
  const base = endpointBase(settings.name);
  const issuerPath = settings.name === orgAuthorizationServer ? '' : base;
  const issuer = `${org.origin}${issuerPath}`;
  const [keys, internalKey] = await Promise.all([
    SigningKeys.create(settings.name, settings.signingAlgorithm),
    (internalKeyOnce ??= makeInternalKey()),
  ]);
  const provider = new Provider(issuer, {
    adapter: createProviderStorage({
      ledger: org.ledger,
      authorizationServer: settings.name,
      clock: org.clock,
    }),
    clients: org.clients.map((client) => ({
      client_id: client.clientId,
      client_name: client.name,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
      response_types: client.grantTypes.includes('authorization_code') ? ['code'] : [],
      grant_types: client.grantTypes.filter((grant) => providerGrants.includes(grant)),
      redirect_uris: [...client.redirectUris],
    })),
    jwks: { keys: [internalKey] },
    cookies: {
      names: {
        session: providerSessionCookie,
        interaction: 'sign-in',
        resume: 'sign-in-resume',
      },
    },
    routes: {
      authorization: `${base}/v1/authorize`,
      token: `${base}/v1/token`,
    },
    ...grantSettings(org, settings),
    features: {
      devInteractions: { enabled: false },
      // The org answers these itself, because Okta's rules and words differ.
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
    },
    interactions: {
      policy: policyWithoutConsent(),
      url: (_ctx: unknown, interaction: { uid: string }) => `${base}/v1/signin/${interaction.uid}`,
    },
    renderError: (ctx: ProviderContext, out: { error: string; error_description?: string }) => {
      renderErrorPage(ctx, org.name, out.error_description ?? out.error);
    },
  });
  return { org, settings, issuer, issuerPath, base, keys, provider };
}

/** All scopes that an authorization server knows; native SSO is for custom ones alone. */
export function scopesOf(settings: AuthorizationServerSettings): readonly string[] {
  const isOrg = settings.name === orgAuthorizationServer;
  const known = openIdScopes.filter((scope) => !isOrg || scope !== 'device_sso');
  return [...known, ...settings.customScopes];
}

/** All grants that an authorization server knows; token exchange is for custom ones alone. */
export function grantsOf(settings: AuthorizationServerSettings): readonly GrantType[] {
  const isOrg = settings.name === orgAuthorizationServer;
  return [
    ...providerGrants,
    deviceGrant,
    jwtBearerGrant,
    ...(isOrg ? [] : ([tokenExchangeGrant] as const)),
  ];
}

/** Adds a middleware before the provider's own routes; the first added is the outermost. */
export function useAll(server: AuthorizationServer, middlewares: readonly Middleware[]): void {
  for (const middleware of middlewares) server.provider.use(middleware);
}

function grantSettings(
  org: OrgState,
  settings: AuthorizationServerSettings,
): Readonly<Record<string, unknown>> {
  return {
    scopes: [...scopesOf(settings)],
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    rotateRefreshToken: ({ oidc }: ProviderContext) => {
      const own = findClient(org, oidc.client.clientId)?.refreshTokenRotation;
      return (own ?? settings.refreshTokenRotation) === 'rotate';
    },
    expiresWithSession: () => false,
    extraParams: { offline_access_without_consent: keepOfflineAccess },
    loadExistingGrant: grantRequestedScopes,
    findAccount: (_ctx: unknown, uid: string) => {
      const person = findPerson(org, uid);
      return person && { accountId: uid, claims: () => ({ sub: uid }) };
    },
    ttl: {
      AccessToken: settings.accessTokenSeconds,
      IdToken: settings.idTokenSeconds,
      AuthorizationCode: authorizationCodeSeconds,
      Interaction: interactionSeconds,
      Session: interactionSeconds,
      Grant: settings.refreshTokenSeconds + authorizationCodeSeconds,
      RefreshToken: (ctx: ProviderContext) => refreshTokenSeconds(ctx, org, settings),
    },
  };
}

let internalKeyOnce: Promise<JWK> | undefined;

/** What oidc-provider signs with never leaves the org, so it is the fastest. */
async function makeInternalKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' };
}

/** Rotation keeps the expiry of the first refresh token (Okta, "Refresh access tokens"). */
function refreshTokenSeconds(
  ctx: ProviderContext,
  org: OrgState,
  settings: AuthorizationServerSettings,
): number {
  const rotated = org.ledger.find(ctx.oidc.entities.RotatedRefreshToken?.jti ?? '');
  return rotated
    ? Math.max(1, Math.floor((rotated.expiresAt - org.clock()) / 1000))
    : settings.refreshTokenSeconds;
}

/** First-party apps: nobody is asked for consent, also when `prompt=consent` is sent. */
function policyWithoutConsent(): unknown {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.clear();
  return policy;
}

/** oidc-provider drops `offline_access` without a consent prompt; Okta needs none, so it is put back. */
function keepOfflineAccess(ctx: ProviderContext): void {
  const { scope } = ctx.query;
  const isWanted = typeof scope === 'string' && scope.split(' ').includes('offline_access');
  if (isWanted && ctx.oidc.client.grantTypeAllowed('refresh_token')) {
    ctx.oidc.params.scope = [...ctx.oidc.requestParamScopes, 'offline_access'].join(' ');
  }
}

/** Each sign-in gets a grant of its own with all scopes it asked for. */
async function grantRequestedScopes(ctx: ProviderContext): Promise<unknown> {
  const grant = new ctx.oidc.provider.Grant({
    accountId: ctx.oidc.account.accountId,
    clientId: ctx.oidc.client.clientId,
  });
  grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
  await grant.save();
  return grant;
}

/** What the provider is told when somebody has signed in. */
export function signedIn(uid: string, signedInAt: number): InteractionResult {
  const ts = Math.floor(signedInAt / 1000);
  return { login: { accountId: uid, amr: ['pwd'], ts, remember: false } };
}
