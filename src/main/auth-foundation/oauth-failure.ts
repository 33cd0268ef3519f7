import * as oidc from 'openid-client';
import type { ErrorCode } from '../../shared/index.ts';
import { Failure } from './failure.ts';
import type { CallFacts } from './http.ts';
import { codeOfRefusal, oauthRefusal, readRefusal, type OrgRefusal } from './org-refusal.ts';
import { readTokenBody } from './token-response.ts';

/** What a call was about to do; the same answer means different things to different calls. */
export type CallPurpose =
  'discovery' | 'code_exchange' | 'refresh' | 'revocation' | 'introspection' | 'user_info';

/**
 * The one place that decides what went wrong in a call to an authorization server (design decision D7).
 * The answer's status is looked at before its words, because Okta sends `invalid_grant` with status 429 too.
 *
 * @param thrown - what openid-client or the network threw
 * @param purpose - what the call was for
 * @param facts - what the call saw of the last answer
 */
export function classifyOAuthError(
  thrown: unknown,
  purpose: CallPurpose,
  facts: CallFacts,
): Failure {
  if (thrown instanceof Failure) return thrown;
  if (facts.refusal !== null) return facts.refusal;
  const about = { requestId: facts.requestId, retryAt: facts.retryAt };
  if (isTimeout(thrown)) return new Failure('request_timed_out', about);
  const ofStatus = codeOfStatus(facts);
  if (ofStatus !== null) return new Failure(ofStatus, about);
  const refusal = refusalIn(thrown, purpose, facts);
  if (refusal !== null) {
    const place = thrown instanceof oidc.AuthorizationResponseError ? 'redirect' : purpose;
    return new Failure(codeOfRefusal(refusal, place), { ...about, detail: refusal.words });
  }
  if (thrown instanceof oidc.WWWAuthenticateChallengeError) {
    return new Failure(purpose === 'user_info' ? 'access_denied' : 'client_rejected', about);
  }
  if (thrown instanceof oidc.ClientError) {
    return new Failure(codeOfClientError(thrown.code, purpose, facts), about);
  }
  return new Failure('internal', { detail: thrown instanceof Error ? thrown.name : typeof thrown });
}

/** What the status line and the connection alone tell, or null when it takes the words. */
function codeOfStatus({ status, tooLarge, unreachable }: CallFacts): ErrorCode | null {
  // Before the body: a rate limit is one, however much of its page arrived.
  if (status === 429) return 'rate_limited';
  if (status !== null && status >= 500) return 'server_unavailable';
  if (tooLarge) return 'malformed_response';
  if (unreachable) return 'network_unreachable';
  if (status !== null && status >= 300 && status < 400) return 'redirect_refused';
  // RFC 9110, section 15.5.9, and RFC 8470, section 5.2: the same request may be sent again.
  return status === 408 || status === 425 ? 'request_timed_out' : null;
}

/** The org's reason, from wherever openid-client left it, or null when it gave none. */
function refusalIn(thrown: unknown, purpose: CallPurpose, facts: CallFacts): OrgRefusal | null {
  if (
    thrown instanceof oidc.ResponseBodyError ||
    thrown instanceof oidc.AuthorizationResponseError
  ) {
    return oauthRefusal(thrown.error, thrown.error_description);
  }
  // What failed after a token arrived, as fetching the keys, is no word on the token; and an issuer has no words.
  if (facts.successBody !== null || purpose === 'discovery') return null;
  const inBody = readRefusal(facts.errorBody);
  if (inBody !== null) return inBody;
  if (purpose !== 'user_info' || !(thrown instanceof oidc.WWWAuthenticateChallengeError)) {
    return null;
  }
  const { error, error_description: description } = thrown.cause[0]?.parameters ?? {};
  return error === undefined ? null : oauthRefusal(error, description);
}

function codeOfClientError(
  code: string | undefined,
  purpose: CallPurpose,
  facts: CallFacts,
): ErrorCode {
  switch (code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
    case 'OAUTH_KEY_SELECTION_FAILED':
      return 'id_token_invalid';
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      // Of the metadata it is the issuer that is compared, of the person's claims the subject.
      return purpose === 'user_info' ? 'subject_changed' : 'issuer_mismatch';
    case 'OAUTH_MISSING_SERVER_METADATA':
      return purpose === 'revocation' ? 'revocation_unsupported' : 'discovery_failed';
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
    case 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN':
      return 'discovery_failed';
    case 'OAUTH_INVALID_RESPONSE':
      return codeOfInvalidResponse(purpose, facts);
    case undefined:
    default:
      if (purpose === 'discovery') return 'discovery_failed';
      // Okta's gateway answers 401 and 403 with its API error format, which has no OAuth `error`.
      return facts.status === 401 || facts.status === 403
        ? 'authorization_rejected'
        : 'malformed_response';
  }
}

/** openid-client has one code for a wrong redirect, a wrong token response and a wrong ID token. */
function codeOfInvalidResponse(purpose: CallPurpose, facts: CallFacts): ErrorCode {
  if (purpose !== 'code_exchange' && purpose !== 'refresh') return 'malformed_response';
  // Nothing was asked yet: it was the redirect, of another run or made up.
  if (facts.status === null) return 'authorization_rejected';
  return readTokenBody(facts.successBody) === null ? 'malformed_response' : 'id_token_invalid';
}

function isTimeout(thrown: unknown): boolean {
  if (thrown instanceof oidc.ClientError) {
    return thrown.code === 'OAUTH_TIMEOUT' || thrown.code === 'OAUTH_ABORT';
  }
  return thrown instanceof DOMException && thrown.name === 'TimeoutError';
}
