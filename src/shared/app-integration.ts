// Free of zod, for the window's sake: what it imports beside the redirect URIs are types.
import type { ErrorCode } from './error-catalogue.ts';
import type { OrgInput } from './org-profile.ts';
import { registeredUris } from './redirect-uris.ts';
import type { IssuerCandidate } from './views.ts';

/** What a line of an app integration is about. */
export type IntegrationTopic =
  | 'application_type'
  | 'client_authentication'
  | 'grant_types'
  | 'redirect_uris'
  | 'sign_out_uris'
  | 'dpop'
  | 'pushed_requests'
  | 'refresh_tokens'
  | 'assignments'
  | 'scopes'
  | 'access_policy'
  | 'trusted_origins';

/** One thing to set at the org, in the words of Okta's admin console; in general words for another provider. */
export interface IntegrationLine {
  readonly topic: IntegrationTopic;
  /** Where it is in the admin console; null for another provider. */
  readonly place: string | null;
  readonly setting: string;
  /** What to choose or to enter, each exactly as written. */
  readonly values: readonly string[];
  /** Why, or what else to know. */
  readonly note: string | null;
}

/** What of a profile decides how its app integration has to be. */
export type IntegrationProfile = Pick<
  OrgInput,
  'issuer' | 'scopes' | 'redirectPorts' | 'dpop' | 'pushedRequests'
>;

/**
 * Lists what to choose at the org for a profile, in the order in which Okta's admin console asks for it.
 *
 * @param profile - as it is, or is about to be
 * @param candidate - what the issuer's metadata says, or null when it was not asked: the issuer then tells by its path
 *   what it is
 */
export function describeAppIntegration(
  profile: IntegrationProfile,
  candidate: IssuerCandidate | null,
): readonly IntegrationLine[] {
  const server = candidate?.server ?? guessServer(profile.issuer);
  const isOkta = server !== 'other';
  const lines = [
    applicationType(isOkta),
    clientAuthentication(isOkta),
    grantTypes(profile, candidate),
    redirectUris(profile),
    signOutUris(profile),
    dpop(profile, isOkta),
    pushedRequests(profile, candidate),
    refreshTokens(profile, isOkta),
    assignments(isOkta),
    scopes(profile, candidate),
    server === 'okta_custom' ? accessPolicy(profile) : null,
    isOkta ? trustedOrigins() : null,
  ].filter((line) => line !== null);
  return isOkta ? lines : lines.map((line) => ({ ...line, place: null }));
}

/** The settings that an error of class *configuration*, or a wait in vain, may come from, the likeliest first. */
const behind: Partial<Record<ErrorCode, readonly IntegrationTopic[]>> = {
  client_rejected: ['application_type', 'client_authentication'],
  grant_not_allowed: ['grant_types', 'access_policy'],
  access_denied: ['assignments', 'access_policy'],
  scope_denied: ['scopes', 'access_policy'],
  redirect_mismatch: ['redirect_uris'],
  authorization_rejected: ['redirect_uris', 'client_authentication', 'grant_types', 'scopes'],
  // Okta shows a redirect URI that is not registered in the browser, and the app never hears of it.
  sign_in_timed_out: ['redirect_uris'],
  sign_out_timed_out: ['sign_out_uris'],
  no_refresh_token: ['grant_types', 'scopes', 'refresh_tokens'],
  refresh_token_rejected: ['refresh_tokens'],
  device_flow_unsupported: ['grant_types'],
  pushed_requests_unsupported: ['pushed_requests'],
  dpop_unsupported: ['dpop'],
  dpop_proof_rejected: ['dpop'],
  single_sign_on_unavailable: ['scopes', 'grant_types'],
  step_up_needed: ['access_policy'],
};

/**
 * Tells which lines of {@link describeAppIntegration} an error points at.
 *
 * @returns the topics, the likeliest first; none when the app integration is not to blame. Not every profile has a line
 *   for each
 */
export function settingsBehind(code: ErrorCode): readonly IntegrationTopic[] {
  return behind[code] ?? [];
}

const generalSettings = 'General › General Settings';

/** Okta has its authorization servers at fixed paths, and another provider's domain root is told from Okta's by nothing. */
function guessServer(issuer: string): IssuerCandidate['server'] {
  const path = URL.canParse(issuer) ? new URL(issuer).pathname : '/';
  if (path === '/') return 'okta_org';
  return /^\/oauth2\/[^/]+$/.test(path) ? 'okta_custom' : 'other';
}

function applicationType(isOkta: boolean): IntegrationLine {
  return {
    topic: 'application_type',
    place: 'Applications › Create App Integration',
    setting: isOkta ? 'Sign-in method and application type' : 'Application type',
    values: isOkta
      ? ['OIDC - OpenID Connect', 'Native Application']
      : ['A native app, which is a public client'],
    note: isOkta ? 'The type of an app integration cannot be changed later.' : null,
  };
}

function clientAuthentication(isOkta: boolean): IntegrationLine {
  return {
    topic: 'client_authentication',
    place: 'General › Client Credentials',
    setting: 'Client authentication',
    values: isOkta
      ? ['None', 'Proof Key for Code Exchange (PKCE): required']
      : ['None (token_endpoint_auth_method “none”)', 'PKCE with S256'],
    note: 'An app on a person’s computer cannot keep a client secret.',
  };
}

