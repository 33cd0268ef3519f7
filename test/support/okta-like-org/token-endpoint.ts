import type { KoaContext, Middleware, ProviderError } from 'oidc-provider';

import { grantsOf } from './authorization-server.ts';
import { directGrants, type DirectGrant } from './direct-grants.ts';
import { issuerFor } from './issuers.ts';
import {
  missingGrantType,
  oktaErrors,
  refreshScopesDenied,
  unauthorizedGrantType,
  unsupportedGrantType,
  type OAuthError,
} from './okta-errors.ts';
import { answerOAuthError } from './oauth-answer.ts';
import type { ResolvedClient } from './options.ts';
import { findClient, findPerson, isAssigned, type AuthorizationServer } from './org-state.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';
import { mintTokens } from './token-mint.ts';

/** Okta puts no more groups into a token. */
const groupLimit = 100;

/**
 * The token endpoint around the provider's: one request at a time, so that two uses of a refresh token are always seen
 * in order. Proofs of possession are checked first; the tokens that leave are the org's own; errors are told in Okta's
 * words.
 */
export function tokenEndpoint(server: AuthorizationServer): Middleware {
  const providerErrors = new WeakMap<KoaContext, ProviderError>();
  server.provider.on('grant.error', (ctx, error) => providerErrors.set(ctx, error));
  let last: Promise<void> = Promise.resolve();

  return (ctx, next) => {
    const facts = factsOf(ctx);
    if (facts.endpoint !== 'token') return next();
    const handled = last.then(async () => {
      const client = findClient(server.org, facts.clientId);
      const refused = refuse(server, facts, client);
      if (refused || !client) {
        answerOAuthError(ctx, refused ?? oktaErrors.invalidClientId);
        return;
      }
      const proof = await checkProof(server, facts, client);
      if ('error' in proof) {
        if (proof.error.error === 'use_dpop_nonce') ctx.set('dpop-nonce', server.org.proofs.nonce);
        answerOAuthError(ctx, proof.error);
        return;
      }
      const direct = directGrants.get(facts.grantType ?? '');
      if (direct) {
        await answerDirectly(server, ctx, direct, client, proof.boundTo);
        return;
      }
      await next();
      const error = providerErrors.get(ctx);
      if (error) answerOAuthError(ctx, translate(error, facts));
      else await exchangeTokens(server, ctx, client, proof.boundTo);
    });
    last = handled.catch(() => undefined);
    return handled;
  };
}

/** What Okta refuses before it looks at the code or the refresh token. */
function refuse(
  { org, settings }: AuthorizationServer,
  facts: RequestFacts,
  client: ResolvedClient | undefined,
): OAuthError | undefined {
  const { clientId, grantType, parameters } = facts;
  const configured = grantsOf(settings);
  if (clientId === undefined) return oktaErrors.missingClientCredentials;
  if (!client) return oktaErrors.invalidClientId;
  if (grantType === undefined) return missingGrantType(configured);
  if (!configured.some((known) => known === grantType)) return unsupportedGrantType(configured);
  if (!client.grantTypes.some((allowed) => allowed === grantType)) {
    return unauthorizedGrantType(client.grantTypes);
  }
  if (grantType === 'authorization_code' && parameters.code_verifier === undefined) {
    return oktaErrors.pkceMissingVerifier;
  }
  if (settings.accessPolicy === 'missing') return oktaErrors.noMatchingPolicy;
  if (grantType !== 'refresh_token') return undefined;
  const person = findPerson(org, org.ledger.find(parameters.refresh_token ?? '')?.uid ?? '');
  return person && !isAssigned(client, person) ? oktaErrors.userNotAssigned : undefined;
}

type ProofOutcome = { readonly boundTo: string | undefined } | { readonly error: OAuthError };

