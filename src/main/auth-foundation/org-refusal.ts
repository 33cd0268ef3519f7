import { z } from 'zod';
import type { ErrorCode } from '../../shared/index.ts';
import { foreignGrantWords, isGrantRule } from './grant-rules.ts';
import type { CallPurpose } from './oauth-failure.ts';

/** Why an org refused, in its own words. */
export interface OrgRefusal {
  /** `oauth`: RFC 6749, section 5.2. `api`: the form of Okta's gateway, which knows nothing of OAuth. */
  readonly form: 'oauth' | 'api';
  /** The `error`, or Okta's `errorCode`. */
  readonly error: string;
  /** The `error_description`, or Okta's `errorSummary`; the code again when there is none. */
  readonly words: string;
}

/** Where the org refused: in the answer to a call, or in the redirect of a sign-in or a sign-out. */
export type RefusalPlace = CallPurpose | 'redirect' | 'sign_out';

/** What an org says is cut after this many characters; Okta's longest text has 240. */
const longestWords = 1000;

const oauthErrorSchema = z.object({
  error: z.string().min(1),
  error_description: z.string().optional().catch(undefined),
});
const apiErrorSchema = z.object({
  errorCode: z.string().min(1),
  errorSummary: z.string().optional().catch(undefined),
});

/** Okta's API errors that pass by themselves, beside those with the status 429 or 5xx. */
const passingApiErrors: ReadonlySet<string> = new Set([
  'E0000074',
  'E0000112',
  'E0000135',
  'E0000150',
  'E0000151',
  'E0000191',
  'E0000239',
  'E0000249',
  'E0000253',
  'E0000254',
  'E0000268',
]);
/** Okta's API errors that a new sign-in cures: the token, the session or the password is not good any more. */
const endedApiErrors: ReadonlySet<string> = new Set([
  'E0000004',
  'E0000005',
  'E0000011',
  'E0000064',
  'E0000092',
]);

/** Okta's API error for a client ID that is none. */
const unknownClientError = 'E0000013';

/** Okta uses more than one code for a rate limit; without the status, as on a redirect, only the words tell. */
const limitWords = /rate limit|too many requests|throttled/i;
/** Consent that the person cannot give by signing in. */
const consentRuleWords = /cannot be granted|uncheck|not allowed/i;
/** An `access_denied` that is about this session, not about what the person may do. */
const endedWords = /re-authenticate|invalid session|expired/i;
/** An `access_denied` that the person chose. */
const declinedWords =
  /resource owner|cancel|declin|abort|reject|not (?:authorize|consent)|\b(?:end-?)?user (?:has )?(?:denied|refused)/i;
/** The key that the refresh token is bound to is gone: a new one comes with a new sign-in. */
const keyBindingWords = /binding in refresh token/i;
/** A refusal of the proof itself, under whichever code. */
const proofWord = 'DPoP';
/** A redirect URI that is not on the list: of the sign-in, or of the sign-out. */
const redirectWords = /'(?:post_logout_)?redirect_uri'/;
/** Single sign-on: the session that the other account's tokens stand for is over. */
const sharedTokenWords = /^'(?:subject|actor)_token' is invalid(?:\.?$|: the session)/;
/** A pushed request that no second try makes right. */
const foreignRequestWords = /another authorization server/i;
/** A token that was never meant for this endpoint or this client: the next one would not be either. */
const foreignTokenWords = /audience|issuer|intended|target|permitted/i;

/**
 * Reads the body of a refusal.
 *
 * @param body - the text of an answer outside 2xx, or null when there was none that says it is JSON
 * @returns the refusal, or null when there is no reason in it
 */
export function readRefusal(body: string | null): OrgRefusal | null {
  const json = parseJson(body);
  const oauth = oauthErrorSchema.safeParse(json);
  if (oauth.success) {
    return oauthRefusal(oauth.data.error, oauth.data.error_description);
  }
  const api = apiErrorSchema.safeParse(json);
  if (!api.success) return null;
  const { errorCode, errorSummary } = api.data;
  return { form: 'api', error: errorCode, words: clipped(errorSummary ?? errorCode) };
}

/** Makes a refusal of the parts of an OAuth error. */
export function oauthRefusal(error: string, description: string | undefined): OrgRefusal {
  return { form: 'oauth', error, words: clipped(description ?? error) };
}

/**
 * Decides what a refusal means at its place (design decision D7). Only what a new sign-in cures is *sign-in needed*,
 * and only where a session is at stake: at a refresh, and where the access token is used.
 */
export function codeOfRefusal(refusal: OrgRefusal, place: RefusalPlace): ErrorCode {
  const { form, error, words } = refusal;
  // Before the words: whoever asks too often is to go on, only slower.
  if (place === 'device_token' && error === 'slow_down') return 'authorization_slow_down';
  if (limitWords.test(words)) return 'rate_limited';
  return form === 'api' ? codeOfApiError(error, place) : codeOfOAuthError(error, words, place);
}