function grantTypes(
  { scopes }: IntegrationProfile,
  candidate: IssuerCandidate | null,
): IntegrationLine {
  const offersDevice = candidate?.supports.deviceAuthorization ?? true;
  return {
    topic: 'grant_types',
    place: generalSettings,
    setting: 'Grant type',
    values: [
      'Authorization Code',
      ...(scopes.includes('offline_access') ? ['Refresh Token'] : []),
      ...(offersDevice ? ['Device Authorization'] : []),
      ...(scopes.includes('device_sso') ? ['Token Exchange'] : []),
    ],
    note: offersDevice
      ? 'Device Authorization is for signing in with a code on another device; leave it out if nobody does.'
      : null,
  };
}

function redirectUris({ redirectPorts }: IntegrationProfile): IntegrationLine {
  return {
    topic: 'redirect_uris',
    place: generalSettings,
    setting: 'Sign-in redirect URIs',
    values: registeredUris(redirectPorts, 'redirect'),
    note: noteOnUris(redirectPorts),
  };
}

function signOutUris({ redirectPorts }: IntegrationProfile): IntegrationLine {
  return {
    topic: 'sign_out_uris',
    place: generalSettings,
    setting: 'Sign-out redirect URIs',
    values: registeredUris(redirectPorts, 'sign_out'),
    note: 'A list of its own, for ending the session of the browser.',
  };
}

function noteOnUris(ports: IntegrationProfile['redirectPorts']): string {
  return ports.kind === 'any_free'
    ? 'The provider has to ignore the port of a loopback redirect (RFC 8252, section 7.3). Okta does not: choose ports for it.'
    : 'All of them, exactly as written: the port counts, and 127.0.0.1 is not localhost. They are tried in this order.';
}

function dpop({ dpop: isOn }: IntegrationProfile, isOkta: boolean): IntegrationLine {
  const choice = isOn ? 'on' : 'off';
  return {
    topic: 'dpop',
    place: generalSettings,
    setting: isOkta ? 'Proof of possession' : 'DPoP-bound access tokens',
    values: [isOkta ? `Require DPoP header in token requests: ${choice}` : choice],
    note: isOn
      ? null
      : 'Where it has to be on, switch on DPoP in this profile as well: otherwise the org refuses the app.',
  };
}

function pushedRequests(
  { pushedRequests: choice }: IntegrationProfile,
  candidate: IssuerCandidate | null,
): IntegrationLine | null {
  const support = candidate?.supports.pushedRequests ?? 'yes';
  if (choice === 'when_required' && support !== 'required') return null;
  return {
    topic: 'pushed_requests',
    place: generalSettings,
    setting: 'Pushed authorization requests (PAR)',
    values: [support === 'required' ? 'required' : 'allowed'],
    note:
      support === 'no'
        ? 'The metadata of this authorization server has no endpoint for them: signing in will fail until it has, or until the profile does not ask for them.'
        : null,
  };
}

function refreshTokens({ scopes }: IntegrationProfile, isOkta: boolean): IntegrationLine | null {
  if (!scopes.includes('offline_access')) return null;
  return {
    topic: 'refresh_tokens',
    place: 'General › Refresh Token',
    setting: isOkta ? 'Refresh token behavior' : 'Refresh token rotation',
    values: [isOkta ? 'Rotate token after every use' : 'on'],
    note: 'With a grace period of 30 seconds or more, so that an answer that is lost on the way ends no session. Persistent tokens work as well.',
  };
}

function assignments(isOkta: boolean): IntegrationLine {
  return {
    topic: 'assignments',
    place: 'Assignments',
    setting: 'Assign',
    values: ['The people or groups who sign in'],
    note: isOkta ? 'Without it Okta answers that the user is not assigned to the app.' : null,
  };
}

function scopes(
  { scopes: asked }: IntegrationProfile,
  candidate: IssuerCandidate | null,
): IntegrationLine {
  // A server need not list every scope that it knows (RFC 8414, section 2), so this is no more than a hint.
  const offered = candidate?.scopes ?? [];
  const unlisted = offered.length === 0 ? [] : asked.filter((scope) => !offered.includes(scope));
  const notes = [
    ...(asked.includes('openid')
      ? []
      : ['Without openid there is no ID token, and the app cannot tell whose account it is.']),
    ...(asked.includes('offline_access')
      ? []
      : ['Without offline_access there is no refresh token, and the session ends with its token.']),
    ...(unlisted.length === 0
      ? []
      : [`The authorization server does not list: ${unlisted.join(' ')}.`]),
  ];
  return {
    topic: 'scopes',
    place: 'Okta API Scopes, or Security › API › Authorization Servers › Scopes',
    setting: 'Scopes',
    values: [asked.join(' ')],
    note: notes.length === 0 ? null : notes.join(' '),
  };
}

function accessPolicy({ scopes: asked }: IntegrationProfile): IntegrationLine {
  return {
    topic: 'access_policy',
    place: 'Security › API › Authorization Servers › Access Policies',
    setting: 'A policy for this client, with a rule',
    values: [
      'Assigned to: this app integration',
      'A rule that allows these grant types',
      `A rule that allows these scopes: ${asked.join(' ')}`,
    ],
    note: 'A custom authorization server refuses everything until a rule allows it.',
  };
}

function trustedOrigins(): IntegrationLine {
  return {
    topic: 'trusted_origins',
    place: 'Security › API › Trusted Origins',
    setting: 'Trusted Origins',
    values: ['Not needed'],
    note: 'They are for web pages that call Okta. This app is none.',
  };
}
