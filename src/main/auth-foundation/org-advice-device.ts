import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** Signing in with a code on another device (RFC 8628). */
export const deviceAdvice: readonly OrgAdvice[] = [
  advice(
    ['authorization_pending'],
    ['The device authorization is pending. Please try again later.'],
    'The org waits for you to enter the code on the other device.',
    'Open the link, enter the code and confirm; the app goes on by itself.',
  ),
  advice(
    ['authorization_slow_down'],
    ['Slow down the polling frequency. Please try again later.'],
    'The org wants to be asked less often whether you have entered the code.',
    'Go on with the sign-in: the app waits longer between its questions.',
  ),
  advice(
    ['device_code_expired'],
    ['The device code has expired.'],
    'The code was not entered within its time.',
    'Start again, and enter the new code before its countdown ends.',
  ),
  advice(
    ['device_code_expired'],
    ['Invalid grant', 'The device code is invalid or has expired.'],
    'The org does not know this code, or not any more.',
    'Start again for a new code.',
  ),
  advice(
    ['device_code_expired'],
    ['The following scopes require user consent: [{scopes}].'],
    'These scopes needed your consent on the other device, and it was not given: {scopes}.',
    'Start again, and consent to the scopes after you enter the new code.',
  ),
  advice(
    ['device_code_expired'],
    ['The authorization server requires the user to re-authenticate.'],
    'The org wanted you to prove on the other device who you are.',
    'Start again, and sign in there even if the page seems to know you.',
  ),
  advice(
    ['rate_limited'],
    ['Too many user codes generated. Please try again later.'],
    'Too many codes were asked for.',
    'Wait a few minutes, then start again and use the code that is shown.',
  ),
];