/** Codes of RFC 6749, 6750, 7009, 7523, 8628, 8693, 8707, 9126, 9396, 9449 and 9470, of OpenID Connect, and Okta's own. */
function codeOfOAuthError(error: string, words: string, place: RefusalPlace): ErrorCode {
  switch (error) {
    case 'temporarily_unavailable':
      return 'server_unavailable';
    case 'server_error':
      // Okta says so too when the authorization server's claims cannot be computed as they were set up.
      return /claim|not enabled/i.test(words) ? 'authorization_rejected' : 'server_unavailable';
    case 'slow_down':
    case 'too_many_user_codes':
      return 'rate_limited';
    case 'authorization_pending':
      return 'authorization_pending';
    case 'invalid_grant':
      return codeOfInvalidGrant(words, place);
    case 'invalid_token':
      return codeOfInvalidToken(words, place);
    case 'consent_required':
      return consentRuleWords.test(words) ? 'scope_denied' : codeOfEnd(place);
    case 'login_required':
    case 'interaction_required':
    case 'mfa_required':
    case 'expired_token':
    case 'invalid_user_code':
    case 'web_sso_token_replayed':
    case 'one_time_sso_token_replayed':
      return codeOfEnd(place);
    case 'insufficient_user_authentication':
      return usesAccessToken(place) ? 'step_up_needed' : codeOfEnd(place);
    case 'access_denied':
      return codeOfAccessDenied(words, place);
    case 'invalid_client':
    case 'invalid_client_metadata':
      return 'client_rejected';
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return 'grant_not_allowed';
    case 'invalid_scope':
    case 'insufficient_scope':
    case 'client_credentials_self_scope_requested':
      return 'scope_denied';
    case 'unsupported_token_type':
      return 'revocation_unsupported';
    case 'unmet_authentication_requirements':
      return 'access_denied';
    case 'invalid_redirect_uri':
    case 'missing_redirect_uri':
      return 'redirect_mismatch';
    case 'use_dpop_nonce':
    case 'invalid_dpop_proof':
      return place === 'refresh' && keyBindingWords.test(words)
        ? 'dpop_key_rejected'
        : 'dpop_proof_rejected';
    case 'request_uri_not_supported':
      return 'pushed_requests_unsupported';
    case 'invalid_request_uri':
      // The server forgets a pushed request after a minute or so, and after its first use (RFC 9126, section 2.2).
      return place === 'redirect' && !foreignRequestWords.test(words)
        ? 'sign_in_expired'
        : 'authorization_rejected';
    default:
      return codeOfOtherError(words, place);
  }
}

function codeOfInvalidGrant(words: string, place: RefusalPlace): ErrorCode {
  if (redirectWords.test(words)) return 'redirect_mismatch';
  if (isSignIn(place) && words === foreignGrantWords) return 'client_rejected';
  if (place === 'token_exchange' && /assurance/i.test(words)) return 'single_sign_on_unavailable';
  return isGrantRule(words) ? 'authorization_rejected' : codeOfEnd(place);
}

function codeOfInvalidToken(words: string, place: RefusalPlace): ErrorCode {
  if (words.includes(proofWord)) return 'dpop_proof_rejected';
  if (foreignTokenWords.test(words)) return 'authorization_rejected';
  return usesAccessToken(place) || place === 'token_exchange'
    ? codeOfEnd(place)
    : 'authorization_rejected';
}

/** `invalid_request`, and what no specification knows. */
function codeOfOtherError(words: string, place: RefusalPlace): ErrorCode {
  if (redirectWords.test(words)) return 'redirect_mismatch';
  if (words.includes(proofWord)) return 'dpop_proof_rejected';
  return place === 'token_exchange' && sharedTokenWords.test(words)
    ? codeOfEnd(place)
    : 'authorization_rejected';
}

function codeOfAccessDenied(words: string, place: RefusalPlace): ErrorCode {
  if (endedWords.test(words)) return codeOfEnd(place);
  if (/scope/i.test(words)) return 'scope_denied';
  const saysNothing = words === 'access_denied';
  const declined = declinedWords.test(words) || saysNothing;
  if (!declined) return 'access_denied';
  if (place === 'sign_out') return 'sign_out_cancelled';
  return place === 'redirect' || place === 'device_token' ? 'sign_in_denied' : 'access_denied';
}

function codeOfApiError(error: string, place: RefusalPlace): ErrorCode {
  if (passingApiErrors.has(error)) return 'server_unavailable';
  if (error === unknownClientError) return 'client_rejected';
  // The gateway does not judge refresh tokens: that is the token endpoint's, in its own form.
  return usesAccessToken(place) && endedApiErrors.has(error)
    ? 'access_token_rejected'
    : 'authorization_rejected';
}

/** What was to be used is over: the session, its access token, or the sign-in in progress. */
function codeOfEnd(place: RefusalPlace): ErrorCode {
  switch (place) {
    case 'refresh':
      return 'refresh_token_rejected';
    case 'user_info':
    case 'resource':
      return 'access_token_rejected';
    case 'pushed_request':
    case 'code_exchange':
    case 'redirect':
    case 'jwt_bearer':
      return 'sign_in_expired';
    case 'device_token':
      return 'device_code_expired';
    case 'token_exchange':
      return 'single_sign_on_ended';
    case 'discovery':
    case 'device_authorization':
    case 'revocation':
    case 'introspection':
    case 'sign_out':
      return 'authorization_rejected';
  }
}

function isSignIn(place: RefusalPlace): boolean {
  return ['redirect', 'pushed_request', 'code_exchange', 'device_token'].includes(place);
}

function usesAccessToken(place: RefusalPlace): boolean {
  return place === 'user_info' || place === 'resource';
}

/** Words are matched, shown and kept, so an org cannot make them as long as it likes. */
function clipped(words: string): string {
  return words.slice(0, longestWords);
}

function parseJson(body: string | null): unknown {
  if (body === null) return null;
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON, so there is no reason in it; the status alone has to do.
    return null;
  }
}
