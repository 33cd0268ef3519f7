import { beforeEach, describe, expect, test } from 'vitest';
import {
  OAuth2Client,
  OAuth2ClientPool,
  readIdTokenClaims,
  seconds,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../../support/builders/coordinator.ts';
import { aToken, canary, tokensOf } from '../../../support/builders/tokens.ts';
import { SigningOrg } from '../signing-org.ts';

const discoveryPath = '/.well-known/openid-configuration';
const nowInSeconds = (): number => Math.floor(org.clock.now() / 1000);

let org: SigningOrg;
beforeEach(() => {
  org = new SigningOrg();
});

/** Answers every request of a kind with JSON of a status. */
function answer(path: string, status: number, body: unknown, headers = {}): void {
  org.answers.set(path, () => Response.json(body, { status, headers }));
}

const tokenOfOrg = (): Token => aToken({}, org.client.context);

/** A stored credential of the org, whose refreshes go to it. */
async function aStoredCredential() {
  const { client, coordinator, storage } = aCoordinator();
  client.onRefresh = (token) => org.client.refresh(token);
  const credential = await coordinator.store(tokenOfOrg());
  return { credential, stored: () => storage.row(credential.id)?.token };
}

describe('finding an org', () => {
  test('6: an error in JSON at discovery is not taken for metadata, and not remembered', async () => {
    answer(discoveryPath, 503, { error: 'temporarily_unavailable', issuer: org.issuer });
    expect((await failureOf(org.client.discover())).code).toBe('server_unavailable');
    org.answers.clear();
    expect((await org.client.discover()).issuer).toBe(org.issuer);
  });

  test('6: metadata grows old, and is asked for again', async () => {
    await org.client.discover();
    org.clock.advance(2 * 3_600_000);
    await org.client.discover();
    expect(org.paths).toEqual([discoveryPath, discoveryPath]);
  });

  test('6: metadata that another issuer signs as its own is refused', async () => {
    answer(discoveryPath, 200, { issuer: 'https://signing.example/oauth2/other' });
    expect((await failureOf(org.client.discover())).code).toBe('issuer_mismatch');
  });

  test('6: the path of an issuer is kept, also where it is not Okta’s', async () => {
    const other = new SigningOrg(org.clock, 'https://signing.example/realms/one');
    await other.client.discover();
    expect(other.client.context.issuer).toBe('https://signing.example/realms/one');
    expect(other.paths).toEqual([discoveryPath]);
  });

  test('6: an issuer over plain HTTP is not asked', async () => {
    const plain = new SigningOrg(org.clock, 'http://signing.example');
    expect((await failureOf(plain.client.discover())).code).toBe('discovery_failed');
    expect(plain.seen).toEqual([]);
  });
});

describe('the keys of an org', () => {
  test('6: a key that nobody knows is fetched again, and known from then on', async () => {
    const token = await org.signIn();
    org.rotateKeys();
    // Known keys are kept for a minute, whatever comes.
    org.clock.advance(61_000);
    expect((await tokensOf(org.client.refresh(token))).idTokenProblem).toBeNull();
    expect((await tokensOf(org.client.refresh(token))).idTokenProblem).toBeNull();
    expect(org.paths.filter((path) => path === '/keys')).toHaveLength(2);
  });

  test('6: without the keys nothing is believed, and the rotated refresh token is kept', async () => {
    answer('/keys', 503, {});
    const { response, idTokenProblem } = await tokensOf(org.client.refresh(tokenOfOrg()));
    expect(idTokenProblem?.code).toBe('server_unavailable');
    expect(response.id_token).toBeUndefined();
    expect(response.refresh_token).toBeDefined();
    expect((await failureOf(org.signIn())).code).toBe('server_unavailable');
  });

  test('6: a signature by another key is refused', async () => {
    org.signsWith = 'forged';
    org.signsAs = 'key-1';
    expect((await failureOf(org.signIn())).code).toBe('id_token_invalid');
  });
});

describe('the ID token', () => {
  test('6.1: an audience may be a list', async () => {
    org.claims = { aud: ['0oaExample'] };
    expect((await org.signIn()).claims?.aud).toEqual(['0oaExample']);
  });

  test('6.1: an audience that does not name this client is refused', async () => {
    org.claims = { aud: ['another'] };
    expect((await failureOf(org.signIn())).code).toBe('id_token_invalid');
  });

  test('6.1: an authorized party that is not this client is refused', async () => {
    org.claims = { aud: ['0oaExample', 'another'], azp: 'another' };
    expect((await failureOf(org.signIn())).code).toBe('id_token_invalid');
  });

  test('6.1: one that is valid from this very second is taken', async () => {
    org.claims = { nbf: nowInSeconds() };
    await expect(org.signIn()).resolves.toBeDefined();
  });

  test('6.1: one of a server whose clock is a few seconds off is taken', async () => {
    org.claims = { nbf: nowInSeconds() + 10, exp: nowInSeconds() - 10 };
    await expect(org.signIn()).resolves.toBeDefined();
  });

  test('6.1: one without a subject is refused', async () => {
    org.claims = { sub: undefined };
    expect((await failureOf(org.signIn())).code).toBe('id_token_invalid');
  });

  test('6.1: one without at_hash is taken', async () => {
    const { idToken = '' } = await org.signIn();
    expect(readIdTokenClaims(idToken)).not.toHaveProperty('at_hash');
  });

  test('6.1: one that is signed with ES256 is taken from an org that says so', async () => {
    org.algorithm = 'ES256';
    await expect(org.signIn()).resolves.toBeDefined();
  });

  test('6.1: one of a refresh is checked as well', async () => {
    org.claims = { iss: 'https://evil.example' };
    const { response, idTokenProblem } = await tokensOf(org.client.refresh(tokenOfOrg()));
    expect(idTokenProblem?.code).toBe('id_token_invalid');
    expect(response.id_token).toBeUndefined();
  });

  test('6.1: one of a refresh may repeat the nonce of the sign-in', async () => {
    const token = await org.signIn();
    org.claims = { nonce: 'of the sign-in' };
    expect((await tokensOf(org.client.refresh(token))).idTokenProblem).toBeNull();
  });

  test('6.1: one of a refresh that is about somebody else is refused', async () => {
    const { credential, stored } = await aStoredCredential();
    const before = stored();
    org.claims = { sub: '00uGrace' };
    expect((await failureOf(credential.refresh())).code).toBe('subject_changed');
    expect(before && stored()?.equals(before)).toBe(true);
  });

  test('6.1: user info about somebody else is refused', async () => {
    answer('/userinfo', 200, { sub: '00uGrace' });
    const failure = await failureOf(org.client.userInfo(tokenOfOrg()));
    expect(failure.code).toBe('subject_changed');
  });

  test('6.1: one that fails its check does not cost the refresh token that came with it', async () => {
    const { credential, stored } = await aStoredCredential();
    org.claims = { aud: 'another' };
    await credential.refresh();
    expect(credential.token.refreshToken).toBe(`${canary}refresh-1`);
    expect(stored()?.refreshToken).toBe(credential.token.refreshToken);
    expect(credential.metadata).toMatchObject({ idTokenProblem: { code: 'id_token_invalid' } });
  });
});

describe('an org that does not answer as it should', () => {
  test('6.2: a rate limit at sign-in is no token', async () => {
    answer('/token', 429, { errorCode: 'E0000047', errorSummary: 'Too many requests.' });
    expect((await failureOf(org.signIn())).code).toBe('rate_limited');
  });

  test('6.2: a rate limit at refresh erases no token, in memory or on the disk', async () => {
    const { credential, stored } = await aStoredCredential();
    const before = credential.token;
    answer('/token', 429, { errorCode: 'E0000047', errorSummary: 'Too many requests.' });
    expect((await failureOf(credential.refresh())).code).toBe('rate_limited');
    expect(credential.token).toBe(before);
    expect(stored()?.equals(before)).toBe(true);
  });

  test('6.2: a server error in JSON erases no token either', async () => {
    const { credential, stored } = await aStoredCredential();
    const before = credential.token;
    answer('/token', 500, { message: 'An internal error.' });
    expect((await failureOf(credential.refresh())).code).toBe('server_unavailable');
    expect(stored()?.equals(before)).toBe(true);
  });

  test('1.1: an answer without an access token is no token', async () => {
    org.fields = { access_token: undefined };
    expect((await failureOf(org.signIn())).code).toBe('malformed_response');
    const refreshing = tokensOf(org.client.refresh(tokenOfOrg()));
    expect((await failureOf(refreshing)).code).toBe('malformed_response');
  });

  test('6.2: a rate limit tells its end also when only one of the headers is there', async () => {
    const retryAt = async (headers: object): Promise<number | null> => {
      answer('/token', 429, {}, headers);
      return (await failureOf(org.client.refresh(tokenOfOrg()))).retryAt;
    };
    const inAMinute = nowInSeconds() + 60;
    expect(await retryAt({ 'x-rate-limit-reset': String(inAMinute) })).toBe(inAMinute * 1000);
    expect(await retryAt({ 'retry-after': '60' })).toBe(org.clock.now() + 60_000);
    const date = new Date(inAMinute * 1000).toUTCString();
    expect(await retryAt({ 'retry-after': date })).toBe(inAMinute * 1000);
    expect(await retryAt({})).toBeNull();
  });

  test('6.2: a refused access token removes no credential', async () => {
    const { client, coordinator } = aCoordinator();
    client.onUserInfo = (token) => org.client.userInfo(token);
    const credential = await coordinator.store(tokenOfOrg());
    const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' };
    answer('/userinfo', 401, {}, challenge);
    await failureOf(credential.userInfo());
    expect(await coordinator.with(credential.id)).toBe(credential);
  });

  test('6.2: a failed fetch of Node is a network failure', async () => {
    org.answers.set('/token', () => Promise.reject(new TypeError('fetch failed')));
    const failure = await failureOf(org.client.refresh(tokenOfOrg()));
    expect(failure).toMatchObject({ code: 'network_unreachable', failureClass: 'transient' });
  });

  test('6.2: an answer that never comes is given up', async () => {
    const client = new OAuth2Client(org.client.context, {
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new DOMException('Timed out.', 'TimeoutError'));
          });
        }),
      clock: org.clock,
      userAgent: 'Test/1',
      requestTimeout: seconds(0.05),
    });
    expect((await failureOf(client.discover())).code).toBe('request_timed_out');
  });

  test('6.3: the org’s code, words and request id are kept', async () => {
    const body = { error: 'invalid_scope', error_description: 'Not this scope.' };
    answer('/token', 400, body, { 'x-okta-request-id': 'request-one' });
    const failure = await failureOf(org.client.refresh(tokenOfOrg()));
    expect(failure).toMatchObject({
      code: 'scope_denied',
      detail: 'Not this scope.',
      requestId: 'request-one',
    });
  });

  test('3.4: what an org says about a revocation is told', async () => {
    answer('/revoke', 401, { error: 'invalid_client', error_description: 'Unknown client.' });
    const revoking = failureOf(org.client.revoke('canary-token', 'refresh_token'));
    expect(await revoking).toMatchObject({ code: 'client_rejected', detail: 'Unknown client.' });
    expect(org.paths.filter((path) => path === '/revoke')).toHaveLength(1);
  });
});

