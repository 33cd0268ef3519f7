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

const proofError = (description: string): OAuthError =>
  oauthError(400, 'invalid_dpop_proof', description);

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
  userNotAssigned: oauthError(
    400,
    'access_denied',
    'User is not assigned to the client application.',
  ),
  noMatchingPolicy: oauthError(
    401,
    'access_denied',
    'Policy evaluation failed for this request, please check the policy configurations.',
  ),
  unmetAuthentication: oauthError(
    400,
    'unmet_authentication_requirements',
    "Unable to meet the authentication requirements imposed by 'acr_values' parameter.",
  ),
  tooManyGroups: oauthError(
    400,
    'server_error',
    'The groups claim matched too many groups and must be configured to match fewer groups.',
  ),
  authorizationPending: oauthError(
    400,
    'authorization_pending',
    'The device authorization is pending. Please try again later.',
  ),
  slowDown: oauthError(
    400,
    'slow_down',
    'Slow down the polling frequency. Please try again later.',
  ),
  deviceCodeExpired: oauthError(400, 'expired_token', 'The device code has expired.'),
  invalidDeviceCode: oauthError(400, 'invalid_grant', 'The device code is invalid or has expired.'),
  requestUriPushed: oauthError(
    400,
    'invalid_request',
    "The 'request_uri' parameter must not be present in the request.",
  ),
  invalidRequestUri: oauthError(
    400,
    'invalid_request_uri',
    'The authorize request_uri is invalid.',
  ),
  mismatchedRequestUriServer: oauthError(
    400,
    'invalid_request_uri',
    'The request_uri was issued for another authorization server.',
  ),
  mismatchedRequestUriClient: oauthError(
    401,
    'invalid_client',
    "The 'client_id' parameter does not match the expected value for the provided request_uri.",
  ),
  // Okta's list has no text for it.
  pushedRequestRequired: oauthError(
    400,
    'invalid_request',
    "The client requires pushed authorization requests: the 'request_uri' parameter is missing.",
  ),
  invalidSubjectToken: oauthError(400, 'invalid_request', "'subject_token' is invalid."),
  invalidSubjectTokenType: oauthError(
    400,
    'invalid_request',
    "'subject_token_type' is invalid or not supported.",
  ),
  invalidActorToken: oauthError(400, 'invalid_request', "'actor_token' is invalid."),
  invalidActorTokenType: oauthError(
    400,
    'invalid_request',
    "'actor_token_type' is invalid or not supported.",
  ),
  subjectSessionEnded: oauthError(
    400,
    'invalid_grant',
    "The 'subject_token' either expired or the session associated with it was terminated.",
  ),
  invalidExchangeAudience: oauthError(
    400,
    'invalid_target',
    'Token Exchange requests must include a valid audience of the authorization server.',
  ),
  // Okta's list has no text for an assertion that is not signed by a registered key, or over.
  invalidAssertion: oauthError(400, 'invalid_grant', "The 'assertion' is invalid or has expired."),
  assertionAudience: oauthError(
    400,
    'invalid_grant',
    'The audience of the JWT Bearer Grant must match the the issuer of the authorization server.',
  ),
  assertionIssuer: oauthError(
    401,
    'invalid_token',
    'The issuer of the token is not permitted to use the JWT Bearer Grant.',
  ),
  assertionReplayed: oauthError(
    400,
    'invalid_grant',
    'The jti of the JWT Bearer Grant was already used.',
  ),
  useDpopNonce: oauthError(
    400,
    'use_dpop_nonce',
    'Authorization server requires nonce in DPoP proof.',
  ),
  proofMissing: proofError('The DPoP proof JWT header is missing.'),
  proofRepeated: proofError('Multiple DPoP proof JWT headers are not allowed.'),
  proofUnparsable: proofError('The DPoP proof JWT cannot be parsed.'),
  proofInvalid: proofError('The DPoP proof JWT is invalid.'),
  proofType: proofError("'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
  proofAlgorithm: proofError('The DPoP proof JWT signature algorithm is invalid.'),
  proofSignature: proofError('The DPoP proof JWT signature is invalid.'),
  proofMethod: proofError("'htm' claim in the DPoP proof JWT is invalid."),
  proofUrl: proofError("'htu' claim in the DPoP proof JWT is invalid."),
  proofIssuedAt: proofError("'iat' claim in the DPoP proof JWT is invalid."),
  proofFromFuture: proofError('The DPoP proof JWT is issued in the future.'),
  proofTooOld: proofError('The DPoP proof JWT is issued more than five minutes in the past.'),
  proofExpired: proofError('The DPoP proof JWT is expired.'),
  proofKeyBinding: proofError('Invalid DPoP Public Key binding in refresh token'),
  proofId: proofError("'jti' claim in the DPoP proof JWT is invalid."),
  proofUsed: proofError('The DPoP proof JWT has already been used.'),
  proofAccessTokenHash: proofError(
    "'ath' claim in the DPoP proof does not match the presented access_token.",
  ),
  proofAccessTokenBinding: proofError('The access_token is not bound to the provided DPoP proof.'),
  resourceProofMissing: oauthError(
    400,
    'invalid_request',
    'The resource request requires a DPoP proof.',
  ),
  dpopSchemeRequired: oauthError(
    400,
    'invalid_request',
    'The resource request must use the DPoP authentication scheme when using a DPoP bound token.',
  ),
  accessTokenNotBound: oauthError(
    401,
    'invalid_token',
    'The presented access_token is not DPoP bound.',
  ),
} as const satisfies Record<string, OAuthError>;

/** The token request names no grant type; Okta lists those of the authorization server. */
export function missingGrantType(configured: readonly string[]): OAuthError {
  return oauthError(
    400,
    'invalid_request',
    `The token request must specify a 'grant_type'. Valid values: [${configured.join(', ')}]`,
  );
}

/** The authorization server does not know this grant type; Okta lists those that it knows. */
export function unsupportedGrantType(configured: readonly string[]): OAuthError {
  return oauthError(
    400,
    'unsupported_grant_type',
    'The authorization grant type is not supported by the authorization server. ' +
      `Configured grant types: [${configured.join(', ')}].`,
  );
}

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
