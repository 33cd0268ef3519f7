import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import type { ErrorCode, FailureClass } from '../../../src/shared/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import {
  apiAnswer,
  oauthAnswer,
  oktaApiErrors,
  oktaOAuthErrors,
  type OktaApiError,
  type OktaOAuthError,
} from '../../support/okta-errors/index.ts';
import { places, RefusingOrg, type Endpoint, type Place } from './refusing-org.ts';

/** What an error is to a person, told by what would help. */
type Kind =
  /** Time helps. */
  | 'passes'
  /** Somebody has to change a setting: of the org, of the app integration, of the org profile. */
  | 'needs a change'
  /** A new sign-in helps: what was signed in, or is being signed in, is over. */
  | 'is over'
  /** The access token does not work any more; nothing is said of the session. */
  | 'needs a new access token'
  /** The person said no, and can think again. */
  | 'was declined'
  /** The refresh token is another client's; a code that is, comes from settings that do not fit. */
  | 'is of another client';

const everywhere = (of: FailureClass): Readonly<Record<Place, FailureClass>> => ({
  discovery: of,
  redirect: of,
  code_exchange: of,
  refresh: of,
  revocation: of,
  introspection: of,
  user_info: of,
});

/** Only where a session or its access token is used can it turn out that the person has to sign in again. */
const meaning: Readonly<Record<Kind, Readonly<Record<Place, FailureClass>>>> = {
  passes: everywhere('transient'),
  'needs a change': everywhere('configuration'),
  'is over': {
    ...everywhere('configuration'),
    redirect: 'user',
    code_exchange: 'user',
    refresh: 'sign_in_needed',
    user_info: 'sign_in_needed',
  },
  'needs a new access token': { ...everywhere('configuration'), user_info: 'sign_in_needed' },
  'was declined': { ...everywhere('configuration'), redirect: 'user' },
  'is of another client': {
    ...everywhere('configuration'),
    refresh: 'sign_in_needed',
    user_info: 'sign_in_needed',
  },
};

/** The rule: what an `error` is. Every other one needs a change. */
const kindOfError: Readonly<Record<string, Kind>> = {
  temporarily_unavailable: 'passes',
  server_error: 'passes',
  slow_down: 'passes',
  authorization_pending: 'passes',
  too_many_user_codes: 'passes',
  invalid_grant: 'is over',
  login_required: 'is over',
  interaction_required: 'is over',
  consent_required: 'is over',
  mfa_required: 'is over',
  insufficient_user_authentication: 'is over',
  expired_token: 'is over',
  invalid_user_code: 'is over',
  web_sso_token_replayed: 'is over',
  one_time_sso_token_replayed: 'is over',
  invalid_token: 'needs a new access token',
};

/** The exceptions, by the names that Okta gives them in its own log and never sends. */
const exceptions: Readonly<Record<Kind, readonly string[]>> = {
  passes: [
    // Whatever they say: the first is `invalid_grant`, the second `invalid_client_metadata`.
    'user_rate_limited',
    'cimd_throttled_invalid_client',
  ],
  'needs a change': [
    // `server_error`, but only because the authorization server's claims, or the org, are set up so.
    'too_many_groups_in_groups_claim',
    'user_claim_evaluation_failure',
    'system_claim_evaluation_failure',
    'feature_not_enabled',
    // `invalid_grant`, but a new sign-in would end the same way: a policy, a feature, or the app integration.
    'invalid_grant_type_or_token_exchange_sku_not_enabled',
    'pkce_verification_failed',
    'pkce_verification_failed_with_reason',
    'mismatched_redirect_uri',
    'password_auth_denied_mfa',
    'password_auth_denied_policy',
    'saml_assertion_auth_denied_mfa',
    'saml_assertion_auth_denied_policy',
    'unsupported_saml_assertion',
    'web_sso_token_exchange_request_requires_scope',
    'web_sso_subject_token_client_mismatch',
    'web_sso_actor_token_wrong_audience',
    'web_sso_app_assurance_not_met',
    'web_sso_client_not_permitted',
    'interclient_token_exchange_request_requires_scope',
    'client_requires_mfa_native_sso',
    'interaction_code_unsatisfiable',
    'jwt_bearer_grant_invalid_audience',
    'id_jag_client_mismatch',
    'id_jag_untrusted_issuer',
    'id_jag_lifetime_too_long',
    'id_jag_lacking_scopes',
    'id_jag_resource_mismatch',
    'id_jag_resource_not_allowed_for_as',
    // `consent_required`, but nobody is there to give it.
    'consent_required_client_credentials',
    'consent_required_ropf',
    'consent_required_token_exchange',
    'no_org_scopes_granted',
    // `invalid_token`, but the next one would be as wrong.
    'access_token_invalid_audience',
    'access_token_invalid_issuer',
    'jwt_bearer_grant_invalid_issuer',
    'web_sso_token_invalid_aud',
    'web_sso_token_invalid_iss',
    'one_time_sso_token_invalid_aud',
    'one_time_sso_token_invalid_iss',
    'interclient_token_invalid_tid',
    'access_token_not_dpop_bound',
  ],
  'is over': [
    // `access_denied`, but about this session.
    'online_access_authentication_required',
    'mismatched_user_in_cache_and_session',
    'social_transaction_expired',
    'password_expired',
    'direct_auth_expired_token',
    // `invalid_dpop_proof`, but the key of the refresh token is gone.
    'invalid_dpop_proof_invalid_public_key_binding',
  ],
  'needs a new access token': [],
  'was declined': [
    'access_denied',
    'user_canceled_request',
    'interclient_token_user_canceled_request',
    'eam_user_canceled_request',
  ],
  'is of another client': ['mismatched_client'],
};

