import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { beforeEach, describe, expect, test } from 'vitest';
import { ProofKey, Token, type OAuth2Client } from '../../../src/main/auth-foundation/index.ts';
import { serializeProofKey } from '../../../src/main/auth-foundation/proof-key.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';
import { apiUrl, ProvingOrg, type ProvenRequest } from './proving-org.ts';

const hour = 3_600_000;
let org: ProvingOrg;
let client: OAuth2Client;
let token: Token;

beforeEach(async () => {
  org = new ProvingOrg();
  client = org.client();
  token = await org.aToken();
});

function noncesOf(requests: readonly ProvenRequest[]): readonly unknown[] {
  return requests.map(({ claims }) => claims?.nonce);
}

/** A refusal of a proof, as an authorization server says it and as a resource server does. */
function refuse(error: string, headers: Readonly<Record<string, string>> = {}): Response {
  const challenge = { 'www-authenticate': `DPoP error="${error}"` };
  return Response.json({ error }, { status: 400, headers: { ...headers, ...challenge } });
}

/** Refuses a proof by a clock that is an hour further each time. */
function refuseForItsTime(astray: ProvingOrg): Response {
  astray.ahead += hour;
  const date = new Date(astray.clock.now() + astray.ahead).toUTCString();
  return refuse('invalid_dpop_proof', { date });
}

/** What each kind of call sends, and where to. */
const calls: readonly (readonly [string, () => string, () => Promise<unknown>])[] = [
  ['a refresh', () => org.tokenUrl, () => client.refresh(token)],
  ['a request for claims', () => `${org.issuer}/userinfo`, () => client.userInfo(token)],
  [
    'a pushed request',
    () => `${org.issuer}/par`,
    () =>
      client.call(
        'pushed_request',
        (configuration, dpop) =>
          oidc.buildAuthorizationUrlWithPAR(configuration, { scope: 'openid' }, dpop),
        { proofKey: token.proofKey },
      ),
  ],
];

describe.each(calls)('%s', (_name, url, call) => {
  test('has a proof with the key of the session', async () => {
    await call();
    const [sent] = org.to(url());
    expect(sent?.claims).toMatchObject({ htu: url() });
    expect(decodeProtectedHeader(sent?.headers.dpop ?? '')).toMatchObject({ alg: 'ES256' });
    expect(org.boundTo).toBe(await token.proofKey?.thumbprint());
  });

  test('is made with the nonce that the org asks for, and the next one at once', async () => {
    org.nonces = 'current';
    await call();
    await call();
    const nonce = org.nonceOf(org.issuer);
    expect(noncesOf(org.to(url()))).toEqual([undefined, nonce, nonce]);
  });

  test('is sent twice, and never more, to an org that is never content', async () => {
    org.nonces = 'insatiable';
    const failure = await failureOf(call());
    expect(failure.code).toBe('dpop_proof_rejected');
    expect(org.to(url())).toHaveLength(2);
  });

  test.each([
    ['ahead', hour],
    ['behind', -hour],
  ])('recovers, once, from a clock that is an hour %s', async (_how, ahead) => {
    await client.discover();
    org.ahead = ahead;
    await call();
    expect(org.to(url())).toHaveLength(2);
    await call();
    expect(org.to(url())).toHaveLength(3);
  });

  test('is sent twice at most to an org whose clock goes astray', async () => {
    await client.discover();
    const astray = (): Response => refuseForItsTime(org);
    org.next(url(), astray, astray, astray, astray);
    expect((await failureOf(call())).code).toBe('dpop_proof_rejected');
    expect(org.to(url())).toHaveLength(2);
  });

  test('is sent three times at most to one that wants a nonce too', async () => {
    await client.discover();
    const astray = (): Response => refuseForItsTime(org);
    const asksForNonce = (): Response => refuse('use_dpop_nonce', { 'dpop-nonce': 'a nonce' });
    org.next(url(), astray, asksForNonce, astray, asksForNonce, astray);
    expect((await failureOf(call())).code).toBe('dpop_proof_rejected');
    expect(org.to(url())).toHaveLength(3);
  });

  test('is not repeated when the proof was refused and the clock is right', async () => {
    const body = { error: 'invalid_dpop_proof', error_description: "'htm' claim is invalid." };
    const answer = (): Response => Response.json(body, { status: 400 });
    org.next(url(), answer, answer);
    expect((await failureOf(call())).code).toBe('dpop_proof_rejected');
    expect(org.to(url())).toHaveLength(1);
  });

  test('never says a token or the key, also when it fails', async () => {
    org.boundTo = 'another key';
    const failure = await failureOf(call());
    const { d = '' } = token.proofKey === null ? {} : serializeProofKey(token.proofKey);
    expect(d).not.toBe('');
    for (const secret of [canary, d]) expect(printed([failure, token])).not.toContain(secret);
  });
});

