import * as oidc from 'openid-client';
import type { ErrorCode } from '../../shared/index.ts';
import { Failure } from './failure.ts';
import type { CallFacts } from './http.ts';
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
  if (facts.tooLarge) return new Failure('malformed_response', about);
  if (facts.unreachable) return new Failure('network_unreachable', about);
  if (facts.status !== null && facts.status >= 300 && facts.status < 400) {
    return new Failure('redirect_refused', about);
  }
  if (facts.status === 429) return new Failure('rate_limited', about);
  if (facts.status !== null && facts.status >= 500) return new Failure('server_unavailable', about);
  if (thrown instanceof oidc.ResponseBodyError) {
    const detail = thrown.error_description ?? thrown.error;
    return new Failure(codeOfError(thrown.error, detail, purpose), { ...about, detail });
  }
  if (thrown instanceof oidc.AuthorizationResponseError) {
    const detail = thrown.error_description ?? thrown.error;
    return new Failure(codeOfRedirectError(thrown.error, detail), { ...about, detail });
  }
  if (thrown instanceof oidc.WWWAuthenticateChallengeError) {
    return new Failure(purpose === 'user_info' ? 'access_denied' : 'client_rejected', about);
  }
  if (thrown instanceof oidc.ClientError) {
    return new Failure(codeOfClientError(thrown.code, purpose, facts), about);
  }
  return new Failure('internal', { detail: thrown instanceof Error ? thrown.name : typeof thrown });
}

/** OAuth error codes of a response body (RFC 6749, section 5.2; Okta's published list). */
function codeOfError(error: string, detail: string, purpose: CallPurpose): ErrorCode {
  switch (error) {
    case 'invalid_grant':
      return purpose === 'refresh' ? 'refresh_token_rejected' : 'authorization_rejected';
    case 'invalid_client':
      return 'client_rejected';
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return 'grant_not_allowed';
    case 'access_denied':
      return /scope/i.test(detail) ? 'scope_denied' : 'access_denied';
    case 'invalid_scope':
      return 'scope_denied';
    case 'temporarily_unavailable':
    case 'server_error':
      return 'server_unavailable';
    case 'unsupported_token_type':
      return 'revocation_unsupported';
    default:
      return 'authorization_rejected';
  }
}

/** OAuth error codes on the redirect (RFC 6749, section 4.1.2.1). */
function codeOfRedirectError(error: string, detail: string): ErrorCode {
  switch (error) {
    case 'access_denied':
      return /assigned|policy|zone/i.test(detail) ? 'access_denied' : 'sign_in_denied';
    case 'invalid_scope':
      return 'scope_denied';
    case 'unauthorized_client':
    case 'unsupported_response_type':
      return 'grant_not_allowed';
    case 'temporarily_unavailable':
    case 'server_error':
      return 'server_unavailable';
    default:
      return 'authorization_rejected';
  }
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
      return 'issuer_mismatch';
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