test('3.4: a revocation names client and kind of token in its body, without a password', async () => {
  org.answers.set('/revoke', () => new Response(null, { status: 200 }));
  await org.client.revoke('canary-token', 'refresh_token');
  const request = org.seen.at(-1);
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(Object.fromEntries(request?.form ?? [])).toEqual({
    client_id: '0oaExample',
    token: 'canary-token',
    token_type_hint: 'refresh_token',
  });
});

describe('the clock of an org', () => {
  const day = 86_400_000;

  test('1.2: one that is wrong is allowed for, without moving the time of issue', async () => {
    org.ahead = -day;
    const token = await org.signIn();
    expect(token.issuedAt).toBe(org.clock.now());
    expect(token.isExpired(org.clock.now())).toBe(false);
  });

  test('1.2: one that is wrong does not disturb another org', async () => {
    const right = new SigningOrg(org.clock, 'https://right.example');
    org.ahead = day;
    right.ahead = 0;
    const pool = new OAuth2ClientPool({
      fetch: (url, options) => (url.startsWith(org.issuer) ? org : right).fetch(url, options),
      clock: org.clock,
      userAgent: 'Test/1',
    });
    for (const { client } of [org, right, org, right]) {
      const { context } = client;
      const { idTokenProblem } = await tokensOf(pool.get(context).refresh(aToken({}, context)));
      expect(idTokenProblem).toBeNull();
    }
  });

  test('1.2: one that is right is not measured a second off by rounding', async () => {
    org.ahead = 0;
    await org.signIn();
    const { offset = Infinity, uncertainty = 0 } = org.client.clockOffset ?? {};
    expect(Math.abs(offset)).toBeLessThanOrEqual(uncertainty);
  });
});
