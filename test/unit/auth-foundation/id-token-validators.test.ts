import { refreshTokenGrant } from 'openid-client';
import { describe, expect, test } from 'vitest';
import {
  defaultIdTokenValidators,
  Failure,
  Secret,
  seconds,
  timestamp,
  type ReceivedIdToken,
} from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { canary, tokensOf } from '../../support/builders/tokens.ts';
import { SigningOrg } from './signing-org.ts';

const noon = Date.UTC(2026, 0, 1, 12);
// OpenID Connect Core 1.0, appendix A.3: a published pair of a token and its hash by SHA-256.
const token = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y';
const hashes = {
  RS256: '77QmUPtjPfzWtF2AnpK9RQ',
  // The left halves of the same token's SHA-384 and SHA-512, by `openssl dgst`.
  ES384: 'jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs',
  PS512: 'q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM',
  EdDSA: 'q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM',
};

function received(
  claims: Readonly<Record<string, unknown>>,
  rest: Partial<ReceivedIdToken> = {},
): ReceivedIdToken {
  return {
    claims: { sub: '00uAda', aud: '0oaExample', iat: noon / 1000, ...claims },
    algorithm: 'RS256',
    accessToken: new Secret(token),
    deviceSecret: null,
    clientId: '0oaExample',
    purpose: 'code_exchange',
    expected: {},
    now: timestamp(noon),
    leeway: seconds(300),
    clockOffset: null,
    ...rest,
  };
}

/** What the default validators say, or null when they take the token. */
function problemOf(about: ReceivedIdToken): string | null {
  try {
    for (const validate of defaultIdTokenValidators) validate(about);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    expect(thrown.code).toBe('id_token_invalid');
    return thrown.detail;
  }
}

describe('an ID token is taken', () => {
  test.each<[string, ReceivedIdToken]>([
    ['with the least that it needs', received({})],
    ['of this client among several', received({ aud: ['0oaExample', 'api'], azp: '0oaExample' })],
    ['issued 300 seconds ago', received({ iat: noon / 1000 - 300 })],
    ['issued in 300 seconds', received({ iat: noon / 1000 + 300 })],
    ['issued long ago, after a refresh', received({ iat: 1 }, { purpose: 'refresh' })],
    [
      'of one of the requested contexts',
      received({ acr: 'b' }, { expected: { acrValues: ['a', 'b'] } }),
    ],
    [
      'of any context, when none was requested',
      received({ acr: 'c' }, { expected: { acrValues: [] } }),
    ],
    ['with the hash of a device secret that did not come', received({ ds_hash: 'x' })],
    [
      'with the hash of the device secret',
      received({ ds_hash: hashes.RS256 }, { deviceSecret: new Secret(token) }),
    ],
  ])('%s', (_what, about) => {
    expect(problemOf(about)).toBeNull();
  });

  test.each(Object.entries(hashes))('whose at_hash is by the hash of %s', (algorithm, hash) => {
    expect(problemOf(received({ at_hash: hash }, { algorithm }))).toBeNull();
  });
});

describe('an ID token is refused', () => {
  const deviceSecret = new Secret(token);
  test.each<[string, ReceivedIdToken]>([
    ['sub is empty', received({ sub: ' ' })],
    ['sub is empty', received({ sub: undefined })],
    ['azp is not this client', received({ azp: 'other' })],
    ['azp is not this client', received({ aud: ['0oaExample', 'api'] })],
    ['iat is missing', received({ iat: undefined })],
    ['iat lies in the future', received({ iat: noon / 1000 + 301 })],
    ['iat lies in the future', received({ iat: noon / 1000 + 301 }, { purpose: 'refresh' })],
    ['iat lies too far in the past', received({ iat: noon / 1000 - 301 })],
    ['iat lies too far in the past', received({ iat: noon / 1000 - 11 }, { leeway: seconds(10) })],
    ['acr is not among what was asked for', received({}, { expected: { acrValues: ['a'] } })],
    [
      'acr is not among what was asked for',
      received({ acr: 'b' }, { expected: { acrValues: ['a'] } }),
    ],
    ['at_hash does not fit the access token', received({ at_hash: hashes.ES384 })],
    ['at_hash does not fit the access token', received({ at_hash: 7 })],
    [
      'at_hash does not fit the access token',
      received({ at_hash: hashes.RS256 }, { algorithm: 'X1' }),
    ],
    ['ds_hash does not fit the device secret', received({ ds_hash: 'x' }, { deviceSecret })],
  ])('whose %s', (problem, about) => {
    expect(problemOf(about)).toBe(`The ID token’s ${problem}.`);
  });
});

