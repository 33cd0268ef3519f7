/** An OAuth error as Okta writes it: status, `error`, `error_description`. */
export interface OAuthError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

const oauthError = (status: number, error: string, description: string): OAuthError => ({
  status,
  error,
  description,
});

/** The texts that Okta publishes in its OAuth 2.0 error reference (release 2026.08.1), by Okta's internal code. */
export const oktaErrors = {
  invalidClientId: oauthError(401, 'invalid_client', "Invalid value for 'client_id' parameter."),
  missingClientCredentials: oauthError(401, 'invalid_client', 'No client credentials found.'),
  clientAuthenticationFailed: oauthError(
    401,
    'invalid_client',
    'Client authentication failed. Either the client or the client credentials are invalid.',
  ),
  illegalRedirectUri: oauthError(
    400,
    'invalid_request',
    "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
  ),
  illegalPostLogoutRedirectUri: oauthError(
    400,
    'invalid_request',
    "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
  ),
  invalidState: oauthError(
    400,
    'invalid_request',
    "The authentication request has an invalid 'state' parameter.",
  ),
  noScopes: oauthError(400, 'invalid_scope', 'No scopes were requested.'),
  unknownScope: oauthError(
    400,
    'invalid_scope',
    'One or more scopes are not configured for the authorization server resource.',
  ),
  openidScopeRequired: oauthError(
    400,
    'invalid_scope',
    "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
  ),
  unsupportedResponseType: oauthError(
    400,
    'unsupported_response_type',
    'The response type is not supported by the authorization server. Configured response types: [code].',
  ),
  pkceMissingChallenge: oauthError(
    400,
    'invalid_request',
    'PKCE code challenge is required by the application.',
  ),
  pkceUnsupportedMethod: oauthError(
    400,
    'invalid_request',
    'PKCE code challenge method is not supported. Valid values: [S256]',
  ),
  pkceMissingVerifier: oauthError(
    400,
    'invalid_request',
    'PKCE code verifier is required by the application.',
  ),
  pkceVerificationFailed: oauthError(400, 'invalid_grant', 'PKCE verification failed.'),
  loginRequired: oauthError(
    400,
    'login_required',
    'The client specified not to prompt, but the user is not logged in.',
  ),
  accessDenied: oauthError(
    403,
    'access_denied',
    'The resource owner or authorization server denied the request.',
  ),
  missingGrantType: oauthError(
    400,
    'invalid_request',
    "The token request must specify a 'grant_type'. Valid values: [authorization_code, refresh_token]",
  ),
  unsupportedGrantType: oauthError(
    400,
    'unsupported_grant_type',
    'The authorization grant type is not supported by the authorization server. ' +
      'Configured grant types: [authorization_code, refresh_token].',
  ),
  invalidAuthorizationCode: oauthError(
    400,
    'invalid_grant',
    'The authorization code is invalid or has expired.',
  ),
  mismatchedRedirectUri: oauthError(
    400,
    'invalid_grant',
    "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
  ),
  mismatchedClient: oauthError(
    400,
    'invalid_grant',
    "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
  ),
  invalidRefreshToken: oauthError(400, 'invalid_grant', 'The refresh token is invalid or expired.'),
  missingToken: oauthError(400, 'invalid_request', "The 'token' parameter is required."),
  invalidIdTokenHint: oauthError(400, 'invalid_request', 'The id token is invalid.'),
  missingIdTokenHint: oauthError(
    400,
    'invalid_request',
    "The required parameter 'id_token_hint' is missing.",
  ),
  accessTokenInvalid: oauthError(401, 'invalid_token', 'The access token is invalid.'),
  accessTokenExpired: oauthError(401, 'invalid_token', 'The token has expired.'),
  accessTokenRevoked: oauthError(401, 'invalid_token', 'The access token has been revoked.'),
  insufficientScope: oauthError(
    403,
    'insufficient_scope',
    'The access token provided does not contain the required scopes.',
  ),
} as const satisfies Record<string, OAuthError>;

/** The client may not use this grant; Okta lists those it may use. */
export function unauthorizedGrantType(configured: readonly string[]): OAuthError {
  return oauthError(
    400,
    'unauthorized_client',
    `The client is not authorized to use the provided grant type. Configured grant types: [${configured.join(', ')}].`,
  );
}

/** A refresh asked for scopes that the sign-in did not grant. */
export function refreshScopesDenied(scopes: string): OAuthError {
  return oauthError(
    400,
    'access_denied',
    'Some of the scopes requested for the refresh request were not granted in the original authorize request. ' +
      `Denied scopes: ${scopes}.`,
  );
}

/** The body in which Okta's OAuth endpoints report an error. */
export function oauthErrorBody(error: OAuthError): Readonly<Record<string, string>> {
  return { error: error.error, error_description: error.description };
}

const apiErrors = {
  E0000007: 'Not found: Resource not found',
  E0000009: 'Internal Server Error',
  E0000022: 'The endpoint does not support the provided HTTP method',
  E0000047: 'API call exceeded rate limit due to too many requests.',
} as const;

/**
 * The body in which Okta's gateway and API report an error (no `error` member).
 *
 * @param errorId What Okta calls "the id of this instance of the error".
 */
export function apiErrorBody(
  errorCode: keyof typeof apiErrors,
  errorId: string,
): Readonly<Record<string, unknown>> {
  return {
    errorCode,
    errorSummary: apiErrors[errorCode],
    errorLink: errorCode,
    errorId,
    errorCauses: [],
  };
}
