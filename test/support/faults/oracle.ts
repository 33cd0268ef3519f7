import type { ErrorCode, FailureClass } from '../../../src/shared/index.ts';
import { classOfApiError, classOfOAuthError } from '../okta-errors/meaning.ts';
import type { FaultCase } from './cases.ts';
import { browserEndpoints, placeOf, type Endpoint } from './endpoints.ts';
import type { Ending, Expectation, SessionAfter } from './expectation.ts';
import type { Fault, FaultGroup } from './fault.ts';
import { oktaApiError, oktaOAuthError } from './okta-error.ts';

// Written by hand from design decision D7, the rules of the token's life (design, section 4) and the specifications;
// nothing here asks the product what it thinks.

/** A class, and the codes of it that are right; any of the class when there are none. */
type Verdict = readonly [of: FailureClass, ...codes: ErrorCode[]];

/** What a fault is wherever nothing else is said, and what it is at some endpoints. */
interface Row {
  readonly usually: Verdict | 'succeeds';
  readonly at?: Partial<Record<Endpoint, Verdict | 'succeeds'>>;
}

const malformed: Verdict = ['transient', 'malformed_response'];
const noIssuer: Verdict = ['configuration', 'discovery_failed'];
const rejected: Verdict = ['configuration', 'authorization_rejected'];
const badIdToken: Verdict = ['configuration', 'id_token_invalid'];

const rows: Readonly<Partial<Record<FaultGroup, Row>>> = {
  moved: { usually: ['configuration', 'redirect_refused'] },
  client_error: { usually: malformed, at: { discovery: noIssuer } },
  unauthorized: { usually: rejected, at: { discovery: noIssuer } },
  // Node’s fetch takes it for an error of the network (Fetch Standard, section 4.6).
  proxy_asks: { usually: ['transient', 'proxy_failed', 'network_unreachable'] },
  too_slow_for_org: { usually: ['transient', 'request_timed_out'] },
  server_error: { usually: ['transient', 'server_unavailable'] },
  rate_limit: { usually: ['transient', 'rate_limited'] },
  // RFC 7009, section 2.2: whatever is in a 200, the token is revoked.
  not_an_answer: { usually: malformed, at: { discovery: noIssuer, revoke: 'succeeds' } },
  // What is right is taken, whatever it is called: a refresh token in it may be the only good one.
  content_type: { usually: 'succeeds' },
  huge: { usually: malformed },
  slow: { usually: ['transient', 'request_timed_out'] },
  lost: { usually: ['transient', 'network_unreachable'] },
  certificate: { usually: ['transient', 'certificate_rejected'] },
  id_token: { usually: badIdToken },
  quoted_token: {
    usually: rejected,
    at: { discovery: noIssuer, keys: malformed, keys_at_refresh: malformed },
  },
  redirect: { usually: rejected },
  proof: { usually: ['configuration', 'dpop_proof_rejected'] },
  no_endpoint: {
    usually: noIssuer,
    at: {
      pushed_request: ['configuration', 'pushed_requests_unsupported'],
      device: ['configuration', 'device_flow_unsupported'],
      revoke: ['configuration', 'revocation_unsupported'],
      logout: ['configuration', 'sign_out_unsupported'],
    },
  },
};

const mismatched: Verdict = ['configuration', 'issuer_mismatch'];

/** Faults that are not what their group is. */
const exceptions: Readonly<Record<string, Row>> = {
  // RFC 7009, section 2.2: the answer is 200.
  '204': { usually: malformed, at: { discovery: noIssuer } },
  'issuer missing': { usually: noIssuer },
  'issuer a number': { usually: noIssuer },
  'issuer another': { usually: mismatched },
  'token_endpoint a number': { usually: noIssuer },
  'token_endpoint missing': { usually: noIssuer },
  'token_endpoint over plain HTTP': { usually: noIssuer },
  'token_endpoint no address': { usually: noIssuer },
  'jwks_uri a number': { usually: noIssuer },
  'jwks_uri over plain HTTP': { usually: noIssuer },
  'keys of other names': { usually: badIdToken },
  'keys: none': { usually: badIdToken },
  'keys: not a list': { usually: malformed },
  'keys: not keys': { usually: malformed },
  'sub of another person': { usually: ['sign_in_needed', 'subject_changed'] },
  // Node’s fetch asks again by itself, and the next poll is answered.
  '421 with a page': {
    usually: malformed,
    at: { discovery: noIssuer, device_token: 'succeeds' },
  },
};

