import { describe, expect, test } from 'vitest';
import { canary, tokensOf } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { SigningOrg } from './signing-org.ts';

const minute = 60_000;

/** An org, and a client that has verified an ID token a minute ago. */
async function site() {
  const clock = new EagerClock();
  const org = new SigningOrg(clock);
  const client = org.newClient();
  const problem = async () =>
    (await tokensOf(client.refresh(org.aToken()))).idTokenProblem?.code ?? null;
  expect(await problem()).toBeNull();
  clock.advance(minute + 1_000);
  return { org, clock, client, problem };
}

describe('when the org changes its key', () => {
  test('the next ID token verifies, after one more request for the keys', async () => {
    const { org, problem } = await site();
    org.signsWith = 'key-2';
    org.shows = ['key-1', 'key-2'];
    expect(await problem()).toBeNull();
    expect(await problem()).toBeNull();
    expect(org.count('/keys')).toBe(2);
  });

  test('many refreshes at the same time share that request', async () => {
    const { org, problem } = await site();
    org.signsWith = 'key-2';
    org.shows = ['key-2'];
    const all = Promise.withResolvers<undefined>();
    org.next('/keys', async () => {
      await all.promise;
      return org.keys();
    });
    const problems = Promise.all([problem(), problem(), problem()]);
    while (org.count('/token') < 4) await turn();
    for (let round = 0; round < 20; round += 1) await turn();
    all.resolve(undefined);
    expect(await problems).toEqual([null, null, null]);
    expect(org.count('/keys')).toBe(2);
  });
});

describe('an ID token with an unknown key', () => {
  test('is set aside, and the keys are asked for at most once a minute', async () => {
    const { org, clock, problem } = await site();
    org.signsWith = 'forged';
    expect(await Promise.all([problem(), problem()])).toEqual([
      'id_token_invalid',
      'id_token_invalid',
    ]);
    for (let second = 0; second < 58; second += 1) {
      clock.advance(1_000);
      expect(await problem()).toBe('id_token_invalid');
    }
    expect(org.count('/keys')).toBe(2);
    clock.advance(4_000);
    await problem();
    expect(org.count('/keys')).toBe(3);
  });

  test('that has a known name is refused without asking again', async () => {
    const { org, problem } = await site();
    org.signsWith = 'forged';
    org.signsAs = 'key-1';
    expect(await problem()).not.toBeNull();
    expect(org.count('/keys')).toBe(1);
  });
});

describe('when the keys cannot be had', () => {
  const lost = (): Promise<Response> => Promise.reject(new TypeError('reset'));

  test('a refresh keeps its rotated refresh token, and the ID token is set aside unverified', async () => {
    const { org, client } = await site();
    org.signsWith = 'key-2';
    org.next('/keys', lost, lost, lost);
    const answer = await tokensOf(client.refresh(org.aToken()));
    expect(answer.idTokenProblem?.code).toBe('network_unreachable');
    expect(answer.response.refresh_token).toBe(`${canary}refresh-2`);
    expect(answer.response.id_token).toBeUndefined();
  });

  test('the failure is each waiter’s own, and not remembered', async () => {
    const { org, problem } = await site();
    org.signsWith = 'key-2';
    org.shows = ['key-2'];
    org.next('/keys', lost, lost, lost, lost, lost, lost);
    expect(await Promise.all([problem(), problem()])).toEqual([
      'network_unreachable',
      'network_unreachable',
    ]);
    while (org.count('/keys') < 7) await problem();
    expect(await problem()).toBeNull();
  });

  test('a refusal is not remembered', async () => {
    const { org, problem } = await site();
    org.signsWith = 'key-2';
    org.shows = ['key-2'];
    org.next('/keys', () => new Response('', { status: 503 }));
    expect(await problem()).toBeNull();
    expect(org.count('/keys')).toBe(3);
  });

  test('an endless answer is not read to its end', async () => {
    const { org, problem } = await site();
    org.signsWith = 'key-2';
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        pulled += 1;
        if (pulled > 100) stream.close();
        else stream.enqueue(new Uint8Array(64 * 1024));
      },
    });
    org.next('/keys', () => new Response(endless));
    expect(await problem()).toBe('malformed_response');
    expect(pulled).toBeLessThan(20);
  });
});

