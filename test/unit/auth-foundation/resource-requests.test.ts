import { beforeEach, describe, expect, test } from 'vitest';
import {
  CredentialCoordinator,
  issuer,
  OAuth2Client,
  ProofKey,
  StepUpNeeded,
  type Credential,
  type FetchOptions,
} from '../../../src/main/auth-foundation/index.ts';
import { serializeProofKey } from '../../../src/main/auth-foundation/proof-key.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { InMemoryTokenStorage } from '../../support/fakes/in-memory-token-storage.ts';
import { apiUrl, ProvingOrg } from './proving-org.ts';

const context = { issuer: issuer('https://bearer.example'), clientId: '0oaExample' };
const tokenUrl = `${context.issuer}/token`;
const orders = new URL('https://api.example.com/orders');

/** A request as the network saw it. */
interface Sent {
  readonly url: string;
  readonly method: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
  readonly redirect: string;
}

let clock: EagerClock;
let presence: FakePresence;
let coordinator: CredentialCoordinator;
let credential: Credential;
let sent: Sent[];
/** How the API answers its next requests; then it is content. */
let answers: (() => Response | Promise<Response>)[];
let tokenRequests: number;
let tokenAnswers: (() => Response)[];

beforeEach(async () => {
  clock = new EagerClock();
  presence = new FakePresence();
  sent = [];
  answers = [];
  const client = new OAuth2Client(context, {
    clock,
    userAgent: 'Test/1',
    fetch: async (url, { method, headers, body, redirect, signal }) => {
      if (url.endsWith('/.well-known/openid-configuration')) {
        return Response.json({ issuer: context.issuer, token_endpoint: tokenUrl });
      }
      if (url === tokenUrl) {
        tokenRequests += 1;
        return tokenAnswers.shift()?.() ?? Response.json(aTokenResponse({ id_token: undefined }));
      }
      sent.push({ url, method, authorization: headers.authorization, body, redirect });
      signal?.throwIfAborted();
      return (await answers.shift()?.()) ?? new Response('content', { status: 200 });
    },
  });
  tokenRequests = 0;
  tokenAnswers = [];
  coordinator = new CredentialCoordinator({
    storage: new InMemoryTokenStorage(),
    clientFor: () => client,
    clock,
    presence,
  });
  credential = await coordinator.store(aToken({}, context));
});

const unauthorized = (challenge?: string) => (): Response =>
  new Response('no', {
    status: 401,
    headers: challenge === undefined ? {} : { 'www-authenticate': challenge },
  });
const limited =
  (headers: Readonly<Record<string, string>> = { 'retry-after': '2' }) =>
  (): Response =>
    new Response('slow down', { status: 429, headers });

describe('a request', () => {
  test('carries the access token, and nothing of it comes back with the answer', async () => {
    const response = await credential.fetch(orders, { headers: { accept: 'text/plain' } });
    expect(await response.text()).toBe('content');
    expect(sent).toEqual([
      {
        url: orders.href,
        method: 'GET',
        authorization: `Bearer ${credential.token.accessToken}`,
        body: null,
        redirect: 'manual',
      },
    ]);
    expect(printed(response)).not.toContain(canary);
  });

  test('is sent with the token of a refresh, when the old one is about to expire', async () => {
    clock.setTo(clock.now() + 3_590_000);
    const before = credential.token.accessToken;
    await credential.fetch(orders);
    expect(tokenRequests).toBe(1);
    expect(credential.token.accessToken).not.toBe(before);
    expect(sent[0]?.authorization).toBe(`Bearer ${credential.token.accessToken}`);
  });

  test.each([[301], [307], [403], [500]])(
    'that is answered with %i is answered',
    async (status) => {
      const location = 'https://elsewhere.example/';
      answers = [() => new Response('', { status, headers: { location } })];
      expect((await credential.fetch(orders)).status).toBe(status);
      expect(sent).toHaveLength(1);
    },
  );

  test('that gets no answer fails as the network did, without the token', async () => {
    answers = [() => Promise.reject(new TypeError(`${canary}reset`))];
    const failure = await failureOf(credential.fetch(orders));
    expect(failure.code).toBe('network_unreachable');
    expect(printed(failure)).not.toContain(canary);
  });

  test('ends when its caller gives up, before and while it is sent', async () => {
    const caller = new AbortController();
    answers = [
      () => {
        caller.abort();
        return Promise.reject(new DOMException('Aborted', 'AbortError'));
      },
    ];
    const { signal } = caller;
    expect((await failureOf(credential.fetch(orders, { signal }))).code).toBe('cancelled');
    expect((await failureOf(credential.fetch(orders, { signal }))).code).toBe('cancelled');
    expect(sent).toHaveLength(1);
  });

  test('of a large answer is not read before it is asked for', async () => {
    const large = new Uint8Array(3 * 1024 * 1024);
    answers = [() => new Response(large)];
    const response = await credential.fetch(orders);
    expect((await response.arrayBuffer()).byteLength).toBe(large.byteLength);
  });
});

