import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import type { ErrorCode, FailureClass } from '../../../src/shared/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import {
  apiAnswer,
  oauthAnswer,
  oktaApiErrors,
  oktaOAuthErrors,
} from '../../support/okta-errors/index.ts';
import {
  apiExceptions,
  classOfApiError,
  classOfOAuthError,
  exceptions,
} from '../../support/okta-errors/meaning.ts';
import { places, RefusingOrg, type Endpoint, type Place } from './refusing-org.ts';

const endpoints = places.filter((place): place is Endpoint => place !== 'redirect');
const org = new RefusingOrg();
/** RFC 6749, section 5.2, of `invalid_grant`. */
const rfcWords =
  'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.';

async function classesOf(answer: () => Response): Promise<Partial<Record<Place, FailureClass>>> {
  const classes: Partial<Record<Place, FailureClass>> = {};
  for (const endpoint of endpoints) {
    classes[endpoint] = (await failureOf(org.ask(endpoint, answer))).failureClass;
  }
  return classes;
}

describe('an OAuth error of Okta', () => {
  test.each(oktaOAuthErrors.map((error) => [error.internalErrorCode, error] as const))(
    '%s',
    async (_name, error) => {
      const { errorCode, errorDescription } = error;
      const classes = await classesOf(() => oauthAnswer(error));
      classes.redirect = (await org.redirected(errorCode, errorDescription)).failureClass;
      const wanted = places.map((place) => [place, classOfOAuthError(error, place)]);
      expect(classes).toEqual(Object.fromEntries(wanted));
    },
  );
});

describe('an API error of Okta', () => {
  test.each(oktaApiErrors.map((error) => [error.errorCode, error] as const))(
    '%s',
    async (_name, error) => {
      const classes = await classesOf(() => apiAnswer(error));
      const wanted = endpoints.map((place) => [place, classOfApiError(error, place)]);
      expect(classes).toEqual(Object.fromEntries(wanted));
    },
  );
});

test('all that Okta publishes is there, and every exception is one of it', () => {
  const names = new Set(oktaOAuthErrors.map(({ internalErrorCode }) => internalErrorCode));
  const codes = new Set(oktaApiErrors.map(({ errorCode }) => errorCode));
  expect([oktaOAuthErrors.length, oktaApiErrors.length]).toEqual([476, 251]);
  expect(
    Object.values(exceptions).flatMap((all) => all.filter((name) => !names.has(name))),
  ).toEqual([]);
  expect(Object.keys(apiExceptions).filter((code) => !codes.has(code))).toEqual([]);
});

describe('the words for the person fit the reason', () => {
  test.each<[string, Place, ErrorCode]>([
    ['invalid_refresh_token', 'refresh', 'refresh_token_rejected'],
    ['user_rate_limited', 'refresh', 'rate_limited'],
    ['no_matching_policy', 'refresh', 'access_denied'],
    ['user_not_assigned', 'refresh', 'access_denied'],
    ['disallowed_network_zone', 'refresh', 'access_denied'],
    ['refresh_scopes_denied', 'refresh', 'scope_denied'],
    ['invalid_client_id', 'refresh', 'client_rejected'],
    ['unauthorized_client', 'refresh', 'grant_not_allowed'],
    ['invalid_authorization_code', 'code_exchange', 'sign_in_expired'],
    ['mismatched_redirect_uri', 'code_exchange', 'redirect_mismatch'],
    ['mismatched_client', 'code_exchange', 'client_rejected'],
    ['illegal_redirect_uri', 'redirect', 'redirect_mismatch'],
    ['request_expired', 'redirect', 'sign_in_expired'],
    ['access_denied', 'redirect', 'sign_in_denied'],
    ['jit_disabled', 'redirect', 'access_denied'],
    ['authorization_pending', 'code_exchange', 'authorization_pending'],
    ['slow_down', 'code_exchange', 'rate_limited'],
    ['authorization_pending', 'device_token', 'authorization_pending'],
    ['slow_down', 'device_token', 'authorization_slow_down'],
    ['user_rate_limited', 'device_token', 'rate_limited'],
    ['expired_token', 'device_token', 'device_code_expired'],
    ['invalid_device_code', 'device_token', 'device_code_expired'],
    ['access_denied', 'device_token', 'sign_in_denied'],
    ['no_matching_policy', 'device_token', 'access_denied'],
    ['too_many_user_codes', 'device_authorization', 'rate_limited'],
    ['unauthorized_client', 'device_authorization', 'grant_not_allowed'],
    ['illegal_redirect_uri', 'pushed_request', 'redirect_mismatch'],
    ['request_uri_not_supported', 'redirect', 'pushed_requests_unsupported'],
    ['invalid_request_uri', 'redirect', 'sign_in_expired'],
    ['token_exchange_subject_token_expired', 'token_exchange', 'single_sign_on_ended'],
    ['invalid_actor_token', 'token_exchange', 'single_sign_on_ended'],
    ['client_requires_mfa_native_sso', 'token_exchange', 'single_sign_on_unavailable'],
    ['id_jag_expired', 'jwt_bearer', 'sign_in_expired'],
    ['invalid_dpop_proof_invalid_public_key_binding', 'refresh', 'dpop_key_rejected'],
    ['invalid_dpop_proof_invalid_public_key_binding', 'code_exchange', 'dpop_proof_rejected'],
    ['use_dpop_nonce', 'code_exchange', 'dpop_proof_rejected'],
    ['invalid_dpop_proof_jwt_too_old', 'refresh', 'dpop_proof_rejected'],
    ['access_token_not_dpop_bound', 'user_info', 'dpop_proof_rejected'],
    ['insufficient_user_authentication', 'user_info', 'step_up_needed'],
    ['token_expired', 'user_info', 'access_token_rejected'],
    ['access_token_insufficient_scopes', 'user_info', 'scope_denied'],
  ])('%s at %s', async (name, place, code) => {
    const error = oktaOAuthErrors.find(({ internalErrorCode }) => internalErrorCode === name);
    if (error === undefined) throw new Error(`Okta publishes no ${name}.`);
    const failure =
      place === 'redirect'
        ? await org.redirected(error.errorCode, error.errorDescription)
        : await failureOf(org.ask(place, () => oauthAnswer(error)));
    expect(failure.code).toBe(code);
    expect(failure.detail).toBe(error.errorDescription);
  });

  test('and an API error is told in the org’s own words', async () => {
    const [error] = oktaApiErrors.filter(({ errorCode }) => errorCode === 'E0000006');
    if (error === undefined) throw new Error('Okta publishes no E0000006.');
    const failure = await failureOf(org.ask('refresh', () => apiAnswer(error)));
    expect(failure.detail).toBe(error.errorSummary);
  });
});

