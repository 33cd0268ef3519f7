import type { RefusalPlace } from '../../../src/main/auth-foundation/org-refusal.ts';

/** Where a fault is put: an endpoint of the org, or what the browser brings back from one. */
export const endpoints = [
  'discovery',
  /** The keys, when a sign-in needs them. */
  'keys',
  /** The keys, when a refresh needs them: then the tokens are there already. */
  'keys_at_refresh',
  'authorize',
  'pushed_request',
  'token',
  'device',
  'device_token',
  'token_exchange',
  'jwt_bearer',
  'refresh',
  'revoke',
  'introspect',
  'userinfo',
  'logout',
] as const;
export type Endpoint = (typeof endpoints)[number];

/** The endpoints whose answers bring tokens, apart from the refresh, which has a session to lose. */
export const signInGrants = ['token', 'device_token', 'token_exchange', 'jwt_bearer'] as const;

/** What the browser brings back; the app itself sends nothing there. */
export const browserEndpoints: readonly Endpoint[] = ['authorize', 'logout'];

/** As Okta's tables of errors call the place; null where no table has errors for it. */
export const placeOf: Readonly<Record<Endpoint, Exclude<RefusalPlace, 'resource'> | null>> = {
  discovery: 'discovery',
  keys: null,
  keys_at_refresh: null,
  authorize: 'redirect',
  pushed_request: 'pushed_request',
  token: 'code_exchange',
  device: 'device_authorization',
  device_token: 'device_token',
  token_exchange: 'token_exchange',
  jwt_bearer: 'jwt_bearer',
  refresh: 'refresh',
  revoke: 'revocation',
  introspect: 'introspection',
  userinfo: 'user_info',
  logout: 'sign_out',
};

/** What the metadata call the address, or null for what has none of its own. */
export const metadataFieldOf: Readonly<Record<Endpoint, string | null>> = {
  discovery: null,
  keys: 'jwks_uri',
  keys_at_refresh: 'jwks_uri',
  authorize: 'authorization_endpoint',
  pushed_request: 'pushed_authorization_request_endpoint',
  token: 'token_endpoint',
  device: 'device_authorization_endpoint',
  device_token: 'token_endpoint',
  token_exchange: 'token_endpoint',
  jwt_bearer: 'token_endpoint',
  refresh: 'token_endpoint',
  revoke: 'revocation_endpoint',
  introspect: 'introspection_endpoint',
  userinfo: 'userinfo_endpoint',
  logout: 'end_session_endpoint',
};
