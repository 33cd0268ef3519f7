import type { KoaContext, Middleware, ProviderError } from 'oidc-provider';

import {
  oauthErrorBody,
  oktaErrors,
  refreshScopesDenied,
  unauthorizedGrantType,
  type OAuthError,
} from './okta-errors.ts';
import { findClient, type AuthorizationServer } from './org-state.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';

const grantTypes: readonly string[] = ['authorization_code', 'refresh_token'];

/**
 * The token endpoint around the provider's: one request at a time, so that two uses of a refresh token are always seen
 * in order; every issued access token goes into the ledger; errors are told in Okta's words.
 */
export function tokenEndpoint(server: AuthorizationServer): Middleware {
  const providerErrors = new WeakMap<KoaContext, ProviderError>();
  server.provider.on('grant.error', (ctx, error) => providerErrors.set(ctx, error));
  let last: Promise<void> = Promise.resolve();

  return (ctx, next) => {
    const facts = factsOf(ctx);
    if (facts.endpoint !== 'token') return next();
    const handled = last.then(async () => {
      const refused = refuse(server, facts);
      if (refused) {
        answer(ctx, refused);
        return;
      }
      await next();
      const error = providerErrors.get(ctx);
      if (error) answer(ctx, translate(error, facts));
      else remember(server, ctx);
    });
    last = handled.catch(() => undefined);
    return handled;
  };
}

/** What Okta refuses before it looks at the code or the refresh token. */
function refuse({ org }: AuthorizationServer, facts: RequestFacts): OAuthError | undefined {
  const { clientId, grantType, parameters } = facts;
  const client = findClient(org, clientId);
  if (clientId === undefined) return oktaErrors.missingClientCredentials;
  if (!client) return oktaErrors.invalidClientId;
  if (grantType === undefined) return oktaErrors.missingGrantType;
  if (!grantTypes.includes(grantType)) return oktaErrors.unsupportedGrantType;
  if (!client.grantTypes.some((allowed) => allowed === grantType)) {
    return unauthorizedGrantType(client.grantTypes);
  }
  if (grantType === 'authorization_code' && parameters.code_verifier === undefined) {
    return oktaErrors.pkceMissingVerifier;
  }
  return undefined;
}

function translate(error: ProviderError, { grantType }: RequestFacts): OAuthError {
  const detail = error.error_detail ?? '';
  if (error.error === 'invalid_client') return oktaErrors.clientAuthenticationFailed;
  if (error.error === 'invalid_scope' && grantType === 'refresh_token') {
    return refreshScopesDenied(error.scope ?? '');
  }
  if (error.error !== 'invalid_grant') {
    const { error: code = 'invalid_request', error_description: description = error.message } =
      error;
    return { status: 400, error: code, description };
  }
  if (detail === 'client mismatch') return oktaErrors.mismatchedClient;
  if (grantType === 'refresh_token') return oktaErrors.invalidRefreshToken;
  if (detail.includes('redirect_uri mismatch')) return oktaErrors.mismatchedRedirectUri;
  if (detail.includes('code_challenge')) return oktaErrors.pkceVerificationFailed;
  return oktaErrors.invalidAuthorizationCode;
}

function answer(ctx: KoaContext, error: OAuthError): void {
  ctx.set('cache-control', 'no-cache, no-store');
  ctx.remove('www-authenticate');
  ctx.body = oauthErrorBody(error);
  ctx.status = error.status;
}

function remember({ org, settings }: AuthorizationServer, ctx: KoaContext): void {
  const token = ctx.oidc?.entities.AccessToken;
  const { body } = ctx;
  if (!token || !isTokenResponse(body)) return;
  org.ledger.add(
    {
      kind: 'access',
      value: body.access_token,
      grantId: token.grantId,
      authorizationServer: settings.name,
      clientId: token.clientId,
      uid: token.accountId,
      scopes: (token.scope ?? '').split(' '),
    },
    settings.accessTokenSeconds,
  );
}

function isTokenResponse(body: unknown): body is { access_token: string } {
  return (
    typeof body === 'object' &&
    body !== null &&
    'access_token' in body &&
    typeof body.access_token === 'string'
  );
}