describe('a challenge of the userinfo endpoint (RFC 6750, section 3)', () => {
  const challenge = (text: string) => () =>
    new Response(null, { status: 401, headers: { 'www-authenticate': text } });

  test.each<[string, string, ErrorCode]>([
    [
      'that the token is not good',
      'Bearer error="invalid_token", error_description="The token has expired."',
      'access_token_rejected',
    ],
    [
      'that the sign-in is too weak (RFC 9470, section 3)',
      'Bearer error="insufficient_user_authentication", max_age="5"',
      'step_up_needed',
    ],
    [
      'that offers two schemes, and tells with one what is wrong (RFC 9449, section 7.1)',
      'Bearer realm="org", DPoP error="invalid_dpop_proof"',
      'dpop_proof_rejected',
    ],
    ['that the scope is too small', 'Bearer error="insufficient_scope"', 'scope_denied'],
    ['without a reason', 'Bearer realm="org"', 'access_denied'],
  ])('%s', async (_what, text, code) => {
    expect((await failureOf(org.ask('user_info', challenge(text)))).code).toBe(code);
  });
});

describe('what other providers say with invalid_grant at a refresh is a session that is over', () => {
  test.each([
    'Token is not active',
    'Session not active',
    'Offline user session not found',
    'Token has been expired or revoked.',
    'Unknown or invalid refresh token.',
    'AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed.',
    'AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication.',
    'Refresh token has been used and cannot be used again',
    'The refresh token is not valid for this session',
    'The refresh token cannot be used because it was revoked',
    'The refresh token must be used within its lifetime',
    'The user must be re-authenticated',
    'User must have an active session',
    'AADSTS50055: The password is expired. Password must be reset',
    rfcWords,
    'AADSTS50078: Presented multi-factor authentication has expired due to policies configured by your administrator.',
  ])('%s', async (description) => {
    const failure = await failureOf(
      org.ask('refresh', () =>
        Response.json({ error: 'invalid_grant', error_description: description }, { status: 400 }),
      ),
    );
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.code).toBe('refresh_token_rejected');
  });
});

test.each<[Endpoint, ErrorCode]>([
  ['code_exchange', 'sign_in_expired'],
  ['device_token', 'device_code_expired'],
])(
  'the sentence of RFC 6749 for invalid_grant is at %s no word on the client',
  async (place, code) => {
    const body = { error: 'invalid_grant', error_description: rfcWords };
    const failure = await failureOf(org.ask(place, () => Response.json(body, { status: 400 })));
    expect(failure.code).toBe(code);
  },
);

test.each([
  'end-user denied authorization',
  'The user denied the authorization request',
  'The user has denied your application access.',
  'The user refused',
  'User denied consent',
])('a person who said no, in the words of another provider: %s', async (description) => {
  expect((await org.redirected('access_denied', description)).code).toBe('sign_in_denied');
});
