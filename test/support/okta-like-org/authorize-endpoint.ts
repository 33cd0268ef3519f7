import type { KoaContext, Middleware } from 'oidc-provider';

import { providerSessionCookie, scopesOf } from './authorization-server.ts';
import type { BrowserSession } from './browser-sessions.ts';
import { renderErrorPage } from './error-page.ts';
import { oktaErrors, type OAuthError } from './okta-errors.ts';
import { openIdScopes, type ResolvedClient } from './options.ts';
import { findClient, type AuthorizationServer } from './org-state.ts';
import { factsOf } from './request-facts.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Okta's rules at the authorization endpoint, before the provider sees the request: exact redirect URIs, `state`
 * mandatory, PKCE with S256, known scopes; and the org's single sign-on in place of the provider's own sessions.
 */
export function authorizeEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { endpoint, parameters } = factsOf(ctx);
    if (endpoint !== 'authorize' && endpoint !== 'resume') return next();
    if (endpoint === 'authorize' && !(await admit(server, ctx, parameters))) return;
    await next();
    hideProviderSession(ctx);
    removeIssuer(ctx);
  };
}

/** Whether the provider may go on; otherwise the answer stands in `ctx`. */
async function admit(
  server: AuthorizationServer,
  ctx: KoaContext,
  parameters: Parameters,
): Promise<boolean> {
  const { org } = server;
  const client = findClient(org, parameters.client_id);
  const { redirect_uri: redirectUri = '' } = parameters;
  if (!client) {
    renderErrorPage(ctx, org.name, oktaErrors.invalidClientId.description);
    return false;
  }
  if (!client.redirectUris.includes(redirectUri)) {
    renderErrorPage(ctx, org.name, oktaErrors.illegalRedirectUri.description);
    return false;
  }
  const session = usableSession(server, ctx, parameters);
  const problem = findProblem(server, client, parameters, session);
  if (problem) {
    redirectWithError(ctx, redirectUri, parameters.state, problem);
    return false;
  }
  if (session) await lendSession(server, ctx, session);
  return true;
}

function findProblem(
  server: AuthorizationServer,
  client: ResolvedClient,
  parameters: Parameters,
  session: BrowserSession | undefined,
): OAuthError | undefined {
  const scopes = (parameters.scope ?? '').split(' ').filter(Boolean);
  const isOpenIdScope = (scope: string): boolean =>
    scope !== 'offline_access' && openIdScopes.some((known) => known === scope);
  if (parameters.response_type !== 'code') return oktaErrors.unsupportedResponseType;
  if (!client.grantTypes.includes('authorization_code')) return oktaErrors.accessDenied;
  if (scopes.length === 0) return oktaErrors.noScopes;
  if (!scopes.every((scope) => scopesOf(server.settings).includes(scope))) {
    return oktaErrors.unknownScope;
  }
  if (scopes.some(isOpenIdScope) && !scopes.includes('openid')) {
    return oktaErrors.openidScopeRequired;
  }
  if (!/^[\w.,-]+$/.test(parameters.state ?? '')) return oktaErrors.invalidState;
  if (parameters.code_challenge === undefined) return oktaErrors.pkceMissingChallenge;
  if (parameters.code_challenge_method !== 'S256') return oktaErrors.pkceUnsupportedMethod;
  if (parameters.prompt === 'none' && !session) return oktaErrors.loginRequired;
  return undefined;
}

/** The browser's session, unless it is too old. (For `prompt=login` the provider asks by itself.) */
function usableSession(
  { org }: AuthorizationServer,
  ctx: KoaContext,
  { max_age: maxAge }: Parameters,
): BrowserSession | undefined {
  const session = org.sessions.find(ctx);
  if (!session || maxAge === undefined) return session;
  const ageInSeconds = (org.clock() - session.signedInAt) / 1000;
  return ageInSeconds >= Number(maxAge) ? undefined : session;
}

/** Gives the provider a session of its own for this one request, so that it needs no sign-in. */
async function lendSession(
  { provider }: AuthorizationServer,
  ctx: KoaContext,
  { uid, signedInAt }: BrowserSession,
): Promise<void> {
  const loginTs = Math.floor(signedInAt / 1000);
  const session = new provider.Session({ accountId: uid, loginTs, amr: ['pwd'] });
  await session.save(60);
  const cookies = [ctx.req.headers.cookie, `${providerSessionCookie}=${session.jti}`];
  ctx.req.headers.cookie = cookies.filter(Boolean).join('; ');
}

function hideProviderSession(ctx: KoaContext): void {
  const cookies = ctx.res.getHeader('set-cookie');
  if (!Array.isArray(cookies)) return;
  const kept = cookies.filter((cookie) => !cookie.startsWith(`${providerSessionCookie}=`));
  ctx.remove('set-cookie');
  if (kept.length > 0) ctx.set('set-cookie', kept);
}

/** Okta does not document RFC 9207, so the redirect carries no `iss`. */
function removeIssuer(ctx: KoaContext): void {
  const location = ctx.res.getHeader('location');
  if (typeof location !== 'string' || !URL.canParse(location)) return;
  const url = new URL(location);
  if (url.searchParams.has('iss')) {
    url.searchParams.delete('iss');
    ctx.redirect(url.href);
  }
}

function redirectWithError(
  ctx: KoaContext,
  redirectUri: string,
  state: string | undefined,
  { error, description }: OAuthError,
): void {
  const url = new URL(redirectUri);
  if (state !== undefined) url.searchParams.set('state', state);
  url.searchParams.set('error', error);
  url.searchParams.set('error_description', description);
  ctx.status = 303;
  ctx.redirect(url.href);
}
