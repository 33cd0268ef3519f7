import {
  interactionPolicy,
  Provider,
  type InteractionResult,
  type Middleware,
  type ProviderContext,
} from 'oidc-provider';

import { accessTokenClaims, idTokenClaims } from './claims.ts';
import { renderErrorPage } from './error-page.ts';
import {
  openIdScopes,
  orgAuthorizationServer,
  type AuthorizationServerSettings,
} from './options.ts';
import { findPerson, type AuthorizationServer, type OrgState } from './org-state.ts';
import { createProviderStorage } from './provider-storage.ts';
import { endpointBase } from './request-facts.ts';
import { signingKeyOf } from './signing-keys.ts';

/** The provider's own session cookie. The org keeps sessions itself, so it never reaches a browser. */
export const providerSessionCookie = 'provider-session';

const authorizationCodeSeconds = 300;
const interactionSeconds = 3600;

/** Makes one authorization server: an oidc-provider that issues codes and tokens as Okta does. */
export async function createAuthorizationServer(
  org: OrgState,
  settings: AuthorizationServerSettings,
): Promise<AuthorizationServer> {
  const base = endpointBase(settings.name);
  const issuer = settings.name === orgAuthorizationServer ? org.origin : `${org.origin}${base}`;
  const key = await signingKeyOf(settings.name);
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
      response_types: ['code'],
      grant_types: [...client.grantTypes],
      redirect_uris: [...client.redirectUris],
    })),
    jwks: { keys: [key.privateJwk] },
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
      jwks: `${base}/v1/keys`,
    },
    ...grantSettings(org, settings, issuer),
    features: {
      devInteractions: { enabled: false },
      // The org answers these itself, because Okta's rules differ (revoke, introspect) or JWTs are refused (userinfo).
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopesOf(settings).join(' '),
          audience: settings.audience,
          accessTokenTTL: settings.accessTokenSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: {
      policy: policyWithoutConsent(),
      url: (_ctx: unknown, interaction: { uid: string }) => `${base}/v1/signin/${interaction.uid}`,
    },
    renderError: (ctx: ProviderContext, out: { error: string; error_description?: string }) => {
      renderErrorPage(ctx, org.name, out.error_description ?? out.error);
    },
  });
  return { org, settings, issuer, base, key, provider };
}

/** All scopes that an authorization server knows. */
export function scopesOf(settings: AuthorizationServerSettings): readonly string[] {
  return [...openIdScopes, ...settings.customScopes];
}

/** Adds a middleware before the provider's own routes; the first added is the outermost. */
export function useAll(server: AuthorizationServer, middlewares: readonly Middleware[]): void {
  for (const middleware of middlewares) server.provider.use(middleware);
}

function grantSettings(
  org: OrgState,
  settings: AuthorizationServerSettings,
  issuer: string,
): Readonly<Record<string, unknown>> {
  return {
    scopes: [...openIdScopes],
    claims: {
      openid: ['sub', 'ver', 'jti', 'amr', 'idp', 'auth_time'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    rotateRefreshToken: settings.refreshTokenRotation === 'rotate',
    expiresWithSession: () => false,
    extraParams: { offline_access_without_consent: keepOfflineAccess },
    loadExistingGrant: (ctx: ProviderContext) => grantRequestedScopes(ctx, issuer),
    findAccount: (_ctx: unknown, uid: string) => {
      const person = findPerson(org, uid);
      return person && { accountId: uid, claims: () => idTokenClaims(person) };
    },
    formats: {
      customizers: {
        jwt: (
          ctx: ProviderContext,
          token: { accountId: string; scope?: string },
          jwt: { header?: object; payload: Readonly<Record<string, unknown>> },
        ) => {
          const person = findPerson(org, token.accountId);
          if (!person) return;
          const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
          const authTime = (AuthorizationCode ?? RefreshToken)?.authTime;
          jwt.payload = accessTokenClaims(person, token.scope ?? '', authTime, jwt.payload);
          // Okta's access tokens have no `typ`.
          jwt.header = { typ: undefined };
        },
      },
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
async function grantRequestedScopes(ctx: ProviderContext, resource: string): Promise<unknown> {
  const grant = new ctx.oidc.provider.Grant({
    accountId: ctx.oidc.account.accountId,
    clientId: ctx.oidc.client.clientId,
  });
  const scope = [...ctx.oidc.requestParamScopes].join(' ');
  grant.addOIDCScope(scope);
  grant.addResourceScope(resource, scope);
  await grant.save();
  return grant;
}

/** What the provider is told when somebody has signed in. */
export function signedIn(uid: string, signedInAt: number): InteractionResult {
  const ts = Math.floor(signedInAt / 1000);
  return { login: { accountId: uid, amr: ['pwd'], ts, remember: false } };
}
