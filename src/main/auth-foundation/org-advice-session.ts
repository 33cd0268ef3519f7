import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** A session, an access token or a sign-in in progress that the org does not accept any more. */
export const sessionAdvice: readonly OrgAdvice[] = [
  advice(
    ['refresh_token_rejected'],
    ['The refresh token is invalid or expired.'],
    'The org no longer accepts this session: it expired, was revoked, or its refresh token was used twice.',
    'Sign in again; how long a session lasts is set under Security → API → Authorization Servers → Access Policies.',
  ),
  advice(
    ['refresh_token_rejected'],
    ['Invalid grant'],
    'The org ended this session without saying why.',
    'Sign in again; the administrator finds the reason in Reports → System Log.',
  ),
  advice(
    ['refresh_token_rejected'],
    ['The grant was issued to another client.{}'],
    'This session belongs to another client than the one in the org profile.',
    'Sign in again with this org profile, or put the client ID back with which the session began.',
  ),
  advice(
    ['refresh_token_rejected'],
    ['The following scopes require user consent: [{scopes}].'],
    'The org asks for your consent again before it renews this session: {scopes}.',
    'Sign in again, and consent to the scopes in the browser.',
  ),
  advice(
    ['sign_in_expired'],
    ['Invalid grant', 'The authorization code is invalid or has expired.'],
    'The code that came back from the browser is no longer valid.',
    'Start again, and finish within five minutes of signing in.',
  ),
  advice(
    ['sign_in_expired'],
    ['The following scopes require user consent: [{scopes}].'],
    'These scopes need your consent, and it was not given: {scopes}.',
    'Start again, and consent to the scopes in the browser.',
  ),
  advice(
    ['sign_in_expired'],
    ['Request expired, please start over and try again.', 'The authorize request_uri is invalid.'],
    'The sign-in page was open for too long.',
    'Start again, and finish it in the browser without a long pause.',
  ),
  advice(
    ['sign_in_expired'],
    ['Invalid session.'],
    'The browser is signed in to the org as someone else than this sign-in began with.',
    'Sign out of the org in the browser, then start again.',
  ),
  advice(
    ['sign_in_expired'],
    ['The authorization server requires the user to re-authenticate.'],
    'The org asks you to prove again who you are.',
    'Start again, and sign in on the org’s page even if it seems to know you.',
  ),
  advice(
    ['refresh_token_rejected'],
    ['The authorization server requires the user to re-authenticate.'],
    'The org renews this session only after you prove again who you are.',
    'Sign in again; tags and the default are kept.',
  ),
  advice(
    ['sign_in_expired'],
    ["The user's password is expired."],
    'Your password for this org has expired.',
    'Change it on the org’s own page in the browser, then start again.',
  ),
  advice(
    ['access_token_rejected'],
    ['The token has expired.'],
    'The access token of this session has expired.',
    'Refresh the account, then try again.',
  ),
  advice(
    ['access_token_rejected'],
    ['The access token has been revoked.'],
    'The access token of this session was revoked.',
    'Refresh the account; if the org refuses that too, sign in again.',
  ),
  advice(
    ['access_token_rejected'],
    ['The token is invalid.', 'The access token is invalid.', 'Invalid token provided'],
    'The org does not know the access token of this session, or not any more.',
    'Refresh the account and try again; if that does not help, sign in again.',
  ),
  advice(
    ['access_token_rejected', 'authorization_rejected'],
    ['The token timestamp is invalid.'],
    'The org finds the time in the token wrong.',
    'Set the clock of this computer, then refresh the account.',
  ),
  advice(
    ['access_token_rejected'],
    ['Authentication failed', 'Invalid session'],
    'The org does not take the access token as a proof of who asks.',
    'Refresh the account and try again; the administrator finds the reason in Reports → System Log.',
  ),
  advice(
    ['access_token_rejected'],
    ['Password is expired and must be changed.'],
    'The org serves this session only after a change of your password.',
    'Change the password on the org’s own page in the browser, then refresh the account.',
  ),
  advice(
    ['access_token_rejected'],
    ['Access to this application requires re-authentication: {}'],
    'The org serves this session only after you prove again who you are.',
    'Sign in again, and complete every step that the org’s page asks for.',
  ),
  advice(
    ['step_up_needed'],
    ['The user authentication context is insufficient to perform the action.'],
    'This request needs a stronger sign-in than the session began with.',
    'Sign in again with the ACR value that the org asks for; it is set in the org profile.',
  ),
  advice(
    ['authorization_rejected'],
    ['The access token provided is not intended for Okta.'],
    'The access token is meant for another API, so the org does not answer it.',
    'Use the org’s own authorization server in the profile: the issuer without /oauth2/ and what follows.',
  ),
  advice(
    ['authorization_rejected'],
    ['The access token provided has an invalid issuer.'],
    'The access token comes from another authorization server than the one that was asked.',
    'Compare the issuer of the org profile with Security → API → Authorization Servers → the server → Settings.',
  ),
  advice(
    ['authorization_rejected'],
    ['The token is invalid.', 'The access token is invalid.', 'Invalid token provided'],
    'The org cannot read the token that it was sent.',
    'Check that the issuer and the client ID of the org profile are those that the account was signed in with.',
  ),
  advice(
    ['authorization_rejected'],
    ['The ID token subject does not match the current session{}'],
    'The browser is signed in to the org as someone else than this account.',
    'Switch to that person in the browser, or sign out on the org’s own page.',
  ),
  advice(
    ['authorization_rejected'],
    ['The id token is invalid.'],
    'The org does not accept the ID token that says whose session is to end.',
    'Sign in to the account again and then sign out, or sign out on the org’s own page.',
  ),
];
