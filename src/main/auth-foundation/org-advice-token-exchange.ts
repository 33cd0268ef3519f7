import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** Signing in with the session of another account, or with an assertion (RFC 8693, RFC 7523). */
export const tokenExchangeAdvice: readonly OrgAdvice[] = [
  advice(
    ['single_sign_on_ended'],
    [
      "The 'subject_token' either expired or the session associated with it was terminated.",
      "'subject_token' is invalid: the session associated with it is no longer active.",
    ],
    'The session of the other account has ended at the org.',
    'Sign in to the other account again, then repeat this.',
  ),
  advice(
    ['single_sign_on_ended'],
    ["'subject_token' is invalid.", 'The token is invalid.', 'The id token is invalid.'],
    'The org does not accept the ID token of the other account.',
    'Sign in to the other account again with the scopes openid and device_sso.',
  ),
  advice(
    ['single_sign_on_ended'],
    ["'actor_token' is invalid."],
    'The org does not accept the device secret of the other account.',
    'Sign in to the other account again: that makes a new device secret.',
  ),
  advice(
    ['single_sign_on_ended'],
    ['Invalid grant', 'The grant was issued to another client.{}'],
    'The org did not let the other account’s session sign in this one.',
    'Sign in to the other account again, or sign in with the browser.',
  ),
  advice(
    ['single_sign_on_ended'],
    ['The following scopes require user consent: [{scopes}].'],
    'These scopes need your consent, which the other account’s session cannot give: {scopes}.',
    'Sign in with the browser once, and consent to them there.',
  ),
  advice(
    ['single_sign_on_ended'],
    ['The authorization server requires the user to re-authenticate.'],
    'The org wants you to prove again who you are before another account is added.',
    'Sign in with the browser.',
  ),
  advice(
    ['single_sign_on_unavailable'],
    ["The client's assurance requirements are not met."],
    'This app asks for a stronger sign-in than the other account began with.',
    'Sign in with the browser, or sign in to the other account with the ACR values that this app needs.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "'subject_token_type' is invalid or not supported.",
      "'actor_token_type' is invalid or not supported.",
      "When 'actor_token_type' is '{}', 'subject_token_type' must be '{}'.",
      "'requested_token_type' is invalid or not supported.",
    ],
    'This authorization server does not exchange the kinds of token that single sign-on needs.',
    'Use a custom authorization server with Token Exchange in its access policy, or sign in with the browser.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "'subject_token' is invalid: the authorization server that issued it is not valid.",
      "'subject_token' is invalid: the token issuer is not allowed for this exchange.",
    ],
    'The other account was signed in at an authorization server that this one does not trust.',
    'Choose an account with the same issuer as this org profile, or sign in with the browser.',
  ),
  advice(
    ['authorization_rejected'],
    ["'subject_token' is invalid: the user is not assigned to the client application."],
    'The person of the other account is not assigned to this app.',
    'Ask an administrator to assign them under Applications → the app → Assignments.',
  ),
  advice(
    ['authorization_rejected'],
    ["'subject_token' is invalid: the user account is not active."],
    'The person of the other account is not active in the org.',
    'Ask an administrator to activate them under Directory → People.',
  ),
  advice(
    ['authorization_rejected'],
    ["'subject_token' is invalid: the client application referenced in the token is not active."],
    'The app that the other account was signed in with is not active any more.',
    'Ask an administrator to activate it under Applications, or choose another account.',
  ),
  advice(
    ['access_denied'],
    ["The Token Exchange flow from {from} app to {to} app isn't supported."],
    'The org does not exchange a sign-in between these kinds of app: {from} and {to}.',
    'Use Native Applications for both org profiles, or sign in with the browser.',
  ),
  advice(
    ['authorization_rejected'],
    ['Token Exchange requests must include a valid audience of the authorization server.'],
    'The audience of the exchange is not that of the authorization server.',
    'Compare the audience of the org profile with Security → API → Authorization Servers → the server → Settings.',
  ),
  advice(
    ['authorization_rejected'],
    ["'resource' is invalid or not supported."],
    'The org does not exchange the other account’s session for this resource.',
    'Correct or remove the parameter resource of the org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'The audience of the JWT Bearer Grant must match the the issuer of the authorization server.',
      "The 'resource' claim in the id-jag is not valid for this authorization server.",
      "The 'resource' claim in the id-jag does not match the 'resource' parameter in the request.",
    ],
    'The assertion was made for another authorization server or resource.',
    'Have it made for the issuer of this org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'The issuer of the token is not permitted to use the JWT Bearer Grant.',
      'The issuer of the id-jag is not a trusted authorization server.',
    ],
    'The org does not trust the one that made the assertion.',
    'Ask an administrator to trust that issuer, under Security → API → Authorization Servers → the server → Trusted servers.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "The 'client_id' in the JWT Bearer Grant must match the 'client_id' used to authenticate the client.",
    ],
    'The assertion was made for another client.',
    'Have it made for the client ID of this org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'The lifetime of the id-jag must not exceed 5 minutes.',
      'The id-jag must include at least one scope.',
    ],
    'The assertion is made in a way that the org does not allow.',
    'Have it made with at least one scope, and for at most five minutes.',
  ),
  advice(
    ['sign_in_expired'],
    [
      'The id-jag is expired.',
      'The jti of the JWT Bearer Grant was already used.',
      'The id-jag was already used.',
    ],
    'The assertion has expired, or was used before.',
    'Get a new one, and use it at once.',
  ),
  advice(
    ['sign_in_expired'],
    ['The id-jag is issued in the future.'],
    'By the org’s clock, the assertion comes from the future.',
    'Set the clock where the assertion is made, then get a new one.',
  ),
  advice(
    ['sign_in_expired'],
    ['The signature of the id-jag is invalid.', "The 'sub' claim in the id-jag is invalid."],
    'The org could not verify the assertion, or does not know the person in it.',
    'Get a new one from an issuer that the org trusts.',
  ),
];