/** API errors that are neither what their status says (429 and 5xx pass) nor in need of a change. */
const apiExceptions: Readonly<Record<string, Kind>> = {
  E0000070: 'passes', // 202: Waiting for ACK
  E0000074: 'passes', // 400: Factor Service Error, which is a 504 too
  E0000112: 'passes', // 409: still being activated, try again in a few minutes
  E0000135: 'passes', // 400: an inline hook responded with an error
  E0000150: 'passes', // 403: limit of SMS requests, try again later
  E0000151: 'passes', // 403: limit of calls, try again later
  E0000191: 'passes', // 404: verification timed out, try again
  E0000239: 'passes', // 423: being reconciled, try again later
  E0000249: 'passes', // 409: still being set up, try again later
  E0000253: 'passes', // 409: still being initialized, try again later
  E0000254: 'passes', // 409: another request is there, try again later
  E0000268: 'passes', // 409: another request is making changes, try again
  E0000004: 'needs a new access token', // 401: authentication failed
  E0000005: 'needs a new access token', // 403: invalid session
  E0000011: 'needs a new access token', // 401: invalid token
  E0000064: 'needs a new access token', // 401: the password must be changed
  E0000092: 'needs a new access token', // 403: re-authentication is required
};

const passesByStatus = (status: number): boolean => status === 429 || status >= 500;

function kindOf({ statusCode, errorCode, internalErrorCode }: OktaOAuthError): Kind {
  if (passesByStatus(statusCode)) return 'passes';
  for (const [kind, names] of Object.entries(exceptions)) {
    if (names.includes(internalErrorCode) && isKind(kind)) return kind;
  }
  return kindOfError[errorCode] ?? 'needs a change';
}

function kindOfApi({ statusCode, errorCode }: OktaApiError): Kind {
  if (passesByStatus(statusCode)) return 'passes';
  return apiExceptions[errorCode] ?? 'needs a change';
}

function isKind(text: string): text is Kind {
  return text in meaning;
}

/** Of an issuer's document only the status counts: whatever it says, without it there is no issuer. */
function expected(kind: Kind, place: Place, status: number): FailureClass {
  if (place !== 'discovery') return meaning[kind][place];
  return passesByStatus(status) ? 'transient' : 'configuration';
}

const endpoints = places.filter((place): place is Endpoint => place !== 'redirect');
const org = new RefusingOrg();

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
      const { statusCode, errorCode, errorDescription } = error;
      const kind = kindOf(error);
      const classes = await classesOf(() => oauthAnswer(error));
      classes.redirect = (await org.redirected(errorCode, errorDescription)).failureClass;
      const wanted = places.map((place) => [place, expected(kind, place, statusCode)]);
      expect(classes).toEqual(Object.fromEntries(wanted));
    },
  );
});

describe('an API error of Okta', () => {
  test.each(oktaApiErrors.map((error) => [error.errorCode, error] as const))(
    '%s',
    async (_name, error) => {
      const kind = kindOfApi(error);
      const classes = await classesOf(() => apiAnswer(error));
      const wanted = endpoints.map((place) => [place, expected(kind, place, error.statusCode)]);
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
    if (error.statusCode !== 429) expect(failure.detail).toBe(error.errorDescription);
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