/** Token answers with something wrong, or unusual, in a field. */
const tokenFields: Readonly<
  Record<string, { readonly signIn: Verdict | 'succeeds'; readonly refresh: AtRefresh }>
> = {
  ...sameFor(
    ['access_token missing', 'access_token null', 'access_token a number', 'access_token empty'],
    {
      signIn: malformed,
      refresh: 'keeps_refresh_token',
    },
  ),
  ...sameFor(
    ['token_type missing', 'token_type a number', 'expires_in a text', 'expires_in negative'],
    {
      signIn: malformed,
      refresh: 'sets_aside',
    },
  ),
  'token_type an unknown one': { signIn: malformed, refresh: 'keeps_refresh_token' },
  ...sameFor(['expires_in missing', 'expires_in a numeric text', 'scope missing'], {
    signIn: 'succeeds',
    refresh: 'succeeds',
  }),
  'scope a list': { signIn: malformed, refresh: 'sets_aside' },
  // RFC 6749, section 6: the refresh token that was used stays good then.
  'refresh_token missing': { signIn: 'succeeds', refresh: 'keeps_the_old' },
  'refresh_token a number': { signIn: malformed, refresh: 'keeps_the_old_aside' },
  // OpenID Connect Core 1.0, section 12.2: a refresh need not bring one.
  'id_token missing': { signIn: badIdToken, refresh: 'succeeds' },
  'id_token a number': { signIn: malformed, refresh: 'sets_aside' },
  'id_token empty': { signIn: malformed, refresh: 'sets_aside' },
};
type AtRefresh =
  'succeeds' | 'sets_aside' | 'keeps_refresh_token' | 'keeps_the_old' | 'keeps_the_old_aside';

/** OpenID Connect Core 1.0, section 12.2: the same issuer, person and audience as before. */
const ofAnotherSession = [
  'iss of another issuer',
  'aud of another client',
  'of another person',
  // It is there, and it is not the one of before.
  'sub a number',
];
/** A server may repeat the first ID token when it refreshes. */
const fineAtRefresh = ['issued long ago'];

/** Groups in which the org answered with tokens, and something else is wrong. */
const afterTokens: readonly Endpoint[] = ['keys_at_refresh'];
/** What changes nothing, so that it may be asked again: two times more. */
const repeatable: readonly Endpoint[] = [
  'discovery',
  'keys',
  'keys_at_refresh',
  'introspect',
  'userinfo',
];

/** What is expected of a case, or null when the table does not know it. */
export function expectationOf({ endpoint, fault }: FaultCase): Expectation | null {
  const ending = endingOf(endpoint, fault);
  if (ending === null) return null;
  return {
    ending,
    session: sessionAfter(endpoint, fault, ending),
    leastRequests: leastRequests(endpoint, fault),
    mostRequests: mostRequests(endpoint, fault),
    requestId: requestIdOf(endpoint, fault),
    retryIn: fault.retryIn ?? null,
  };
}

function endingOf(endpoint: Endpoint, fault: Fault): Ending | null {
  if (fault.group === 'id_token' && endpoint === 'refresh') return idTokenAtRefresh(fault);
  const field = fault.group === 'fields' ? tokenFields[fault.name] : undefined;
  if (field !== undefined) return endingOfField(endpoint, fault.name, field);
  const verdict = verdictOf(endpoint, fault);
  if (verdict === null) return null;
  if (verdict === 'succeeds') return { kind: 'succeeds' };
  const [of, ...codes] = verdict;
  if (afterTokens.includes(endpoint)) return { kind: 'sets_aside', codes };
  if (endpoint === 'device_token') {
    const isWait =
      codes.includes('authorization_pending') || codes.includes('authorization_slow_down');
    if (isWait) return { kind: 'goes_on', codes: [] };
    // Once tokens came there is nothing more to ask for.
    if (of === 'transient') return { kind: 'goes_on', codes };
  }
  return { kind: 'fails', of, codes };
}

function verdictOf(endpoint: Endpoint, { name, group }: Fault): Verdict | 'succeeds' | null {
  if (group === 'okta_oauth' || group === 'okta_api') return ofOkta(endpoint, name, group);
  if (group === 'lost_after_rotation') return ofLost(name);
  const row = exceptions[name] ?? rows[group];
  if (row !== undefined) return row.at?.[endpoint] ?? row.usually;
  return group === 'fields' ? fieldOf(endpoint, name) : null;
}

