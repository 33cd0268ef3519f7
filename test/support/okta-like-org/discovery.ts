import type { Middleware } from 'oidc-provider';

import { scopesOf } from './authorization-server.ts';
import type { AuthorizationServer } from './org-state.ts';
import { factsOf } from './request-facts.ts';

/**
 * The metadata documents, with the members of Okta's own: no RFC 9207 flag, RS256 alone, PKCE S256, public clients.
 *
 * @see OpenID Connect Discovery, section 4; RFC 8414, section 3
 */
export function discoveryEndpoint(server: AuthorizationServer): Middleware {
  const metadata = describe(server);
  return async (ctx, next) => {
    if (factsOf(ctx).endpoint !== 'discovery') return next();
    ctx.set('cache-control', 'max-age=86400, must-revalidate');
    ctx.body = metadata;
  };
}

function describe({ org, issuer, base, settings }: AuthorizationServer): object {
  const endpoint = (leaf: string): string => `${org.origin}${base}/v1/${leaf}`;
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
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
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