describe('no token goes', () => {
  test.each<[string, string, FetchOptions]>([
    ['over plain HTTP', 'http://api.example.com/', {}],
    ['to a relative URL', '/orders', {}],
    ['to another scheme', 'file:///etc/passwd', {}],
    ['to a URL with a password', 'https://user:word@api.example.com/', {}],
    ['with another authorization', orders.href, { headers: { Authorization: 'Basic x' } }],
    ['with another proof', orders.href, { headers: { dpop: 'x' } }],
    ['with a header that is none', orders.href, { headers: { 'x-a': `${canary}\n` + 'b: c' } }],
    ['with TRACE, which sends it back', orders.href, { method: 'TRACE' }],
    ['with a method that is none', orders.href, { method: 'GET /\r\n' }],
    ['with a body in a GET', orders.href, { body: 'x' }],
  ])('%s', async (_how, url, options) => {
    const failure = await failureOf(credential.fetch(url, options));
    expect(failure.code).toBe('invalid_input');
    expect(printed(failure)).not.toContain(canary);
    expect(sent).toEqual([]);
  });

  test('but to this very machine it may', async () => {
    for (const url of ['http://127.0.0.1:3000/', 'http://localhost/', 'http://[::1]:3000/']) {
      expect((await credential.fetch(url)).status).toBe(200);
    }
  });

  test('anywhere before the person has shown that they are there', async () => {
    await credential.setRequiresPresence(true);
    presence.denyNext();
    expect((await failureOf(credential.fetch(orders))).code).toBe('presence_denied');
    expect(sent).toEqual([]);
    await credential.fetch(orders);
    expect(presence.prompts.at(-1)).toBe('send a request with an access token');
  });

  test('of an account that is gone', async () => {
    await credential.remove();
    expect((await failureOf(credential.fetch(orders))).code).toBe('account_not_found');
  });
});

