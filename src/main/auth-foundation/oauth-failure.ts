import * as oidc from 'openid-client';
import type { ErrorCode } from '../../shared/index.ts';
import { Failure } from './failure.ts';
import type { CallFacts } from './http.ts';
import { codeOfRefusal, oauthRefusal, readRefusal, type OrgRefusal } from './org-refusal.ts';
import { bringsTokens } from './token-purpose.ts';
import { readTokenBody } from './token-response.ts';

/** What a call was about to do; the same answer means different things to different calls. */
export type CallPurpose =
  | 'discovery'
  | 'pushed_request'
  | 'code_exchange'
  | 'device_authorization'
  | 'device_token'
  | 'token_exchange'
  | 'jwt_bearer'
  | 'refresh'
  | 'revocation'
  | 'introspection'
  | 'user_info'
  /** A request to a resource server with the access token. */
  | 'resource';

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
  const refusal = refusalIn(thrown, purpose, facts);
  const ofStatus = codeOfStatus(facts);
  if (ofStatus !== null) return new Failure(ofStatus, { ...about, detail: refusal?.words ?? null });
  if (refusal !== null) {
    const place = thrown instanceof oidc.AuthorizationResponseError ? 'redirect' : purpose;
    return new Failure(codeOfRefusal(refusal, place), { ...about, detail: refusal.words });
  }
  if (thrown instanceof oidc.WWWAuthenticateChallengeError) {
    return new Failure(usesAccessToken(purpose) ? 'access_denied' : 'client_rejected', about);
  }
  if (thrown instanceof oidc.ClientError) {
    const detail = readRefusal(facts.errorBody)?.words ?? null;
    return new Failure(codeOfClientError(thrown.code, purpose, facts), { ...about, detail });
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
  if (!usesAccessToken(purpose) || !(thrown instanceof oidc.WWWAuthenticateChallengeError)) {
    return null;
  }
  // A resource may offer several schemes, and says only with one what is wrong (RFC 9449, section 7.1).
  const parameters = thrown.cause.map((challenge) => challenge.parameters);
  const { error, error_description: description } =
    parameters.find((each) => each.error !== undefined) ?? {};
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
      return codeOfMissingEndpoint(purpose);
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
    case 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN':
      return 'discovery_failed';
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_UNSUPPORTED_OPERATION':
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

/** The metadata do not name the endpoint that the call is for. */
function codeOfMissingEndpoint(purpose: CallPurpose): ErrorCode {
  switch (purpose) {
    case 'revocation':
      return 'revocation_unsupported';
    case 'device_authorization':
      return 'device_flow_unsupported';
    case 'pushed_request':
      return 'pushed_requests_unsupported';
    case 'discovery':
    case 'code_exchange':
    case 'device_token':
    case 'token_exchange':
    case 'jwt_bearer':
    case 'refresh':
    case 'introspection':
    case 'user_info':
    case 'resource':
      return 'discovery_failed';
  }
}

/** openid-client has one code for a wrong redirect, a wrong token response and a wrong ID token, or a strange one. */
function codeOfInvalidResponse(purpose: CallPurpose, facts: CallFacts): ErrorCode {
  // Whatever it is, there is no issuer in it; a page is told in the same way.
  if (purpose === 'discovery') return 'discovery_failed';
  if (!bringsTokens(purpose)) return 'malformed_response';
  // Nothing was asked yet: it was the redirect, of another run or made up.
  if (facts.status === null) return 'authorization_rejected';
  const type = readTokenBody(facts.successBody)?.token_type.toLowerCase();
  return type === 'bearer' || type === 'dpop' ? 'id_token_invalid' : 'malformed_response';
}

function usesAccessToken(purpose: CallPurpose): boolean {
  return purpose === 'user_info' || purpose === 'resource';
}

function isTimeout(thrown: unknown): boolean {
  if (thrown instanceof oidc.ClientError) {
    return thrown.code === 'OAUTH_TIMEOUT' || thrown.code === 'OAUTH_ABORT';
  }
  return thrown instanceof DOMException && thrown.name === 'TimeoutError';
}
