import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** The org's service itself: its limits, its hooks, its troubles, and what its gateway says. */
export const serviceAdvice: readonly OrgAdvice[] = [
  advice(
    ['rate_limited'],
    ['API call exceeded rate limit due to too many requests.'],
    'The org takes no more requests for the moment.',
    'Wait until the limit ends, about a minute; the limits are under Reports → Rate Limits.',
  ),
  advice(
    ['server_unavailable'],
    [
      'The authorization server is currently unable to handle the request due to a temporary overloading or maintenance of the server.',
      'Service temporarily unavailable.',
    ],
    'The org is overloaded, or under maintenance.',
    'Try again in a few minutes; status.okta.com tells of longer troubles.',
  ),
  advice(
    ['server_unavailable'],
    ['Service is in read only mode'],
    'The org is in read-only mode, as during maintenance.',
    'Try again when it is over; status.okta.com tells when.',
  ),
  advice(
    ['server_unavailable'],
    [
      'The authorization server encountered an unexpected condition that prevented it from fulfilling the request.',
      'Internal Server Error',
    ],
    'The org met an error of its own.',
    'Try again in a few minutes; for support, give the request ID.',
  ),
  advice(
    ['server_unavailable'],
    ['Failed to create the id_token.', 'Failed to create the access_token.'],
    'The org could not make the tokens.',
    'Try again in a few minutes; if it keeps happening, have the claims checked under Security → API → Authorization Servers.',
  ),
  advice(
    ['server_unavailable'],
    [
      'The callback service returned an error.',
      'An inline hook responded with an error.',
      'The callout service returned an invalid response.',
      'Okta could not communicate correctly with an inline hook.',
      'Okta did not receive a response from an inline hook.',
    ],
    'A service of the org’s own, which Okta asks before it makes tokens, failed.',
    'Try again in a few minutes, and tell the administrator to look under Workflow → Inline Hooks.',
  ),
  advice(
    ['authorization_rejected'],
    ['The groups claim matched too many groups and must be configured to match fewer groups.'],
    'You are in more groups than the groups claim can hold, which is one hundred.',
    'Narrow the filter of the groups claim under Applications → your app → Sign On, or remove the scope groups from the org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "The '{claim}' user claim could not be evaluated.",
      "=The '{claim}' user claim could not be evaluated.",
      "The '{claim}' system claim could not be evaluated.",
    ],
    'The org could not compute a claim of the token: {claim}.',
    'Ask an administrator to correct its expression under Security → API → Authorization Servers → the server → Claims.',
  ),
  advice(
    ['sign_in_expired'],
    [
      'Your client is configured to use the interaction code flow and user interaction is required to complete the request.',
    ],
    'The app integration asks for a sign-in page inside the app, which this app does not have.',
    'Deselect Interaction Code under Applications → your app → General → Grant type, then start again.',
  ),
  advice(
    ['authorization_rejected', 'discovery_failed'],
    ['Not found: {}', 'Entity not found exception.'],
    'The org has no authorization server at the issuer of the org profile.',
    'Copy the issuer URI from Security → API → Authorization Servers, and check that the server is active.',
  ),
  advice(
    ['authorization_rejected', 'discovery_failed'],
    [
      'The requested path was not found',
      'The specified path is not supported. Valid values: [{}].',
      'The endpoint does not support the provided HTTP method',
      'Endpoint not implemented.',
      'This endpoint has been deprecated.',
    ],
    'The org does not offer this at the address that was asked.',
    'Check the issuer of the org profile: it is the org’s domain, or the domain with /oauth2/ and the ID of a server.',
  ),
  advice(
    ['server_unavailable'],
    ['Endpoint not implemented.'],
    'The org has not built what was asked of it.',
    'Check the issuer of the org profile, or sign in another way.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'Api validation failed: {}',
      'The request was not valid: {}',
      'The request body was not well-formed.',
      'Bad request.',
    ],
    'What reached the org is not what this app sent.',
    'Look for a proxy that changes requests, and remove further parameters from the org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'Unsupported media type',
      'Bad request.  Accept and/or Content-Type headers are likely not set.',
      'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
      "Accept Header did not contain supported media type 'application/json'",
      'The HTTP request is not acceptable.',
    ],
    'The headers of the request were changed on its way to the org.',
    'Look for a proxy that changes headers; its settings are in the org profile, under Network.',
  ),
  advice(
    ['authorization_rejected'],
    ['This request produced a response with a header too large to be processed.'],
    'The org’s answer is too large for its own servers.',
    'Remove scopes such as groups from the org profile, or have the groups claim narrowed.',
  ),
  advice(
    ['authorization_rejected'],
    ['Authentication failed', 'Invalid session'],
    'The org does not know who sent the request.',
    'Compare the client ID and the issuer of the org profile with the app integration.',
  ),
  advice(
    ['authorization_rejected'],
    ['This developer org has been deactivated. {}'],
    'This org has been switched off by Okta.',
    'Ask the org’s administrator to have it activated again; the accounts are kept here until then.',
  ),
];