describe('an access token that is refused', () => {
  test('is renewed once, and the request sent once more', async () => {
    answers = [unauthorized('Bearer error="invalid_token"')];
    const first = credential.token.accessToken;
    const response = await credential.fetch(orders, { method: 'POST', body: 'an order' });
    expect(response.status).toBe(200);
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${first}`,
      `Bearer ${credential.token.accessToken}`,
    ]);
    expect(sent.map(({ body }) => body)).toEqual(['an order', 'an order']);
    expect(tokenRequests).toBe(1);
  });

  test('twice is the answer', async () => {
    answers = [unauthorized(), unauthorized(), unauthorized()];
    const response = await credential.fetch(orders);
    expect([response.status, await response.text()]).toEqual([401, 'no']);
    expect(sent).toHaveLength(2);
    expect(tokenRequests).toBe(1);
  });

  test('by several requests at once is renewed once', async () => {
    answers = [unauthorized(), unauthorized(), unauthorized()];
    const all = await Promise.all([1, 2, 3].map(() => credential.fetch(orders)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(tokenRequests).toBe(1);
  });

  test('is not renewed again for one whose refusal comes late', async () => {
    const late = Promise.withResolvers<Response>();
    answers = [() => late.promise, unauthorized()];
    const waiting = credential.fetch(orders);
    await credential.fetch(orders);
    late.resolve(unauthorized()());
    expect((await waiting).status).toBe(200);
    expect(sent.at(-1)?.authorization).toBe(`Bearer ${credential.token.accessToken}`);
    expect(tokenRequests).toBe(1);
  });

  test('is not renewed when it has just been', async () => {
    clock.setTo(clock.now() + 3_600_000);
    answers = [unauthorized()];
    expect((await credential.fetch(orders)).status).toBe(401);
    expect(tokenRequests).toBe(1);
  });

  test('is not renewed for a body that cannot be sent again, or without a refresh token', async () => {
    answers = [unauthorized(), unauthorized()];
    const body = new Response('an order').body;
    expect((await credential.fetch(orders, { method: 'POST', body })).status).toBe(401);
    const bare = await coordinator.store(aToken({ refresh_token: undefined }, context));
    expect((await bare.fetch(orders)).status).toBe(401);
    expect(tokenRequests).toBe(0);
    expect(sent).toHaveLength(2);
  });

  test('and cannot be renewed tells why', async () => {
    answers = [unauthorized()];
    tokenAnswers = [() => Response.json({ error: 'invalid_grant' }, { status: 400 })];
    const failure = await failureOf(credential.fetch(orders));
    expect(failure.code).toBe('refresh_token_rejected');
    expect(printed(failure)).not.toContain(canary);
  });
});

describe('a stronger sign-in that is asked for', () => {
  test('is told with what it takes, and nothing is refreshed', async () => {
    const challenge =
      'Bearer error="insufficient_user_authentication", error_description="Too weak", acr_values="urn:okta:loa:2fa:any phr", max_age="300"';
    answers = [unauthorized(challenge)];
    const failure = await failureOf(credential.fetch(orders));
    expect(failure).toBeInstanceOf(StepUpNeeded);
    expect(failure).toMatchObject({
      code: 'step_up_needed',
      detail: 'Too weak',
      acrValues: ['urn:okta:loa:2fa:any', 'phr'],
      maxAge: 300,
    });
    expect(tokenRequests).toBe(0);
    expect(printed(failure)).not.toContain(canary);
  });

  test('leaves the session as it is', async () => {
    answers = [unauthorized('Bearer error="insufficient_user_authentication"')];
    const { token } = credential;
    expect((await failureOf(credential.fetch(orders))).code).toBe('step_up_needed');
    expect(credential.metadata.signInNeeded).toBeNull();
    expect(credential.token).toBe(token);
    expect((await credential.fetch(orders)).status).toBe(200);
  });

  test.each([
    ['Bearer error="insufficient_user_authentication"'],
    ['Bearer error="insufficient_user_authentication", max_age="soon"'],
    ['Bearer error="insufficient_user_authentication", max_age="-5"'],
  ])('is told also when it does not say what it takes: %s', async (challenge) => {
    answers = [unauthorized(challenge)];
    expect(await failureOf(credential.fetch(orders))).toMatchObject({
      acrValues: [],
      maxAge: null,
    });
  });
});

describe('a rate limit', () => {
  test('is waited for, at most twice', async () => {
    answers = [limited(), limited(), limited(), limited()];
    const response = await credential.fetch(orders);
    expect(await response.text()).toBe('slow down');
    expect(sent).toHaveLength(3);
    expect(clock.delays.filter((delay) => delay === 2000)).toHaveLength(2);
  });

  test('that passes is no trouble', async () => {
    answers = [limited({ 'retry-after': '0' })];
    expect((await credential.fetch(orders, { method: 'PUT', body: 'x' })).status).toBe(200);
    expect(clock.delays).toContain(1000);
  });

  test('is the answer when it does not say how long, or longer than a minute', async () => {
    answers = [limited({}), limited({ 'retry-after': '61' })];
    expect((await credential.fetch(orders)).status).toBe(429);
    expect((await credential.fetch(orders)).status).toBe(429);
    expect(sent).toHaveLength(2);
  });

  test.each(['POST', 'PATCH'])('is the answer to %s, which is not sent twice', async (method) => {
    answers = [limited()];
    expect((await credential.fetch(orders, { method, body: 'x' })).status).toBe(429);
    expect(sent).toHaveLength(1);
  });

  test('is waited for no longer when the caller gives up', async () => {
    const caller = new AbortController();
    const held = Promise.withResolvers<undefined>();
    clock.after = () => {
      held.resolve(undefined);
      return () => undefined;
    };
    answers = [limited()];
    const failing = failureOf(credential.fetch(orders, { signal: caller.signal }));
    await held.promise;
    caller.abort();
    expect((await failing).code).toBe('cancelled');
    expect(sent).toHaveLength(1);
  });
});

describe('a token that is bound to a key', () => {
  let org: ProvingOrg;
  let owner: CredentialCoordinator;
  let bound: Credential;
  let key: ProofKey;

  beforeEach(async () => {
    org = new ProvingOrg();
    key = await ProofKey.generate();
    const client = org.client();
    owner = new CredentialCoordinator({
      storage: new InMemoryTokenStorage(),
      clientFor: () => client,
      clock: org.clock,
    });
    bound = await owner.store(await org.aToken({}, key));
  });

  test('goes with a proof for this request, this token and this nonce', async () => {
    org.nonces = 'current';
    const response = await bound.fetch(`${apiUrl}?page=2`, { method: 'delete' });
    expect(await response.json()).toEqual({ orders: [] });
    expect(org.seen.map(({ claims }) => claims)).toMatchObject([
      { htm: 'DELETE', htu: apiUrl },
      { htm: 'DELETE', htu: apiUrl, nonce: org.nonceOf(apiUrl) },
    ]);
    await bound.fetch(apiUrl);
    expect(org.seen).toHaveLength(3);
  });

  test('is sent twice at most to a server that always wants another nonce', async () => {
    org.nonces = 'insatiable';
    const failure = await failureOf(bound.fetch(apiUrl));
    expect(failure.code).toBe('dpop_proof_rejected');
    expect(org.seen).toHaveLength(2);
    for (const secret of [canary, serializeProofKey(key).d]) {
      expect(printed([failure, bound])).not.toContain(secret);
    }
  });

  test('is sent once with a body that cannot be sent again', async () => {
    org.nonces = 'current';
    const post = () => bound.fetch(apiUrl, { method: 'POST', body: new Response('an order').body });
    expect((await failureOf(post())).code).toBe('dpop_proof_rejected');
    expect(org.seen).toHaveLength(1);
    expect((await post()).status).toBe(200);
  });

  test.each([
    ['ahead', 3_600_000],
    ['behind', -3_600_000],
  ])(
    'gets through to a server whose clock is %s, and the org’s clock is not mistaken for it',
    async (_how, ahead) => {
      org.apiAhead = ahead;
      expect((await bound.fetch(apiUrl)).status).toBe(200);
      expect(org.to(apiUrl)).toHaveLength(2);
      await bound.refresh();
      expect(org.to(org.tokenUrl)).toHaveLength(1);
    },
  );

  test('is renewed with the same key when the server refuses it', async () => {
    org.next(apiUrl, unauthorized('DPoP error="invalid_token"'));
    expect((await bound.fetch(apiUrl)).status).toBe(200);
    expect(org.to(org.tokenUrl)).toHaveLength(1);
    expect(bound.token.proofKey).toBe(key);
  });

  test('hands its key on to a token of fewer scopes, and a new sign-in replaces both', async () => {
    org.scope = 'openid';
    expect((await bound.downscope(['openid'])).proofKey).toBe(key);
    const next = await org.aToken();
    await owner.signInAgain(bound.id, next);
    expect(bound.token.proofKey?.equals(next.proofKey)).toBe(true);
    expect(bound.token.accessToken).toBe(next.accessToken);
  });
});
