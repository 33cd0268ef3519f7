import type { Middleware } from 'oidc-provider';

import { grantsOf, scopesOf } from './authorization-server.ts';
import { issuerFor } from './issuers.ts';
import type { ResolvedClient } from './options.ts';
import { findClient, type AuthorizationServer } from './org-state.ts';
import { proofAlgorithms } from './proof-checker.ts';
import { factsOf } from './request-facts.ts';

/**
 * The metadata documents, with the members of Okta's own: no RFC 9207 flag, PKCE S256, public clients. `?client_id=`
 * asks for the issuer in the form that this client's tokens have.
 *
 * @see OpenID Connect Discovery, section 4; RFC 8414, section 3
 */
export function discoveryEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { endpoint, clientId, origin } = factsOf(ctx);
    if (endpoint !== 'discovery') return next();
    ctx.set('cache-control', 'max-age=86400, must-revalidate');
    ctx.body = describe(server, findClient(server.org, clientId), origin);
  };
}

/** The key set. */
export function keysEndpoint({ keys }: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    if (factsOf(ctx).endpoint !== 'keys') return next();
    ctx.set('cache-control', 'max-age=3600, must-revalidate');
    ctx.body = keys.keySet;
  };
}

function describe(
  server: AuthorizationServer,
  client: ResolvedClient | undefined,
  asked: string,
): object {
  const { org, base, settings } = server;
  const { issuer, origin } = issuerFor(server, client, asked);
  const endpoint = (leaf: string): string => `${origin}${base}/v1/${leaf}`;
  return {
    issuer,
    authorization_endpoint: endpoint('authorize'),
    token_endpoint: endpoint('token'),
    userinfo_endpoint: endpoint('userinfo'),
    jwks_uri: endpoint('keys'),
    introspection_endpoint: endpoint('introspect'),
    introspection_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint: endpoint('revoke'),
    revocation_endpoint_auth_methods_supported: ['none'],
    end_session_endpoint: endpoint('logout'),
    device_authorization_endpoint: endpoint('device/authorize'),
    pushed_authorization_request_endpoint: endpoint('par'),
    ...(org.clients.every((one) => one.requirePushedRequests) && {
      require_pushed_authorization_requests: true,
    }),
    ...(org.clients.some((one) => one.dpop !== 'off') && {
      dpop_signing_alg_values_supported: proofAlgorithms,
    }),
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: grantsOf(settings),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [settings.signingAlgorithm],
    scopes_supported: scopesOf(settings),
    token_endpoint_auth_methods_supported: ['none'],
    claims_supported: [
      'iss',
      'ver',
      'sub',
      'aud',
      'iat',
      'exp',
      'jti',
      'auth_time',
      'acr',
      'at_hash',
      'amr',
      'idp',
      'nonce',
      'name',
      'preferred_username',
      'email',
      'email_verified',
      'groups',
    ],
    code_challenge_methods_supported: ['S256'],
    request_parameter_supported: false,
  };
}
