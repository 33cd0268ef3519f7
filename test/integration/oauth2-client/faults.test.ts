import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seconds, type Token } from '../../../src/main/auth-foundation/index.ts';
import { tokensOf } from '../../support/builders/tokens.ts';
import {
  rateLimited,
  userRateLimited,
  type Fault,
  type OktaLikeOrg,
} from '../../support/okta-like-org/index.ts';
import { openOrg, OrgSite } from './org-site.ts';

let org: OktaLikeOrg;
let site: OrgSite;
let token: Token;

beforeAll(async () => {
  org = await openOrg();
  site = new OrgSite(org, 'org');
  token = await site.signIn();
});
afterEach(() => {
  org.faults.clear();
});
afterAll(() => org.close());

const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };
const text = { 'content-type': 'text/plain' };
const page = '<!doctype html><title>Proxy</title>';
const apiError = { errorCode: 'E0000006', errorSummary: 'You do not have permission.' };
const faults: readonly (readonly [string, Fault, string, string])[] = [
  ['429 in the API error format', rateLimited(), 'rate_limited', 'transient'],
  ['429 that says invalid_grant', userRateLimited(), 'rate_limited', 'transient'],
  ['429 with a page', { status: 429, body: page, headers: html }, 'rate_limited', 'transient'],
  ['500', { status: 500, body: apiError }, 'server_unavailable', 'transient'],
  [
    '502 with a page',
    { status: 502, body: page, headers: html },
    'server_unavailable',
    'transient',
  ],
  [
    '503 that says invalid_grant',
    { status: 503, body: { error: 'invalid_grant' } },
    'server_unavailable',
    'transient',
  ],
  ['504 without a body', { status: 504 }, 'server_unavailable', 'transient'],
  [
    '200 with a page',
    { status: 200, body: page, headers: html },
    'malformed_response',
    'transient',
  ],
  [
    '200 without a body',
    { status: 200, body: '', headers: json },
    'malformed_response',
    'transient',
  ],
  ['200 with text', { status: 200, body: 'ok', headers: text }, 'malformed_response', 'transient'],
  [
    '200 with broken JSON',
    { status: 200, body: '{"access_tok', headers: json },
    'malformed_response',
    'transient',
  ],
  [
    '200 with a list',
    { status: 200, body: '[1]', headers: json },
    'malformed_response',
    'transient',
  ],
  [
    '200 that is huge',
    { status: 200, body: JSON.stringify({ x: 'y'.repeat(2_000_000) }), headers: json },
    'malformed_response',
    'transient',
  ],
  [
    '400 with a page',
    { status: 400, body: page, headers: html },
    'malformed_response',
    'transient',
  ],
  [
    '404 with a page',
    { status: 404, body: page, headers: html },
    'malformed_response',
    'transient',
  ],
  [
    'a redirect',
    { status: 302, body: '', headers: { location: 'https://evil.example' } },
    'redirect_refused',
    'configuration',
  ],
  ['a connection that drops', { drop: true }, 'network_unreachable', 'transient'],
  ['an answer that is cut off', { truncate: 20 }, 'network_unreachable', 'transient'],
  [
    '400 temporarily_unavailable',
    { status: 400, body: { error: 'temporarily_unavailable' } },
    'server_unavailable',
    'transient',
  ],
  [
    '400 invalid_grant',
    { status: 400, body: { error: 'invalid_grant', error_description: 'Gone.' } },
    'refresh_token_rejected',
    'sign_in_needed',
  ],
  [
    '401 invalid_client',
    { status: 401, body: { error: 'invalid_client' } },
    'client_rejected',
    'configuration',
  ],
  [
    '401 with a challenge',
    { status: 401, body: '', headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
    'client_rejected',
    'configuration',
  ],
  [
    '403 in the API error format',
    { status: 403, body: apiError },
    'authorization_rejected',
    'configuration',
  ],
  [
    '400 unauthorized_client',
    { status: 400, body: { error: 'unauthorized_client' } },
    'grant_not_allowed',
    'configuration',
  ],
  [
    '400 invalid_scope',
    { status: 400, body: { error: 'invalid_scope' } },
    'scope_denied',
    'configuration',
  ],
  [
    '403 access_denied by policy',
    {
      status: 403,
      body: { error: 'access_denied', error_description: 'Policy evaluation failed.' },
    },
    'access_denied',
    'configuration',
  ],
];

describe('the token endpoint answers a refresh with', () => {
  test.each(faults)('%s', async (_what, fault, code, failureClass) => {
    org.faults.add({ endpoint: 'token', fault });
    const failure = await site.failureOf(site.client.refresh(token));
    expect(failure).toMatchObject({ code, failureClass });
  });

  test('nothing in time', async () => {
    org.faults.add({ endpoint: 'token', fault: { delayMs: 10_000 } });
    const impatient = site.clientAt(org.issuerOf('org'), { requestTimeout: seconds(1) });
    const failure = await site.failureOf(impatient.refresh(token));
    expect(failure).toMatchObject({ code: 'request_timed_out', failureClass: 'transient' });
  });

  test('nobody at all', async () => {
    const gone = await openOrg();
    const far = new OrgSite(gone, 'org');
    const farToken = await far.signIn();
    await gone.close();
    expect((await far.failureOf(far.client.refresh(farToken))).code).toBe('network_unreachable');
  });
});

describe('a rate limit tells when it ends', () => {
  test('by Okta’s header, also in an answer that says invalid_grant', async () => {
    const reset = Math.floor(Date.now() / 1000) + 42;
    const fault = userRateLimited();
    const headers = { ...fault.headers, 'x-rate-limit-reset': String(reset) };
    org.faults.add({ endpoint: 'token', fault: { ...fault, headers } });
    const failure = await site.failureOf(site.client.refresh(token));
    expect(failure.code).toBe('rate_limited');
    // Counted from the answer's own whole-second `Date`.
    expect(Math.abs((failure.retryAt ?? 0) - reset * 1000)).toBeLessThan(5_000);
  });

  test('by Retry-After', async () => {
    org.faults.add({ endpoint: 'token', fault: { status: 429, headers: { 'retry-after': '7' } } });
    const failure = await site.failureOf(site.client.refresh(token));
    expect(failure.retryAt).toBe(site.clock.now() + 7000);
  });
});

test('the request id of a failed call is kept', async () => {
  const headers = { 'x-okta-request-id': 'req-of-this-answer' };
  org.faults.add({ endpoint: 'token', fault: { status: 503, headers } });
  const failure = await site.failureOf(site.client.refresh(token));
  expect(failure.requestId).toBe('req-of-this-answer');
});

test('facts of one call are not mistaken for those of another at the same time', async () => {
  const other = await site.signIn();
  const isFirst = (value: string | undefined) => value === token.refreshToken;
  if (token.refreshToken === other.refreshToken) throw new Error('Two sign-ins, one token.');
  org.faults.add({
    endpoint: 'token',
    when: ({ parameters }) => isFirst(parameters.refresh_token),
    fault: { status: 429, headers: { 'retry-after': '7' } },
  });
  const [failure, answer] = await Promise.all([
    site.failureOf(site.client.refresh(token)),
    tokensOf(site.client.refresh(other)),
  ]);
  expect(failure.code).toBe('rate_limited');
  expect(answer.idTokenProblem).toBeNull();
});

test('after every fault the refresh token still works', async () => {
  await expect(site.client.refresh(token)).resolves.toMatchObject({ idTokenProblem: null });
});