describe('the nonces of an org', () => {
  test('are kept for its origin: no other one is told them', async () => {
    org.nonces = 'current';
    await client.refresh(token);
    await client.requestResource(token, {
      url: new URL(apiUrl),
      method: 'GET',
      headers: new Headers(),
      body: null,
      signal: undefined,
    });
    expect(noncesOf(org.to(apiUrl))).toEqual([undefined, org.nonceOf(apiUrl)]);
    expect(noncesOf(org.to(org.tokenUrl)).at(-1)).toBe(org.nonceOf(org.issuer));
  });

  test('are not told to another client, or for another key', async () => {
    org.nonces = 'current';
    await client.refresh(token);
    org.boundTo = null;
    await client.refresh(await org.aToken());
    await org
      .client()
      .refresh(await org.aToken({}, token.proofKey))
      .catch(() => undefined);
    expect(noncesOf(org.to(org.tokenUrl)).filter((nonce) => nonce === undefined)).toHaveLength(3);
  });

  test('are kept when the clock turns out to be wrong', async () => {
    org.nonces = 'current';
    await client.refresh(token);
    org.ahead = hour;
    await client.refresh(token);
    expect(noncesOf(org.to(org.tokenUrl)).slice(2)).toEqual([
      org.nonceOf(org.issuer),
      org.nonceOf(org.issuer),
    ]);
  });
});

describe('a request that is sent again', () => {
  test('has a proof of its own: after a lost answer, and after a pause that the org asked for', async () => {
    org.next(`${org.issuer}/userinfo`, () => Promise.reject(new TypeError('reset')));
    await client.userInfo(token);
    const wait = { status: 503, headers: { 'retry-after': '1' } };
    org.next(org.tokenUrl, () => new Response(null, wait));
    await client.refresh(token);
    const ids = org.seen.map(({ claims }) => claims?.jti);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('a session whose key the org does not take', () => {
  test('needs a new sign-in', async () => {
    await client.refresh(token);
    const foreign = await org.aToken();
    const failure = await failureOf(client.refresh(foreign));
    expect(failure).toMatchObject({ code: 'dpop_key_rejected', failureClass: 'sign_in_needed' });
    expect(org.to(org.tokenUrl)).toHaveLength(2);
  });

  test('needs one too when the stored key is no key, and the org is not asked', async () => {
    const { kty, alg } = { kty: 'EC', alg: 'ES256' } as const;
    const damaged = ProofKey.parse({ kty, alg, crv: 'P-256', x: 'x', y: 'y', d: `${canary}d` });
    const failure = await failureOf(client.refresh(await org.aToken({}, damaged)));
    expect(failure.code).toBe('dpop_key_rejected');
    expect(printed(failure)).not.toContain(canary);
    expect(org.seen).toEqual([]);
  });

  test('and an access token without its key is sent nowhere', async () => {
    const { context, id, issuedAt } = token;
    const keyless = Token.fromResponse(
      { access_token: `${canary}access`, token_type: 'DPoP' },
      context,
      issuedAt,
      id,
    );
    expect((await failureOf(client.userInfo(keyless))).code).toBe('dpop_key_rejected');
    expect(org.seen).toEqual([]);
  });
});

describe('an org that gives tokens which are not bound', () => {
  test('is refused at a sign-in, and the tokens are revoked', async () => {
    org.tokenType = 'Bearer';
    org.next(
      `${org.issuer}/revoke`,
      () => new Response(''),
      () => new Response(''),
    );
    const parameters = { device_code: 'x' };
    const failure = await failureOf(
      client.call(
        'device_token',
        (configuration, dpop) => oidc.genericGrantRequest(configuration, 'urn:x', parameters, dpop),
        { proofKey: token.proofKey },
      ),
    );
    expect(failure.code).toBe('dpop_unsupported');
    await expect.poll(() => org.to(`${org.issuer}/revoke`).length).toBe(2);
  });

  test('is refused at a refresh too, but its refresh token is kept', async () => {
    org.tokenType = 'Bearer';
    const answer = await client.refresh(token);
    if (answer.kind !== 'refresh_token_only') throw new Error('The tokens were taken.');
    expect(answer.failure.code).toBe('dpop_unsupported');
    expect(printed(answer)).not.toContain(canary);
  });
});
