import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

/** A credential at an org that gives fewer scopes when fewer are asked for, and rotates. */
async function site(changes: Readonly<Record<string, unknown>> = {}) {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(changes));
  made.hush();
  const answers: ReturnType<typeof aTokenResponse>[] = [];
  made.client.onRefresh = () => {
    const scope = made.client.scopes.at(-1)?.join(' ');
    const response = aTokenResponse(scope === undefined ? {} : { scope });
    answers.push(response);
    return Promise.resolve(refreshAnswer(response, made.clock.now()));
  };
  return { ...made, credential, answers };
}

describe('a down-scoped token', () => {
  test('is a token of its own, with fewer scopes and without a refresh token', async () => {
    const { answers, client, clock, coordinator, credential } = await site();
    clock.advance(5000);
    const sibling = await credential.downscope(['profile', 'profile']);
    expect(client.scopes).toEqual([['profile']]);
    expect(sibling.accessToken).toBe(answers[0]?.access_token);
    expect(sibling.scopes).toEqual(['profile']);
    expect(sibling.refreshToken).toBeUndefined();
    expect(sibling.id).not.toBe(credential.id);
    expect(sibling.issuedAt).toBe(clock.now());
    expect(sibling.context).toEqual(credential.token.context);
    expect(await coordinator.allIDs()).toEqual([credential.id]);
    await coordinator.store(sibling, ['handed out']);
    expect(await coordinator.size()).toBe(2);
  });

  test('holds no device secret, which stands for the whole session', async () => {
    const { client, credential } = await site();
    const response = aTokenResponse({ scope: 'profile', device_secret: `${canary}device` });
    client.onRefresh = () => Promise.resolve(refreshAnswer(response));
    expect((await credential.downscope(['profile'])).deviceSecret).toBeUndefined();
  });

  test('has the scopes that were asked for when the org does not tell', async () => {
    const { client, credential } = await site();
    const response = aTokenResponse({ scope: undefined });
    client.onRefresh = () => Promise.resolve(refreshAnswer(response));
    expect((await credential.downscope(['profile'])).scopes).toEqual(['profile']);
  });

  test('leaves the session as it is, but for the rotated refresh token', async () => {
    const { answers, clock, credential, storage, told } = await site();
    const { accessToken, idToken, issuedAt, scopes } = credential.token;
    const { metadata } = credential;
    const facts = { ...metadata.facts, refreshTokenRotates: true };
    clock.advance(5000);
    await credential.downscope(['profile']);
    const { token } = credential;
    expect(token).toMatchObject({ accessToken, idToken, issuedAt, scopes });
    expect(token.refreshToken).toBe(answers[0]?.refresh_token);
    expect(credential.metadata).toEqual({ ...metadata, facts });
    expect(storage.row(credential.id)?.token.equals(token)).toBe(true);
    expect(told()).toEqual([]);
  });

  test('is handed out only when the rotated refresh token is durable', async () => {
    const { credential, storage } = await site();
    const gate = storage.hold('replace');
    let isThere = false;
    const asking = credential.downscope(['profile']).then(() => {
      isThere = true;
    });
    await turn();
    expect(isThere).toBe(false);
    gate.release();
    await asking;
  });

  test('is not handed out when it cannot be written; the rotated one is in use', async () => {
    const { answers, credential, storage, told } = await site();
    storage.refuse('replace');
    expect((await failureOf(credential.downscope(['profile']))).code).toBe('token_unsaved');
    expect(credential.token.refreshToken).toBe(answers[0]?.refresh_token);
    expect(credential.isUnsaved).toBe(true);
    expect(told()).toEqual(['credential_unsaved']);
    storage.heal();
    await credential.downscope(['profile']);
    expect(credential.isUnsaved).toBe(false);
    expect(told().at(-1)).toBe('credential_saved');
  });

  test('writes nothing when the org does not rotate', async () => {
    const { client, credential, storage } = await site();
    const response = aTokenResponse({ scope: 'profile', refresh_token: undefined });
    client.onRefresh = () => Promise.resolve(refreshAnswer(response));
    const writes = storage.writes.length;
    await credential.downscope(['profile']);
    expect(storage.writes).toHaveLength(writes);
  });
});

describe('a token that may do more than was asked for', () => {
  test('is not handed out, and the refresh token that came with it is kept', async () => {
    const { client, credential, storage } = await site();
    const response = aTokenResponse({ scope: 'openid profile admin' });
    client.onRefresh = () => Promise.resolve(refreshAnswer(response));
    expect((await failureOf(credential.downscope(['profile']))).code).toBe('scope_denied');
    expect(storage.row(credential.id)?.token.refreshToken).toBe(response.refresh_token);
    expect(credential.metadata.signInNeeded).toBeNull();
  });
});