/** A refresh token that is bound to a key needs a proof by that key, whatever the client's setting is by now. */
async function checkProof(
  { org }: AuthorizationServer,
  facts: RequestFacts,
  client: ResolvedClient,
): Promise<ProofOutcome> {
  const { dpop: proof } = facts.headers;
  const refreshToken = org.ledger.find(facts.parameters.refresh_token ?? '');
  const isBound = refreshToken?.boundTo !== undefined;
  if (client.dpop === 'off' && !isBound) return { boundTo: undefined };
  if (proof === undefined) {
    const isNeeded = client.dpop === 'required' || isBound;
    return isNeeded ? { error: oktaErrors.proofMissing } : { boundTo: undefined };
  }
  const url = `${facts.origin}${facts.path}`;
  const checked = await org.proofs.check({ proof, method: facts.method, url });
  if (checked.kind === 'refused') return { error: checked.error };
  if (isBound && refreshToken.boundTo !== checked.thumbprint) {
    return { error: oktaErrors.proofKeyBinding };
  }
  return { boundTo: checked.thumbprint };
}

async function answerDirectly(
  server: AuthorizationServer,
  ctx: KoaContext,
  grant: DirectGrant,
  client: ResolvedClient,
  boundTo: string | undefined,
): Promise<void> {
  const outcome = await grant(server, factsOf(ctx), client, boundTo);
  if ('error' in outcome) {
    answerOAuthError(ctx, outcome.error);
    return;
  }
  ctx.set('cache-control', 'no-cache, no-store');
  ctx.body = outcome.tokens;
}

/** Puts the org's own tokens in the place of the provider's; the refresh token stays. */
async function exchangeTokens(
  server: AuthorizationServer,
  ctx: KoaContext,
  client: ResolvedClient,
  boundTo: string | undefined,
): Promise<void> {
  const { org, settings } = server;
  const { AccessToken: access, AuthorizationCode, RefreshToken } = ctx.oidc?.entities ?? {};
  const source = AuthorizationCode ?? RefreshToken;
  const person = findPerson(org, access?.accountId ?? '');
  if (!access || !source || !person) throw new Error('The provider issued tokens to nobody.');
  const scopes = (access.scope ?? '').split(' ');
  if (scopes.includes('groups') && person.groups.length > groupLimit) {
    answerOAuthError(ctx, oktaErrors.tooManyGroups);
    return;
  }
  const refreshToken = refreshTokenIn(ctx.body);
  if (refreshToken !== undefined && boundTo !== undefined) org.ledger.bind(refreshToken, boundTo);
  const isSignIn = AuthorizationCode !== undefined;
  if (isSignIn && scopes.includes('device_sso')) {
    org.nativeSessions.start(org.ledger, {
      grantId: access.grantId,
      authorizationServer: settings.name,
      clientId: client.clientId,
      uid: person.uid,
      secondsToLive: settings.refreshTokenSeconds,
    });
  }
  const deviceSecret = org.nativeSessions.secretOf(access.grantId);
  const minted = await mintTokens(server, {
    issuer: issuerFor(server, client, factsOf(ctx).origin).issuer,
    person,
    clientId: client.clientId,
    scopes,
    authTime: source.authTime,
    acr: source.claims?.id_token?.acr?.values?.find((value) => reachableContexts.includes(value)),
    nonce: source.nonce,
    grantId: access.grantId,
    boundTo,
    deviceSecret: scopes.includes('device_sso') ? deviceSecret : undefined,
  });
  ctx.body = {
    ...minted,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(isSignIn && deviceSecret !== undefined && { device_secret: deviceSecret }),
  };
}

/** The authentication contexts that a password reaches (Okta, "Step-up authentication using ACR values"). */
export const reachableContexts: readonly string[] = [
  'urn:okta:loa:1fa:any',
  'urn:okta:loa:1fa:pwd',
  'urn:okta:loa:2fa:any:ifpossible',
];

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

function refreshTokenIn(body: unknown): string | undefined {
  const isFound =
    typeof body === 'object' &&
    body !== null &&
    'refresh_token' in body &&
    typeof body.refresh_token === 'string';
  return isFound ? String(body.refresh_token) : undefined;
}
