import { decodeJwt } from 'jose';
import type { KoaContext, Middleware } from 'oidc-provider';

import { providerSessionCookie, scopesOf } from './authorization-server.ts';
import type { BrowserSession } from './browser-sessions.ts';
import { renderErrorPage } from './error-page.ts';
import { answerOAuthError } from './oauth-answer.ts';
import { oktaErrors, type OAuthError } from './okta-errors.ts';
import { openIdScopes, type ResolvedClient } from './options.ts';
import { findClient, findPerson, isAssigned, type AuthorizationServer } from './org-state.ts';
import { pushedRequestSeconds } from './pushed-requests.ts';
import { factsOf } from './request-facts.ts';
import { reachableContexts } from './token-endpoint.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Okta's rules at the authorization endpoint, before the provider sees the request: exact redirect URIs, `state`
 * mandatory, PKCE with S256, known scopes; and the org's single sign-on in place of the provider's own sessions.
 * A pushed request takes the place of the one in the URL.
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

/**
 * The endpoint where clients push their authorization requests; they are checked as at the authorization endpoint.
 *
 * @see RFC 9126
 */
export function pushedRequestEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { endpoint, parameters } = factsOf(ctx);
    if (endpoint !== 'par') return next();
    const client = findClient(server.org, parameters.client_id);
    const problem = findPushProblem(server, client, parameters);
    if (problem) {
      answerOAuthError(ctx, problem);
      return;
    }
    const requestUri = server.org.pushedRequests.add(server.settings.name, parameters);
    ctx.set('cache-control', 'no-cache, no-store');
    ctx.body = { request_uri: requestUri, expires_in: pushedRequestSeconds };
    ctx.status = 201;
  };
}

function findPushProblem(
  server: AuthorizationServer,
  client: ResolvedClient | undefined,
  parameters: Parameters,
): OAuthError | undefined {
  if (parameters.client_id === undefined) return oktaErrors.missingClientCredentials;
  if (!client) return oktaErrors.invalidClientId;
  if (parameters.request_uri !== undefined) return oktaErrors.requestUriPushed;
  if (!client.redirectUris.includes(parameters.redirect_uri ?? '')) {
    return oktaErrors.illegalRedirectUri;
  }
  return findProblem(server, client, parameters);
}

/** Whether the provider may go on; otherwise the answer stands in `ctx`. */
async function admit(
  server: AuthorizationServer,
  ctx: KoaContext,
  asked: Parameters,
): Promise<boolean> {
  const { org } = server;
  const client = findClient(org, asked.client_id);
  const request: AskedRequest = client
    ? resolveRequest(server, client, asked)
    : { error: oktaErrors.invalidClientId };
  if (!client || 'error' in request) {
    const { description } = 'error' in request ? request.error : oktaErrors.invalidClientId;
    renderErrorPage(ctx, org.name, description);
    return false;
  }
  const { parameters } = request;
  const { redirect_uri: redirectUri = '' } = parameters;
  if (!client.redirectUris.includes(redirectUri)) {
    renderErrorPage(ctx, org.name, oktaErrors.illegalRedirectUri.description);
    return false;
  }
  const session = await usableSession(server, ctx, parameters);
  const isPushed = asked.request_uri !== undefined;
  const problem =
    (client.requirePushedRequests && !isPushed ? oktaErrors.pushedRequestRequired : undefined) ??
    findProblem(server, client, parameters) ??
    findSessionProblem(server, client, parameters, session);
  if (problem) {
    redirectWithError(ctx, redirectUri, parameters.state, problem);
    return false;
  }
  if (session) await lendSession(server, ctx, session);
  handToProvider(ctx, parameters);
  return true;
}

type AskedRequest = { readonly parameters: Parameters } | { readonly error: OAuthError };

/** The request itself, or the pushed one that it names. */
function resolveRequest(
  { org, settings }: AuthorizationServer,
  client: ResolvedClient,
  asked: Parameters,
): AskedRequest {
  if (asked.request_uri === undefined) return { parameters: asked };
  const pushed = org.pushedRequests.find(asked.request_uri);
  if (!pushed) return { error: oktaErrors.invalidRequestUri };
  if (pushed.authorizationServer !== settings.name) {
    return { error: oktaErrors.mismatchedRequestUriServer };
  }
  if (pushed.parameters.client_id !== client.clientId) {
    return { error: oktaErrors.mismatchedRequestUriClient };
  }
  org.pushedRequests.remove(asked.request_uri);
  return { parameters: pushed.parameters };
}

/** The provider reads the URL: a pushed request goes in, what the org has dealt with already goes out. */
function handToProvider(ctx: KoaContext, parameters: Parameters): void {
  const query = new URLSearchParams(parameters);
  query.delete('id_token_hint');
  ctx.url = `${ctx.path}?${query.toString()}`;
}

function findProblem(
  server: AuthorizationServer,
  client: ResolvedClient,
  parameters: Parameters,
): OAuthError | undefined {
  const scopes = (parameters.scope ?? '').split(' ').filter(Boolean);
  const isOpenIdScope = (scope: string): boolean =>
    scope !== 'offline_access' && openIdScopes.some((known) => known === scope);
  if (parameters.response_type !== 'code') return oktaErrors.unsupportedResponseType;
  if (!client.grantTypes.includes('authorization_code')) return oktaErrors.accessDenied;
  if (server.settings.accessPolicy === 'missing') return oktaErrors.noMatchingPolicy;
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
  return isReachable(parameters.acr_values) ? undefined : oktaErrors.unmetAuthentication;
}

/** Unknown authentication contexts are ignored; one of those that Okta knows must be reachable by password. */
function isReachable(acrValues = ''): boolean {
  const known = acrValues.split(' ').filter((value) => /^(urn:okta:loa:.+|phrh?)$/.test(value));
  return known.length === 0 || known.some((value) => reachableContexts.includes(value));
}

function findSessionProblem(
  { org }: AuthorizationServer,
  client: ResolvedClient,
  { prompt }: Parameters,
  session: BrowserSession | undefined,
): OAuthError | undefined {
  if (!session) return prompt === 'none' ? oktaErrors.loginRequired : undefined;
  const person = findPerson(org, session.uid);
  const isAskedAnyway = prompt?.split(' ').includes('login') ?? false;
  return person && !isAskedAnyway && !isAssigned(client, person)
    ? oktaErrors.userNotAssigned
    : undefined;
}

/**
 * The browser's session, unless it is too old or somebody else's than the ID token hint names. (For `prompt=login` the
 * provider asks by itself.)
 */
async function usableSession(
  { org, keys }: AuthorizationServer,
  ctx: KoaContext,
  { max_age: maxAge, id_token_hint: hint }: Parameters,
): Promise<BrowserSession | undefined> {
  const session = org.sessions.find(ctx);
  if (!session) return undefined;
  const ageInSeconds = (org.clock() - session.signedInAt) / 1000;
  if (maxAge !== undefined && ageInSeconds >= Number(maxAge)) return undefined;
  const isMeant =
    hint === undefined || ((await keys.haveSigned(hint)) && decodeJwt(hint).sub === session.uid);
  return isMeant ? session : undefined;
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
