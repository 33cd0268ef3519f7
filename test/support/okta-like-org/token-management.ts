import type { KoaContext, Middleware } from 'oidc-provider';

import { userinfoClaims } from './claims.ts';
import { answerOAuthError } from './oauth-answer.ts';
import { oktaErrors, type OAuthError } from './okta-errors.ts';
import { findClient, findPerson, type AuthorizationServer } from './org-state.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';
import type { IssuedToken } from './token-ledger.ts';

/**
 * Revocation by Okta's rules: 200 with an empty body for whatever token, also unknown ones and those of another client
 * (which stay as they are); a refresh token takes its access tokens along; an access token goes alone; a
 * device secret takes every token of its session along, of all clients.
 *
 * @see RFC 7009; Okta "Revoke tokens"
 */
export function revokeEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const facts = factsOf(ctx);
    if (facts.endpoint !== 'revoke') return next();
    const refused = refuse(server, facts);
    if (refused) {
      answerOAuthError(ctx, refused);
      return;
    }
    const token = findOwnToken(server, facts);
    if (token?.kind === 'access') server.org.ledger.revoke(token.value);
    if (token?.kind === 'refresh') server.org.ledger.revokeGrant(token.grantId);
    if (token?.kind === 'device_secret') {
      server.org.nativeSessions.end(server.org.ledger, token.value);
    }
    ctx.body = '';
    ctx.status = 200;
  };
}

/**
 * Introspection with Okta's fields; `{"active": false}` for whatever is not a live token of this client.
 *
 * @see RFC 7662
 */
export function introspectEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const facts = factsOf(ctx);
    if (facts.endpoint !== 'introspect') return next();
    const refused = refuse(server, facts);
    if (refused) {
      answerOAuthError(ctx, refused);
      return;
    }
    const token = findOwnToken(server, facts);
    ctx.set('cache-control', 'no-cache, no-store');
    ctx.body = token ? describe(server, token) : { active: false };
  };
}

/**
 * Userinfo for a live access token of this authorization server; one that is bound to a key needs a proof by it.
 *
 * @see OpenID Connect Core, section 5.3; RFC 6750, section 3; RFC 9449, section 7
 */
export function userinfoEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    if (factsOf(ctx).endpoint !== 'userinfo') return next();
    const { ledger } = server.org;
    const [scheme = '', value = ''] = ctx.get('authorization').split(' ');
    const isKnownScheme = ['bearer', 'dpop'].includes(scheme.toLowerCase());
    const token = isKnownScheme ? ledger.find(value) : undefined;
    const person = token && findPerson(server.org, token.uid);
    if (token?.kind !== 'access' || token.authorizationServer !== server.settings.name || !person) {
      challenge(ctx, oktaErrors.accessTokenInvalid);
      return;
    }
    const problem =
      findTokenProblem(server, token) ??
      (await findProofProblem(server, factsOf(ctx), token, scheme.toLowerCase()));
    if (problem) {
      challenge(ctx, problem, token.boundTo === undefined ? 'Bearer' : 'DPoP');
      return;
    }
    ctx.set('cache-control', 'no-cache, no-store');
    ctx.body = userinfoClaims(person, token.scopes);
  };
}

function findTokenProblem(
  { org: { ledger } }: AuthorizationServer,
  token: IssuedToken,
): OAuthError | undefined {
  if (ledger.state(token) === 'revoked') return oktaErrors.accessTokenRevoked;
  if (ledger.state(token) === 'expired') return oktaErrors.accessTokenExpired;
  return token.scopes.includes('openid') ? undefined : oktaErrors.insufficientScope;
}

async function findProofProblem(
  { org }: AuthorizationServer,
  { headers, method, origin, path }: RequestFacts,
  token: IssuedToken,
  scheme: string,
): Promise<OAuthError | undefined> {
  if (token.boundTo === undefined) {
    return scheme === 'dpop' ? oktaErrors.accessTokenNotBound : undefined;
  }
  if (scheme !== 'dpop') return oktaErrors.dpopSchemeRequired;
  const { dpop: proof } = headers;
  if (proof === undefined) return oktaErrors.resourceProofMissing;
  const url = `${origin}${path}`;
  const checked = await org.proofs.check({ proof, method, url, accessToken: token.value });
  if (checked.kind === 'refused') return checked.error;
  return checked.thumbprint === token.boundTo ? undefined : oktaErrors.proofAccessTokenBinding;
}

function refuse(
  { org }: AuthorizationServer,
  { clientId, parameters }: RequestFacts,
): OAuthError | undefined {
  if (clientId === undefined) return oktaErrors.missingClientCredentials;
  if (!findClient(org, clientId)) return oktaErrors.invalidClientId;
  return parameters.token === undefined || parameters.token === ''
    ? oktaErrors.missingToken
    : undefined;
}

function findOwnToken(
  { org, settings }: AuthorizationServer,
  { clientId, parameters }: RequestFacts,
): IssuedToken | undefined {
  const token = org.ledger.find(parameters.token ?? '');
  const isOwn = token?.clientId === clientId && token?.authorizationServer === settings.name;
  return token && isOwn && org.ledger.isUsable(token) ? token : undefined;
}

function describe(
  { org, issuer, settings }: AuthorizationServer,
  token: IssuedToken,
): Readonly<Record<string, unknown>> {
  const username = findPerson(org, token.uid)?.username;
  return {
    active: true,
    scope: token.scopes.join(' '),
    username,
    exp: Math.floor(token.expiresAt / 1000),
    iat: Math.floor(token.issuedAt / 1000),
    sub: username,
    iss: issuer,
    token_type: token.boundTo === undefined ? 'Bearer' : 'DPoP',
    ...(token.boundTo !== undefined && { cnf: { jkt: token.boundTo } }),
    client_id: token.clientId,
    uid: token.uid,
    ...(token.kind === 'access' && { aud: settings.audience }),
  };
}

/** Okta answers with the challenge alone, without a body. */
function challenge(
  ctx: KoaContext,
  { status, error, description }: OAuthError,
  scheme: 'Bearer' | 'DPoP' = 'Bearer',
): void {
  ctx.set('www-authenticate', `${scheme} error="${error}", error_description="${description}"`);
  ctx.body = '';
  ctx.status = status;
}