describe('keys that cannot be renewed', () => {
  const hour = 60 * minute;
  const lost = (): Promise<Response> => Promise.reject(new TypeError('reset'));
  const down = (): Response => new Response('', { status: 503 });

  /** As {@link site}, with what was told of the keys in the background. */
  async function toldSite() {
    const clock = new EagerClock();
    const org = new SigningOrg(clock);
    const told: unknown[] = [];
    const client = org.newClient({ onBackgroundError: (thrown) => told.push(thrown) });
    const problem = async () =>
      (await tokensOf(client.refresh(org.aToken()))).idTokenProblem?.code ?? null;
    expect(await problem()).toBeNull();
    return { org, clock, client, told, problem };
  }

  test.each([
    ['the connection breaks', lost, 'network_unreachable'],
    ['the org is down', down, 'server_unavailable'],
    ['the org refuses', () => new Response('', { status: 404 }), 'discovery_failed'],
  ])('because %s are used on for a day, and why is told', async (_what, answer, code) => {
    const { org, clock, told, problem } = await toldSite();
    org.answers.set('/keys', answer);
    clock.advance(6 * minute);
    expect(await problem()).toBeNull();
    expect(told).toMatchObject([{ code }]);
    clock.advance(23 * hour);
    expect(await problem()).toBeNull();
    clock.advance(hour);
    expect(await problem()).not.toBeNull();
  });

  test('are asked for once a minute, not for every token', async () => {
    const { org, clock, problem } = await toldSite();
    org.answers.set('/keys', () => new Response('', { status: 404 }));
    clock.advance(6 * minute);
    for (let second = 0; second < 59; second += 1) {
      expect(await problem()).toBeNull();
      clock.advance(1_000);
    }
    expect(org.count('/keys')).toBe(2);
    clock.advance(1_000);
    expect(await problem()).toBeNull();
    expect(org.count('/keys')).toBe(3);
  });

  test('are renewed as soon as that works, and then as young as they are', async () => {
    const { org, clock, problem } = await toldSite();
    org.answers.set('/keys', down);
    clock.advance(6 * minute);
    await problem();
    org.answers.clear();
    clock.advance(minute);
    const before = org.count('/keys');
    expect(await problem()).toBeNull();
    clock.advance(4 * minute);
    expect(await problem()).toBeNull();
    expect(org.count('/keys')).toBe(before + 1);
  });

  test('do not verify a token of another key, which is set aside for what keeps the keys away', async () => {
    const { org, clock, problem } = await toldSite();
    org.answers.set('/keys', down);
    clock.advance(6 * minute);
    expect(await problem()).toBeNull();
    org.rotateKeys();
    expect(await problem()).toBe('server_unavailable');
    org.answers.clear();
    expect(await problem()).toBeNull();
  });

  test('do not hide what else is wrong with a token', async () => {
    const { org, clock, problem } = await toldSite();
    org.answers.set('/keys', lost);
    clock.advance(6 * minute);
    org.claims = { aud: 'another' };
    expect(await problem()).toBe('id_token_invalid');
    org.claims = {};
    org.signsWith = 'forged';
    org.signsAs = 'key-1';
    expect(await problem()).toBe('id_token_invalid');
  });

  test('let a person sign in', async () => {
    const { org, clock, client } = await toldSite();
    org.answers.set('/keys', lost);
    clock.advance(6 * minute);
    expect((await org.signIn(client)).claims?.sub).toBe('00uAda');
  });
});

test('a clock that is set back does not keep old keys', async () => {
  const { org, clock, problem } = await site();
  clock.setTo(clock.now() - 60 * minute);
  org.signsWith = 'key-2';
  org.shows = ['key-2'];
  expect(await problem()).toBeNull();
});

describe('an answer with 200 and no keys', () => {
  const nonsense = (): Response =>
    Response.json(null, { headers: { 'x-okta-request-id': 'keys-1' } });

  test('is not remembered: the next call asks again', async () => {
    const org = new SigningOrg();
    const client = org.newClient();
    org.next('/keys', nonsense);
    const answer = await tokensOf(client.refresh(org.aToken()));
    expect(answer.idTokenProblem?.code).toBe('malformed_response');
    expect((await tokensOf(client.refresh(org.aToken()))).idTokenProblem).toBeNull();
  });

  test('does not take the place of keys that still work', async () => {
    const { org, clock, problem } = await site();
    clock.advance(10 * minute);
    org.answers.set('/keys', nonsense);
    expect(await problem()).toBeNull();
    expect(org.count('/keys')).toBe(2);
  });
});
