import type { RefusalPlace } from '../../../src/main/auth-foundation/org-refusal.ts';

/** Where this app can meet an error of Okta, and the names of those that it can meet there. */
export interface Reachable {
  readonly places: readonly RefusalPlace[];
  readonly names: readonly string[];
}

const grants = [
  'code_exchange',
  'refresh',
  'device_token',
  'token_exchange',
  'jwt_bearer',
] as const;
const authenticated = [
  ...grants,
  'pushed_request',
  'device_authorization',
  'revocation',
  'introspection',
] as const;
const withProof = [...grants, 'pushed_request'] as const;
const withAccessToken = ['user_info', 'resource'] as const;
const signIn = ['redirect', 'pushed_request'] as const;

/** The OAuth errors that a native public client with the flows of this app can meet, by Okta's own names. */
export const reachableOAuthErrors: readonly Reachable[] = [
  // Sessions, codes and tokens that are over.
  { places: grants, names: ['invalid_grant'] },
  { places: ['code_exchange'], names: ['invalid_authorization_code', 'mismatched_redirect_uri'] },
  { places: ['refresh'], names: ['invalid_refresh_token', 'refresh_scopes_denied'] },
  { places: ['device_token'], names: ['invalid_device_code', 'expired_token'] },
  { places: ['device_token'], names: ['authorization_pending', 'slow_down'] },
  { places: ['code_exchange', 'refresh', 'token_exchange'], names: ['mismatched_client'] },
  { places: ['code_exchange', 'refresh'], names: ['mismatched_authorization_server'] },
  { places: ['redirect'], names: ['request_expired', 'mismatched_user_in_cache_and_session'] },
  { places: ['redirect', ...grants.slice(1, 4)], names: ['online_access_authentication_required'] },
  {
    places: ['redirect', 'device_token', 'refresh', 'token_exchange'],
    names: ['consent_required'],
  },
  { places: ['redirect'], names: ['password_expired'] },
  {
    places: withAccessToken,
    names: [
      'invalid_token',
      'access_token_invalid_audience',
      'access_token_invalid_issuer',
      'access_token_invalid',
      'token_expired',
      'access_token_revoked',
      'token_timestamp_invalid',
      'access_token_missing',
      'insufficient_scope',
      'access_token_insufficient_scopes',
      'insufficient_user_authentication',
    ],
  },
  { places: ['introspection', 'revocation'], names: ['invalid_token', 'access_token_invalid'] },
  { places: ['sign_out'], names: ['id_token_does_not_match_session', 'id_token_invalid'] },
  { places: ['token_exchange'], names: ['invalid_token', 'id_token_invalid'] },
  // The client and its grants.
  {
    places: authenticated,
    names: [
      'invalid_client',
      'missing_client_credentials',
      'invalid_client_id',
      'invalid_token_endpoint_auth_method',
      'invalid_client_application_type',
      'invalid_authorization_server',
      'missing_token_request_parameter',
      'feature_not_enabled',
      'temporarily_unavailable',
      'server_error',
      'invalid_request',
      'illegal_duplicated_parameters',
      'duplicate_oauth_params',
    ],
  },
  { places: ['revocation', 'introspection'], names: ['request_missing_token'] },
  {
    places: [...grants, 'device_authorization'],
    names: [
      'unauthorized_client',
      'unsupported_grant_type',
      'org_authorization_server_only_client',
      'confidential_client_required',
      'invalid_grant_type_or_token_exchange_sku_not_enabled',
    ],
  },
  { places: ['redirect', 'pushed_request'], names: ['org_authorization_server_only_client'] },
  { places: grants, names: ['token_request_missing_grant_type', 'user_rate_limited'] },
  { places: grants, names: ['refresh_token_validation_failure'] },
  {
    places: ['code_exchange'],
    names: [
      'pkce_verification_failed',
      'pkce_verification_failed_with_reason',
      'pkce_missing_challenge_verifier_present',
      'pkce_missing_verifier',
    ],
  },
  {
    places: signIn,
    names: [
      'pkce_invalid_challenge',
      'pkce_missing_challenge',
      'pkce_unsupported_code_challenge_method',
      'unsupported_response_type',
      'unsupported_response_type_with_scope',
      'required_response_type_with_scope',
    ],
  },
  {
    places: grants,
    names: [
      'token_encryption_no_encryption_key',
      'token_encryption_no_active_encryption_key',
      'token_encryption_jwks_uri_no_encryption_key',
      'token_encryption_jwks_uri_multiple_encryption_keys',
      'token_encryption_invalid_encryption_key_client',
      'jwks_uri_error',
      'token_encryption_no_encryption_key_auth_server',
      'token_encryption_jwks_uri_no_encryption_key_auth_server',
      'token_encryption_jwks_uri_multiple_encryption_keys_auth_server',
      'jwks_uri_error_auth_server',
      'token_encryption_invalid_encryption_key_auth_server',
      'id_token_not_generated',
      'access_token_not_generated',
      'too_many_groups_in_groups_claim',
      'user_claim_evaluation_failure',
      'system_claim_evaluation_failure',
      'callback_returned_error_without_description',
      'invalid_callout_response',
    ],
  },
  // The request of a sign-in: redirect URI, parameters, pushed requests.
  {
    places: signIn,
    names: [
      'illegal_redirect_uri',
      'illegal_redirect_uri_enhanced',
      'invalid_redirect_uri',
      'missing_redirect_uri',
      'invalid_state',
      'unknown_idp',
      'invalid_max_age',
      'invalid_prompt',
      'invalid_response_type_for_authenticator_enrollment',
      'invalid_max_age_for_enroll_authenticator_prompt',
      'invalid_acr_values_for_enroll_authenticator_prompt',
      'invalid_authorization_details',
      'invalid_authorization_details_with_errors',
      'invalid_authorization_details_invalid_resource_type',
      'invalid_response_type',
      'scope_present',
      'unsupported_api_resource',
      'unsupported_api_resource_for_authorization',
    ],
  },
  {
    places: ['redirect'],
    names: [
      'invalid_request_uri',
      'authorize_request_uri_mismatched_authorization_server',
      'authorize_request_uri_mismatched_client',
      'request_uri_not_supported',
    ],
  },
  { places: ['pushed_request'], names: ['invalid_request_uri', 'request_uri_not_supported'] },
  { places: ['code_exchange', 'refresh'], names: ['mismatched_resource'] },
  {
    places: ['redirect', 'pushed_request', ...grants],
    names: ['invalid_target', 'unsupported_resource', 'too_many_resources'],
  },
  {
    places: ['sign_out'],
    names: ['illegal_post_logout_redirect_uri', 'illegal_post_logout_redirect_uri_enhanced'],
  },
  // Policies, scopes and consent.
  { places: ['redirect', 'device_token', 'code_exchange', 'refresh'], names: ['access_denied'] },
  {
    places: ['redirect', 'pushed_request', 'device_authorization', ...grants],
    names: [
      'user_not_assigned',
      'no_matching_policy',
      'disallowed_network_zone',
      'no_scope_allowed',
      'scope_denied',
      'feature_not_enabled_access_denied',
      'openid_scope_required_access_token',
      'lite_user_grant_type_not_allowed',
      'invalid_scope',
      'openid_scope_required',
      'missing_scopes',
      'illegal_scopes',
      'illegal_custom_scope',
      'illegal_scope',
      'illegal_scope_combination',
      'required_scope_combination',
      'at_least_one_required_scope_combination',
      'exact_scope_required',
      'no_default_scopes',
      'no_matching_scope',
      'no_org_scopes_granted',
    ],
  },
  {
    places: ['redirect'],
    names: [
      'unsupported_mfa_attestation',
      'mfa_prompt_required_but_not_configured',
      'unmet_authentication_requirements',
      'enroll_authenticator_limit_reached',
      'enroll_authenticator_not_allowed',
      'security_method_setup_not_allowed',
      'password_reset_not_allowed',
      'ssr_denied',
      'admin_consent_insufficient_permission',
      'interaction_required',
    ],
  },
  // Another identity provider behind the org.
  {
    places: ['redirect'],
    names: [
      'invalid_userinfo_response',
      'social_transaction_expired',
      'failed_username_transform',
      'failed_username_transform_invalid_expression',
      'failed_username_transform_missed_field',
      'failed_username_transform_whitespaces_found',
      'invalid_username',
      'user_match_error',
      'user_link_error',
      'invalid_user_status_error',
      'login_failed',
      'jit_disabled',
      'jit_denied',
      'link_disabled',
      'link_failure',
      'link_denied_group',
      'link_denied_user',
      'link_denied_callout',
      'user_canceled_request',
      'invalid_social_token',
      'invalid_social_state',
      'get_social_profile_error',
      'jit_failure',
      'jit_failure_invalid_locale',
      'jit_failure_invalid_login_format',
      'jit_failure_missing_fields',
      'jit_failure_values_not_match_pattern',
      'jit_failure_values_too_long',
    ],
  },
  // DPoP.
  {
    places: withProof,
    names: [
      'use_dpop_nonce',
      'invalid_dpop_proof',
      'invalid_dpop_proof_missing_header',
      'invalid_dpop_proof_multiple_headers_not_allowed',
      'invalid_dpop_proof_invalid_type',
      'invalid_dpop_proof_invalid_signature_algorithm',
      'invalid_dpop_proof_invalid_jwt',
      'invalid_dpop_proof_invalid_signature',
      'invalid_dpop_proof_invalid_htm',
      'invalid_dpop_proof_invalid_htu',
      'invalid_dpop_proof_invalid_iat',
      'invalid_dpop_proof_jwt_issued_in_future',
      'invalid_dpop_proof_jwt_too_old',
      'invalid_dpop_proof_jwt_expired',
      'invalid_dpop_proof_invalid_jti',
      'dpop_proof_already_used',
    ],
  },
  {
    places: ['code_exchange', 'refresh', 'device_token'],
    names: ['invalid_dpop_proof_invalid_public_key_binding'],
  },
  {
    places: withAccessToken,
    names: [
      'use_dpop_nonce',
      'invalid_dpop_proof',
      'invalid_dpop_proof_jwt_too_old',
      'dpop_proof_invalid_ath',
      'invalid_access_token_dpop_binding',
      'access_token_not_dpop_bound',
      'dpop_proof_required_for_token',
      'dpop_authentication_scheme_required',
    ],
  },
  // The device flow, single sign-on, and assertions.
  { places: ['device_authorization'], names: ['too_many_user_codes'] },
  {
    places: ['token_exchange'],
    names: [
      'token_exchange_subject_token_expired',
      'client_requires_mfa_native_sso',
      'invalid_subject_token',
      'invalid_subject_token_type',
      'invalid_actor_token',
      'invalid_actor_token_type',
      'invalid_subject_actor_token_match',
      'invalid_requested_token_type',
      'invalid_subject_token_authorization_server',
      'invalid_subject_token_issuer_not_allowed',
      'invalid_subject_token_session_expired',
      'invalid_subject_token_user_inactive',
      'invalid_subject_token_user_not_assigned',
      'invalid_subject_token_client_inactive',
      'invalid_client_type_native_sso',
      'unsupported_token_exchange_flow',
      'unsupported_grant_type_token_exchange',
      'consent_required_token_exchange',
      'token_exchange_invalid_audience',
      'token_exchange_invalid_resource',
    ],
  },
  {
    places: ['jwt_bearer'],
    names: [
      'jwt_bearer_grant_invalid_audience',
      'jwt_bearer_grant_replayed',
      'jwt_bearer_grant_invalid_issuer',
      'id_jag_client_mismatch',
      'id_jag_untrusted_issuer',
      'id_jag_expired',
      'id_jag_issued_in_future',
      'id_jag_lifetime_too_long',
      'id_jag_invalid_signature',
      'id_jag_replayed',
      'id_jag_invalid_subject',
      'id_jag_lacking_scopes',
      'id_jag_resource_mismatch',
      'id_jag_resource_not_allowed_for_as',
    ],
  },
];

/** The API errors that the gateway before the OAuth endpoints can answer with. */
export const reachableApiErrors: readonly Reachable[] = [
  {
    places: [...authenticated, ...withAccessToken],
    names: [
      'E0000001', // Api validation failed
      'E0000002', // not valid
      'E0000003', // not well-formed
      'E0000006', // no permission
      'E0000007', // not found
      'E0000008', // path
      'E0000009', // 500
      'E0000010', // read only
      'E0000012', // media type
      'E0000013', // client app ID
      'E0000015', // feature
      'E0000018', // headers
      'E0000019',
      'E0000020',
      'E0000021',
      'E0000022', // method
      'E0000026', // deprecated
      'E0000028', // a parameter is missing
      'E0000047', // 429
      'E0000048', // entity
      'E0000052', // 501
      'E0000122', // Accept
      'E0000134', // inline hooks
      'E0000135',
      'E0000137',
      'E0000149',
      'E0000181', // 503
      'E0000215', // deprecated
      'E0000243',
      'E0000256', // header too large
      'E0000258', // path
      'E0000260', // org deactivated
      'E0000004', // authentication failed
      'E0000005', // session
      'E0000011', // token
    ],
  },
  { places: withAccessToken, names: ['E0000064', 'E0000092'] },
];
