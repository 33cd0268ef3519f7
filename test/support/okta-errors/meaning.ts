import type { RefusalPlace } from '../../../src/main/auth-foundation/org-refusal.ts';
import type { FailureClass } from '../../../src/shared/index.ts';
import type { OktaApiError, OktaOAuthError } from './index.ts';

// Written by hand from design decision D7 and Okta's descriptions: what the product makes of an error is compared with it.

/** Where an error means something of its own; what a resource server says means the same as at the userinfo endpoint. */
export type MeaningPlace = Exclude<RefusalPlace, 'resource'>;

/** The class that an OAuth error of Okta is to have at a place. */
export function classOfOAuthError(error: OktaOAuthError, place: MeaningPlace): FailureClass {
  return classAt(kindOf(error), place, error.statusCode);
}

/** The class that an API error of Okta is to have at a place. */
export function classOfApiError(error: OktaApiError, place: MeaningPlace): FailureClass {
  return classAt(kindOfApi(error), place, error.statusCode);
}

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
  /** The same, or the token of another account that is to sign in this one. */
  | 'needs a new token'
  /** The person said no, and can think again. */
  | 'was declined'
  /** The refresh token is another client's; a code that is, comes from settings that do not fit. */
  | 'is of another client'
  /** The other account's session, where it is to sign in this one, is over or not good enough. */
  | 'needs the other account'
  /** The request needs a stronger sign-in; the session stays as it is. */
  | 'needs a stronger sign-in'
  /** The refresh token is bound to another key. */
  | 'is bound to another key'
  /** A request that was pushed is forgotten. */
  | 'was pushed long ago';

const everywhere = (of: FailureClass): Readonly<Record<MeaningPlace, FailureClass>> => ({
  discovery: of,
  redirect: of,
  pushed_request: of,
  code_exchange: of,
  device_authorization: of,
  device_token: of,
  token_exchange: of,
  jwt_bearer: of,
  refresh: of,
  revocation: of,
  introspection: of,
  user_info: of,
  sign_out: of,
});

/** Where the person has begun something that they can begin again. */
const signingIn = {
  redirect: 'user',
  pushed_request: 'user',
  code_exchange: 'user',
  device_token: 'user',
  token_exchange: 'user',
  jwt_bearer: 'user',
} as const;

/** Only where a session or its access token is used can it turn out that the person has to sign in again. */
const meaning: Readonly<Record<Kind, Readonly<Record<MeaningPlace, FailureClass>>>> = {
  passes: everywhere('transient'),
  'needs a change': everywhere('configuration'),
  'is over': {
    ...everywhere('configuration'),
    ...signingIn,
    refresh: 'sign_in_needed',
    user_info: 'sign_in_needed',
  },
  'needs a new access token': { ...everywhere('configuration'), user_info: 'sign_in_needed' },
  'needs a new token': {
    ...everywhere('configuration'),
    token_exchange: 'user',
    user_info: 'sign_in_needed',
  },
  'was declined': {
    ...everywhere('configuration'),
    redirect: 'user',
    device_token: 'user',
    sign_out: 'user',
  },
  'is of another client': {
    ...everywhere('configuration'),
    token_exchange: 'user',
    jwt_bearer: 'user',
    refresh: 'sign_in_needed',
    user_info: 'sign_in_needed',
  },
  'needs the other account': { ...everywhere('configuration'), token_exchange: 'user' },
  'needs a stronger sign-in': {
    ...everywhere('configuration'),
    ...signingIn,
    refresh: 'sign_in_needed',
    user_info: 'user',
  },
  'is bound to another key': { ...everywhere('configuration'), refresh: 'sign_in_needed' },
  'was pushed long ago': { ...everywhere('configuration'), redirect: 'user' },
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
  insufficient_user_authentication: 'needs a stronger sign-in',
  expired_token: 'is over',
  invalid_user_code: 'is over',
  web_sso_token_replayed: 'is over',
  one_time_sso_token_replayed: 'is over',
  invalid_token: 'needs a new token',
};

/** The exceptions, by the names that Okta gives them in its own log and never sends. */
export const exceptions: Readonly<Record<Kind, readonly string[]>> = {
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
    'web_sso_client_not_permitted',
    'interclient_token_exchange_request_requires_scope',
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
  ],
  'needs a new access token': [],
  'needs a new token': [],
  'was declined': [
    'access_denied',
    'user_canceled_request',
    'interclient_token_user_canceled_request',
    'eam_user_canceled_request',
  ],
  'is of another client': ['mismatched_client'],
  'needs the other account': [
    'invalid_subject_token',
    'invalid_actor_token',
    'invalid_subject_token_session_expired',
    // Of other products of Okta's; the words are the same.
    'invalid_subject_token_saml_blank',
    'invalid_subject_token_saml_parse_failed',
    'invalid_subject_token_saml_issuer_missing',
    'invalid_subject_token_saml_subject_confirmation_missing',
    'invalid_subject_token_saml_expired',
    'invalid_subject_token_saml_signature_invalid',
    'invalid_subject_token_saml_replay_detected',
    'invalid_subject_token_saml_nameid_missing',
    'invalid_subject_token_saml_nameid_not_unique',
    'invalid_subject_token_saml_source_app_instance_missing',
    'invalid_subject_token_saml_source_app_not_saml',
    'invalid_subject_token_saml_source_app_signing_cert_missing',
    'invalid_subject_token_saml_source_app_audience_missing',
    'invalid_subject_token_saml_assertion_id_missing',
    // `invalid_grant`, but only because the other account's sign-in was too weak.
    'client_requires_mfa_native_sso',
    'web_sso_app_assurance_not_met',
    'interaction_code_unsatisfiable',
  ],
  'needs a stronger sign-in': [],
  // `invalid_dpop_proof`, but the key of the refresh token is gone.
  'is bound to another key': ['invalid_dpop_proof_invalid_public_key_binding'],
  'was pushed long ago': ['invalid_request_uri'],
};

/** API errors that are neither what their status says (429 and 5xx pass) nor in need of a change. */
export const apiExceptions: Readonly<Record<string, Kind>> = {
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
function classAt(kind: Kind, place: MeaningPlace, status: number): FailureClass {
  if (place !== 'discovery') return meaning[kind][place];
  return passesByStatus(status) ? 'transient' : 'configuration';
}
