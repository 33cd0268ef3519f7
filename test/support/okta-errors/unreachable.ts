/** OAuth errors that this app never meets, by how their names in Okta's log begin, and why; {@link reachableOAuthErrors} goes before. */
export interface Unreachable {
  readonly because: string;
  readonly namesBeginWith: readonly string[];
}

export const unreachableOAuthErrors: readonly Unreachable[] = [
  {
    because: 'the app asks for no CIBA sign-in',
    namesBeginWith: ['ciba_', 'invalid_requested_expiry'],
  },
  {
    because: 'the app shows no sign-in page of its own (direct authentication, interaction code)',
    namesBeginWith: [
      'direct_auth_',
      'oie_not_enabled_for_interact',
      'interaction_code_',
      'invalid_interaction_code',
      'pkce_challenge_required',
      'mfa_required',
      'invalid_activation_token',
      'invalid_application_type_for_interact',
      'invalid_recovery_token',
      'invalid_device_token',
    ],
  },
  {
    because:
      'the app is not the second factor of another provider (external authentication method)',
    namesBeginWith: ['eam_'],
  },
  {
    because: 'the app asks for no MFA attestation',
    namesBeginWith: ['mfa_attestation_', 'mfa_not_required'],
  },
  {
    because: 'the app handles no password and no SAML assertion',
    namesBeginWith: [
      'password_auth_',
      'invalid_password_',
      'expired_password_',
      'missing_password_',
      'multiple_password_',
      'consent_required_ropf',
      'platformsso_',
      'saml_',
      'invalid_saml_',
      'unsupported_saml_',
      'invalid_subject_token_saml_',
    ],
  },
  {
    because: 'the app never signs in as itself (client credentials)',
    namesBeginWith: [
      'client_credentials_',
      'consent_required_client_credentials',
      'unsupported_auth_method_client_creds',
      'invalid_application_type_client_credentials',
      'openid_not_allowed_client_creds',
      'unsupported_grant_type_client_creds',
    ],
  },
  {
    because: 'the app is a public client: it sends no secret, no assertion of its own and no keys',
    namesBeginWith: [
      'client_assertion_',
      'invalid_basic_auth_creds',
      'invalid_client_secret',
      'multiple_client_credentials',
      'jwks_uri_no_key',
      'jwks_uri_ambiguous_keys',
      'jwks_uri_algorithm_required',
      'jwks_uri_jku_mismatch_error',
      'jwks_uri_invalid_key_use',
    ],
  },
  {
    because: 'the app sends no signed request object',
    namesBeginWith: [
      'request_object_',
      'invalid_request_object',
      'request_not_supported',
      'authorize_request_object_and_request_uri_provided',
      'pushed_authorization_request_uri_present',
    ],
  },
  {
    because: 'the app is no web page: its token requests have no origin',
    namesBeginWith: [
      'unsupported_auth_method_browser_request',
      'illegal_origin_browser_request',
      'not_trusted_origin_browser_request',
      'unsupported_scope_browser_request',
      'unsupported_grant_type_browser_request',
    ],
  },
  {
    because: 'the app registers no client, and its client ID is no address',
    namesBeginWith: [
      'cimd_',
      'invalid_client_metadata',
      'invalid_initiate_login_uri',
      'missing_initiate_login_uri',
      'idp_initated_flow_disabled',
    ],
  },
  {
    because: 'the app asks only for codes, in the default way',
    namesBeginWith: [
      'unsupported_response_mode',
      'invalid_nonce',
      'unsupported_api_resource_for_none_response_type',
      'unsupported_scope_for_none_response_type',
      'unsupported_nonce_for_none_response_type',
      'invalid_prompt_for_none_response_type',
      'invalid_enroll_amr_for_none_response_type',
    ],
  },
  {
    because: 'the app never asks for a sign-in without a page, and offers no such prompt',
    namesBeginWith: [
      'login_required',
      'app_sign_on_required',
      'no_existing_session',
      'invalid_prompt_for_zero_max_age',
      'invalid_prompt_idp_refresh',
      'invalid_user_type',
    ],
  },
  {
    because: 'the app sends its access token in the header alone',
    namesBeginWith: ['access_token_in_query', 'access_token_duplicate'],
  },
  {
    because: 'the person enters the user code on the org’s own page, which says so there',
    namesBeginWith: ['invalid_user_code'],
  },
  {
    because: 'it belongs to tokens between Okta’s own products, agents and services',
    namesBeginWith: [
      'interclient_',
      'web_sso_',
      'one_time_sso_',
      'oauth_sts_',
      'associated_server_',
      'device_bound_sso_',
      'access_denied_by_aerial',
      'aerial_',
      'invalid_client_aerial_',
      'invalid_client_configuration_native_to_web_sso',
      'on_behalf_',
      'invalid_subject_token_act_claim_',
      'invalid_subject_token_no_delegation_link',
      'invalid_subject_token_client_not_registered',
      'resource_app_assurance_not_met',
      'id_jag_scopes_in_request',
      'id_jag_not_generated',
      'rar_token_not_generated',
      'openid_not_allowed_token_exchange',
      'token_exchange_incomplete_resource_configuration',
      'token_request_missing_device_id',
      'workload_principal_not_found',
    ],
  },
  {
    because:
      'its words are those of the org’s own hook, which no table knows; the app shows them as they are',
    namesBeginWith: ['callback_returned_error'],
  },
];