/** RFC 7662, section 2.2, RFC 8628, section 3.2, RFC 9126, section 2.2, OpenID Connect Core 1.0, section 5.3.2. */
function fieldOf(endpoint: Endpoint, name: string): Verdict | 'succeeds' | null {
  if (name === 'interval missing') return 'succeeds';
  return ['device', 'pushed_request', 'introspect', 'userinfo'].includes(endpoint)
    ? malformed
    : null;
}

function ofLost(name: string): Verdict {
  if (name.startsWith('slow_')) return ['transient', 'request_timed_out'];
  if (name.startsWith('502')) return ['transient', 'server_unavailable'];
  return name.startsWith('huge') || name.startsWith('200')
    ? malformed
    : ['transient', 'network_unreachable'];
}

/** `error`s whose code does not depend on Okta's words. */
const codeOfError: Readonly<Record<string, Verdict>> = {
  invalid_client: ['configuration', 'client_rejected'],
  unauthorized_client: ['configuration', 'grant_not_allowed'],
  unsupported_grant_type: ['configuration', 'grant_not_allowed'],
  invalid_scope: ['configuration', 'scope_denied'],
  temporarily_unavailable: ['transient', 'server_unavailable'],
};

function ofOkta(endpoint: Endpoint, name: string, group: 'okta_oauth' | 'okta_api'): Verdict {
  const plain = name.replace('okta: ', '');
  const isOAuth = group === 'okta_oauth';
  const { statusCode: status, errorCode } = isOAuth ? oktaOAuthError(plain) : oktaApiError(plain);
  // A redirect has no status.
  if (!browserEndpoints.includes(endpoint)) {
    if (status === 429) return ['transient', 'rate_limited'];
    if (status >= 500) return ['transient', 'server_unavailable'];
  }
  const place = placeOf[endpoint];
  if (place === null) return status === 401 || status === 403 ? rejected : malformed;
  if (endpoint === 'discovery') return noIssuer;
  if (isOAuth && errorCode === 'authorization_pending')
    return ['transient', 'authorization_pending'];
  if (endpoint === 'device_token' && errorCode === 'slow_down')
    return ['transient', 'authorization_slow_down'];
  const of = isOAuth
    ? classOfOAuthError(oktaOAuthError(plain), place)
    : classOfApiError(oktaApiError(plain), place);
  const byError = codeOfError[errorCode];
  if (byError?.[0] === of) return byError;
  if (of === 'sign_in_needed') return sessionOver(endpoint, errorCode);
  return of === 'transient' ? [of, 'server_unavailable', 'rate_limited'] : [of];
}

function sessionOver(endpoint: Endpoint, error: string): Verdict {
  if (endpoint === 'userinfo') return ['sign_in_needed', 'access_token_rejected'];
  return error === 'invalid_dpop_proof'
    ? ['sign_in_needed', 'dpop_key_rejected']
    : ['sign_in_needed', 'refresh_token_rejected'];
}

function idTokenAtRefresh({ name }: Fault): Ending {
  const plain = name.replace('ID token: ', '');
  if (fineAtRefresh.includes(plain)) return { kind: 'succeeds' };
  return ofAnotherSession.includes(plain)
    ? { kind: 'fails', of: 'sign_in_needed', codes: ['subject_changed'] }
    : { kind: 'sets_aside', codes: ['id_token_invalid'] };
}

function endingOfField(
  endpoint: Endpoint,
  name: string,
  { signIn, refresh }: { readonly signIn: Verdict | 'succeeds'; readonly refresh: AtRefresh },
): Ending {
  if (endpoint === 'refresh') {
    if (refresh === 'succeeds' || refresh === 'keeps_the_old') return { kind: 'succeeds' };
    return refresh === 'keeps_refresh_token'
      ? { kind: 'fails', of: 'transient', codes: ['malformed_response'] }
      : { kind: 'sets_aside', codes: ['malformed_response'] };
  }
  if (signIn === 'succeeds') return { kind: 'succeeds' };
  if (
    endpoint === 'device_token' &&
    refresh === 'keeps_refresh_token' &&
    name.startsWith('access_token')
  ) {
    return { kind: 'goes_on', codes: ['malformed_response'] };
  }
  // OpenID Connect Core 1.0, section 3.1.3.3: one has to come wherever `openid` was asked for; none can be a replay.
  if (name === 'id_token missing' && endpoint !== 'token') {
    return { kind: 'fails', of: 'transient', codes: ['malformed_response'] };
  }
  const [of, ...codes] = signIn;
  return { kind: 'fails', of, codes };
}

