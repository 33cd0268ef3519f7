import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** The client ID, the kind of the app integration, and the grants that it allows. */
export const clientAdvice: readonly OrgAdvice[] = [
  advice(
    ['client_rejected'],
    ["Invalid value for 'client_id' parameter.", 'Invalid client app id'],
    'The org has no active app integration with this client ID.',
    'Copy the client ID from Applications → your app → General → Client Credentials, and check that the app is active.',
  ),
  advice(
    ['client_rejected'],
    [
      'No client credentials found.',
      'Client authentication failed. Either the client or the client credentials are invalid.',
    ],
    'The app integration expects a client secret, which an app on a computer cannot keep.',
    'Set Applications → your app → General → Client authentication to None, or create a Native Application.',
  ),
  advice(
    ['client_rejected'],
    [
      'The grant was issued to another client.{}',
      "The 'client_id' parameter does not match the expected value for the provided request_uri.",
    ],
    'This sign-in began with another client than it was to end with.',
    'Check the client ID of the org profile, then start again.',
  ),
  advice(
    ['grant_not_allowed'],
    [
      'The client is not authorized to use the provided grant type. Configured grant types: [{grants}].',
    ],
    'The app integration allows only these grants, and this is another one: {grants}.',
    'Under Applications → your app → General → Grant type, select Authorization Code and Refresh Token, and Device Authorization or Token Exchange where you use them.',
  ),
  advice(
    ['grant_not_allowed'],
    [
      'The authorization grant type is not supported by the authorization server. Configured grant types: [{grants}].',
    ],
    'The authorization server supports only these grants, and this is another one: {grants}.',
    'Allow the grant in the rule under Security → API → Authorization Servers → Access Policies, or choose another server.',
  ),
  advice(
    ['grant_not_allowed'],
    [
      'The response type is not supported by the authorization server. Configured response types: [{types}].',
    ],
    'The app integration does not allow a sign-in with a code, only: {types}.',
    'Select Authorization Code under Applications → your app → General → Grant type.',
  ),
  advice(
    ['grant_not_allowed'],
    ["'urn:ietf:params:oauth:grant-type:token-exchange' grant type is not supported."],
    'This authorization server does not let one account sign in another.',
    'Use a custom authorization server with Token Exchange allowed, or sign in with the browser.',
  ),
  advice(
    ['grant_not_allowed'],
    ['This client cannot use a custom authorization server.'],
    'This client may use only the org’s own authorization server.',
    'Set the issuer of the org profile to the org’s domain alone, without /oauth2/ and what follows.',
  ),
  advice(
    ['grant_not_allowed'],
    ['Confidential client is required to make this request.'],
    'The org lets only clients with a secret make this request.',
    'Turn off what asks for it in the org profile, or ask the administrator for a way that a Native Application may use.',
  ),
  advice(
    ['authorization_rejected'],
    ["Clients with 'application_type' of 'service' are not allowed to access the '{}' endpoint."],
    'The app integration is a service, and people cannot sign in to one.',
    'Create a Native Application under Applications → Create App Integration, and use its client ID.',
  ),
  advice(
    ['authorization_rejected'],
    ['A service client may not use the native sso flow.'],
    'The app integration is a service, which cannot take over another account’s sign-in.',
    'Use the client ID of a Native Application with Token Exchange selected.',
  ),
  advice(
    ['authorization_rejected'],
    ['The {sku} SKU is not enabled. {}'],
    'This org is not licensed for what was asked: {sku}.',
    'Ask the administrator whether the org has the licence, or sign in another way.',
  ),
  advice(
    ['authorization_rejected'],
    ['PKCE verification failed.', 'PKCE verification failed: {}'],
    'The proof that this app began the sign-in did not arrive as it was sent.',
    'Start again; if it keeps happening, look for a proxy that changes requests.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'PKCE code challenge contains illegal characters.',
      'PKCE code challenge is required by the application.',
      'PKCE code challenge should be specified in the authorize request for code verification.',
      'PKCE code verifier is required by the application.',
    ],
    'The org missed the PKCE values that this app sends with every sign-in.',
    'Remove parameters whose names begin with code_ from the org profile, and look for a proxy that changes requests.',
  ),
  advice(
    ['authorization_rejected'],
    ['PKCE code challenge method is not supported. Valid values: [{methods}]'],
    'The org does not take the PKCE method S256, only: {methods}.',
    'Ask the administrator to allow S256 for the app integration: this app uses no weaker method.',
  ),
  advice(
    ['authorization_rejected'],
    ['The authorization server id is invalid.'],
    'The org has no authorization server with the ID at the end of the issuer.',
    'Copy the issuer URI from Security → API → Authorization Servers.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'The grant was issued for another authorization server.',
      'The request_uri was issued for another authorization server.',
    ],
    'What was sent comes from another authorization server of this org.',
    'Check the issuer of the org profile, then sign in again.',
  ),
  advice(
    ['client_rejected', 'authorization_rejected'],
    [
      'No encryption key found for the client.',
      'No active encryption key found for the client.',
      "No encryption key found for the client at the 'jwks_uri'.",
      "Multiple encryption keys found for the client at the 'jwks_uri'.",
      'Invalid encryption key for client with kid={}',
      'Error retrieving the client JWKSet from jwks_uri.',
    ],
    'The app integration asks for encrypted ID tokens, but has no usable key for them.',
    'Turn off ID token encryption under Applications → your app → General: this app reads ID tokens that are signed.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'No encryption key found for the authorization server.',
      "No encryption key found for the authorization server at the 'jwksUri'.",
      "Multiple encryption keys found for the authorization server at the 'jwksUri'.",
      'Error retrieving the authorization server JWKSet from jwks_uri.',
      'Invalid encryption key for authorization server with kid={}',
    ],
    'The authorization server is to encrypt its access tokens, but has no usable key for that.',
    'Ask the administrator to mend the key under Security → API → Authorization Servers → the server → Settings.',
  ),
  advice(
    ['authorization_rejected'],
    ["Can't create refresh token. The following field(s) are too long: '{fields}'."],
    'The org could not make a refresh token, because these fields are too long: {fields}.',
    'Shorten what the org profile sends in its parameters, then start again.',
  ),
];