describe('asking for a down-scoped token', () => {
  test('in the moment in which the session is revoked is refused, or ends before it', async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      const { client, coordinator, credential } = await site();
      const asking = credential.downscope(['profile']).catch((thrown: unknown) => thrown);
      for (let hop = 0; hop < moment; hop += 1) await Promise.resolve();
      await credential.revoke();
      await asking;
      expect(await coordinator.allIDs()).toEqual([]);
      expect(client.revoked.map(({ value }) => value)).toContain(credential.token.refreshToken);
    }
  });

  test.each([
    ['no scope', []],
    ['a scope that was not granted', ['profile', 'admin']],
    ['two scopes in one', ['openid profile']],
    ['an empty scope', ['']],
  ])('with %s is refused, and the org is not asked', async (_what, scopes) => {
    const { client, credential } = await site();
    expect((await failureOf(credential.downscope(scopes))).code).toBe('invalid_input');
    expect(client.refreshed).toEqual([]);
  });

  test('where the granted scopes are not known is the org’s to decide', async () => {
    const { client, credential } = await site({ scope: undefined });
    await credential.downscope(['admin']);
    expect(client.scopes).toEqual([['admin']]);
  });

  test('at the same time with the same scopes is one request', async () => {
    const { client, credential } = await site();
    const [one, other] = await Promise.all([
      credential.downscope(['openid', 'profile']),
      credential.downscope(['profile', 'openid']),
    ]);
    expect(one).toBe(other);
    expect(client.refreshed).toHaveLength(1);
  });

  test('never sends a refresh token twice, whatever else is asked at the same time', async () => {
    const { client, credential, storage } = await site();
    await Promise.all([
      credential.downscope(['openid']),
      credential.refresh(),
      credential.downscope(['profile']),
      credential.refresh(),
    ]);
    const used = client.refreshed.map(({ refreshToken }) => refreshToken);
    expect(used).toHaveLength(3);
    expect(new Set(used).size).toBe(3);
    expect(storage.row(credential.id)?.token.equals(credential.token)).toBe(true);
  });

  test('that one caller gives up goes on for the other', async () => {
    const { client, credential } = await site();
    const held = client.holdRefresh();
    const impatient = new AbortController();
    const { signal } = impatient;
    const cancelled = failureOf(credential.downscope(['profile'], { signal }));
    const patient = credential.downscope(['profile']);
    impatient.abort();
    expect((await cancelled).code).toBe('cancelled');
    held.answer(refreshAnswer(aTokenResponse({ scope: 'profile' })));
    expect((await patient).scopes).toEqual(['profile']);
    const aborted = credential.downscope(['openid'], { signal: AbortSignal.abort() });
    expect((await failureOf(aborted)).code).toBe('cancelled');
    expect(client.refreshed).toHaveLength(1);
  });

  test('is refused while the session is revoked, and a revocation waits for it', async () => {
    const { client, credential } = await site();
    const held = client.holdRefresh();
    const asking = credential.downscope(['profile']);
    await turn();
    const revoking = credential.revoke();
    expect((await failureOf(credential.downscope(['openid']))).code).toBe('busy');
    await turn();
    expect(client.revoked).toEqual([]);
    const rotated = aTokenResponse({ scope: 'profile' });
    held.answer(refreshAnswer(rotated));
    await Promise.all([asking, revoking]);
    expect(client.revoked[0]?.value).toBe(rotated.refresh_token);
  });

  test('is not begun when a rotated refresh token could not be kept', async () => {
    const { client, credential, storage, told } = await site();
    storage.refuse('proveWritable');
    expect((await failureOf(credential.downscope(['profile']))).code).toBe('disk_full');
    expect(client.refreshed).toEqual([]);
    expect(told()).toEqual([]);
  });

  test('that fails for a while is the caller’s alone to know', async () => {
    const { client, credential, told } = await site();
    client.onRefresh = () => Promise.reject(new Failure('scope_denied'));
    expect((await failureOf(credential.downscope(['profile']))).code).toBe('scope_denied');
    expect(credential.metadata.signInNeeded).toBeNull();
    expect(told()).toEqual([]);
    client.onRefresh = () => Promise.reject(new Failure('no_refresh_token'));
    expect((await failureOf(credential.downscope(['profile']))).code).toBe('no_refresh_token');
    expect(told()).toEqual([]);
  });

  test('that the org refuses for good is remembered: the session has ended', async () => {
    const { client, credential, told } = await site();
    client.onRefresh = () => Promise.reject(new Failure('refresh_token_rejected'));
    await failureOf(credential.downscope(['profile']));
    expect(credential.metadata.signInNeeded?.code).toBe('refresh_token_rejected');
    expect(told()).toEqual(['credential_refresh_failed']);
  });

  test('of one that is not there, or goes away, is refused', async () => {
    const { client, coordinator, credential, storage } = await site();
    const nobody = coordinator.downscope(aToken().id, ['profile']);
    expect((await failureOf(nobody)).code).toBe('account_not_found');
    const held = client.holdRefresh();
    const asking = failureOf(credential.downscope(['profile']));
    await turn();
    await credential.remove();
    const late = aTokenResponse();
    held.answer(refreshAnswer(late));
    expect((await asking).code).toBe('account_not_found');
    await turn();
    expect(client.revoked[0]?.value).toBe(late.refresh_token);
    expect(storage.row(credential.id)).toBeUndefined();
  });

  test('while the person signs in again is asked once more, with the new session', async () => {
    const { client, coordinator, credential } = await site();
    const held = client.holdRefresh();
    const asking = credential.downscope(['profile']);
    await turn();
    const renewed = aToken({ id_token: anIdToken({ sub: '00uAda' }) });
    await coordinator.signInAgain(credential.id, renewed);
    held.answer(refreshAnswer(aTokenResponse({ scope: 'profile' })));
    expect((await asking).scopes).toEqual(['profile']);
    expect(client.refreshed.at(-1)?.refreshToken).toBe(renewed.refreshToken);
  });
});