describe('when a validator refuses', () => {
  const refusal = 'The ID token’s at_hash does not fit the access token.';

  test('a refresh keeps the rotated refresh token, and sets the ID token aside', async () => {
    const org = new SigningOrg();
    org.claims = { at_hash: 'wrong' };
    const answer = await tokensOf(org.newClient().refresh(org.aToken()));
    expect(answer.idTokenProblem).toMatchObject({ code: 'id_token_invalid', detail: refusal });
    expect(answer.response.refresh_token).toBe(`${canary}refresh-1`);
    expect(answer.response.id_token).toBeUndefined();
  });

  test('a sign-in fails, and its tokens are revoked', async () => {
    const org = new SigningOrg();
    org.claims = { at_hash: 'wrong' };
    org.next('/token', () => Response.json({}, { status: 404 }));
    const client = org.newClient();
    await failureOf(org.signIn(client));
    expect(org.count('/revoke')).toBe(0);
    expect(await failureOf(org.signIn(client))).toMatchObject({ detail: refusal });
    await expect.poll(() => org.count('/revoke')).toBe(2);
    expect(
      org.seen.filter(({ path }) => path === '/revoke').map(({ form }) => form?.get('token')),
    ).toEqual([`${canary}refresh-1`, `${canary}access-1`]);
  });

  test('what cannot be revoked is told', async () => {
    const org = new SigningOrg();
    org.claims = { nonce: 'of somebody else' };
    const problem = new Promise((resolve) => {
      org.next('/revoke', () => new Response('', { status: 503 }));
      void failureOf(org.signIn(org.newClient({ onBackgroundError: resolve })));
    });
    expect(await problem).toMatchObject({ code: 'server_unavailable' });
  });

  test('the failure has the request id of the token answer', async () => {
    const org = new SigningOrg();
    org.claims = { sub: '' };
    const network: typeof org.fetch = async (url, options) => {
      const response = await org.fetch(url, options);
      response.headers.set('x-okta-request-id', `req-of${url.slice(org.issuer.length)}`);
      return response;
    };
    const { idTokenProblem, requestId } = await tokensOf(
      org.newClient({ fetch: network }).refresh(org.aToken()),
    );
    expect(requestId).toBe('req-of/token');
    expect(idTokenProblem?.requestId).toBe('req-of/token');
  });
});

describe('other validators', () => {
  test('take the place of the default ones, and see what came', async () => {
    const org = new SigningOrg();
    org.claims = { at_hash: 'wrong' };
    org.fields = { device_secret: `${canary}device` };
    const seen: ReceivedIdToken[] = [];
    const client = org.newClient({
      idTokenLeeway: seconds(7),
      idTokenValidators: [
        (about) => {
          seen.push(about);
        },
      ],
    });
    expect((await tokensOf(client.refresh(org.aToken()))).idTokenProblem).toBeNull();
    await org.signIn(client);
    expect(seen).toMatchObject([
      { purpose: 'refresh', algorithm: 'RS256', leeway: 7, clientId: '0oaExample' },
      { purpose: 'code_exchange', claims: { sub: '00uAda' } },
    ]);
    expect(seen[0]?.deviceSecret).not.toBeNull();
    expect(JSON.stringify(seen)).not.toContain(canary);
  });

  test('do not turn off what openid-client checks', async () => {
    const org = new SigningOrg();
    org.claims = { aud: 'another-client' };
    const { idTokenProblem } = await tokensOf(
      org.newClient({ idTokenValidators: [] }).refresh(org.aToken()),
    );
    expect(idTokenProblem?.code).toBe('id_token_invalid');
  });

  test('are told what was asked for', async () => {
    const org = new SigningOrg();
    const client = org.newClient();
    const grant = client.call(
      'refresh',
      (configuration) => refreshTokenGrant(configuration, canary),
      {
        expected: { acrValues: ['urn:okta:loa:2fa:any'] },
      },
    );
    expect((await failureOf(grant)).detail).toBe(
      'The ID token’s acr is not among what was asked for.',
    );
  });
});