function sessionAfter(endpoint: Endpoint, { name, group }: Fault, ending: Ending): SessionAfter {
  if (endpoint === 'revoke') return ending.kind === 'succeeds' ? 'removed' : 'as_before';
  if (endpoint === 'keys_at_refresh') return 'renewed';
  if (endpoint === 'discovery') return ending.kind === 'succeeds' ? 'renewed' : 'as_before';
  if (endpoint !== 'refresh') return 'as_before';
  const field = group === 'fields' ? tokenFields[name]?.refresh : undefined;
  if (field !== undefined) return field.startsWith('keeps_the_old') ? 'as_before' : 'renewed';
  if (ending.kind === 'fails') return ending.of === 'sign_in_needed' ? 'marked' : 'as_before';
  return 'renewed';
}

function mostRequests(endpoint: Endpoint, fault: Fault): number {
  const { name, group } = fault;
  if (browserEndpoints.includes(endpoint) && group !== 'no_endpoint') return 0;
  // Node’s fetch sends it again by itself, over another connection (RFC 9110, section 15.5.20).
  if (name === '421 with a page') return 2;
  // Three places are asked for metadata, and an issuer of another name is asked once more for the client's.
  if (endpoint === 'discovery' && /^404|^okta: E0000007/.test(name)) return 3;
  if (endpoint === 'discovery' && group === 'fields') return 2;
  if (endpoint === 'discovery' && statusOfApi(fault) === 404) return 3;
  if (group === 'proof') return 3;
  if (repeatable.includes(endpoint)) return mayPass(fault) ? 3 : 1;
  return endpoint === 'refresh' && name.endsWith('soon') ? 2 : 1;
}

function leastRequests(endpoint: Endpoint, fault: Fault): number {
  const { name, act } = fault;
  // Nothing of it reaches the org, or only by way of the browser.
  const isNeverAsked = act.kind === 'tls' || act.kind === 'no_endpoint';
  if (isNeverAsked || browserEndpoints.includes(endpoint)) return 0;
  if (repeatable.includes(endpoint) && mayPass(fault)) return 3;
  return endpoint === 'refresh' && name.endsWith('soon') ? 2 : 1;
}

function statusOfApi({ name, group }: Fault): number | null {
  return group === 'okta_api' ? oktaApiError(name.replace('okta: ', '')).statusCode : null;
}

function mayPass(fault: Fault): boolean {
  const status = statusOfApi(fault);
  if (status !== null) return status === 429 || status >= 500;
  if (fault.group === 'okta_oauth') {
    const { statusCode } = oktaOAuthError(fault.name.replace('okta: ', ''));
    return statusCode === 429 || statusCode >= 500;
  }
  // One that says when is asked again then, not before.
  if (fault.retryIn !== undefined && !fault.name.endsWith('soon')) return false;
  // What was waited for in vain has used up the time for asking again.
  return ['rate_limit', 'server_error', 'lost', 'proxy_asks', 'certificate'].includes(fault.group);
}

/** Where an answer came that is the failure's own, its id is what an administrator asks for. */
function requestIdOf(endpoint: Endpoint, { name, group, act }: Fault): 'of_answer' | 'any' {
  const isOthers = afterTokens.includes(endpoint) || endpoint === 'keys';
  // Two answers have been compared, or nothing was asked after the metadata: there is no answer to name.
  if (name === 'issuer another' || name === 'token_endpoint missing') return 'any';
  const noAnswer = ['slow_headers', 'reset'].some(
    (how) => name === how || name.startsWith(`${how},`),
  );
  const isOfAnswer = ['answer', 'wire', 'spoil', 'id_token'].includes(act.kind);
  return isOthers ||
    noAnswer ||
    !isOfAnswer ||
    group === 'proxy_asks' ||
    browserEndpoints.includes(endpoint)
    ? 'any'
    : 'of_answer';
}

function sameFor<Value>(names: readonly string[], value: Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
