import { describe, expect, test } from 'vitest';
import { Failure, seconds } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenResponse, builtAt } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

/** A coordinator with one stored credential, and no events yet. */
async function site(changes: Readonly<Record<string, unknown>> = {}) {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(changes), ['work']);
  made.hush();
  return { ...made, credential };
}

describe('a refresh', () => {
  test('gives the credential the new token, stored, with identifier and tags as before', async () => {
    const { client, credential, storage, told } = await site();
    const response = aTokenResponse({ id_token: anIdToken({ sub: '00uAda', name: 'Ada King' }) });
    client.onRefresh = () => Promise.resolve(refreshAnswer(response, builtAt + 1000));
    await credential.refresh();
    expect(credential.token.accessToken).toBe(response.access_token);
    expect(credential.token.refreshToken).toBe(response.refresh_token);
    expect(credential.token.issuedAt).toBe(builtAt + 1000);
    expect(credential.tags).toEqual(['work']);
    expect(credential.metadata.claims?.name).toBe('Ada King');
    const row = storage.row(credential.id);
    expect(row?.token.equals(credential.token)).toBe(true);
    expect(row?.metadata).toEqual(credential.metadata);
    expect(told()).toEqual(['credential_refresh_started', 'credential_refreshed']);
  });

  test('shows the new token only when it is durable', async () => {
    const { credential, storage, told } = await site();
    const before = credential.token;
    const gate = storage.hold('replace');
    const refreshing = credential.refresh();
    await turn();
    expect(credential.token).toBe(before);
    expect(told()).toEqual(['credential_refresh_started']);
    gate.release();
    await refreshing;
    expect(credential.token).not.toBe(before);
  });

  test('uses the newest refresh token each time, also after a restart', async () => {
    const first = await site();
    await first.credential.refresh();
    await first.credential.refresh();
    const after = first.restart();
    await after.coordinator.refresh(first.credential.id);
    const used = first.client.refreshed.map(({ refreshToken }) => refreshToken);
    expect(new Set(used).size).toBe(3);
    expect(used[2]).toBe(first.credential.token.refreshToken);
  });

  test('is told as automatic when the app began it by itself', async () => {
    const { coordinator, credential, events } = await site();
    await coordinator.refresh(credential.id, { reason: 'automatic' });
    expect(events.at(-1)).toMatchObject({ reason: 'refreshed_automatically' });
  });

  test('is not begun when its answer could not be kept: the org might rotate', async () => {
    const { client, credential, events, storage } = await site();
    const { token, metadata } = credential;
    storage.refuse('proveWritable');
    const failure = await failureOf(credential.refresh());
    expect(failure.code).toBe('disk_full');
    expect(client.refreshed).toEqual([]);
    expect(credential.token).toBe(token);
    expect(credential.metadata).toBe(metadata);
    expect(credential.isUnsaved).toBe(false);
    expect(events).toEqual([{ name: 'credential_refresh_failed', id: credential.id, failure }]);
    storage.heal();
    await credential.refresh();
    expect(client.refreshed).toHaveLength(1);
  });

  test('keeps the choice of automatic refresh', async () => {
    const { credential, storage } = await site();
    await credential.setAutomaticRefresh(true);
    await credential.refresh();
    expect(storage.row(credential.id)?.metadata.automaticRefresh).toBe(true);
  });

  test('tells why an ID token was set aside', async () => {
    const { client, credential, events, storage } = await site();
    const idTokenProblem = new Failure('id_token_invalid');
    const response = aTokenResponse({ id_token: undefined });
    client.onRefresh = () => Promise.resolve({ ...refreshAnswer(response), idTokenProblem });
    const { idToken } = credential.token;
    await credential.refresh();
    expect(events.at(-1)).toMatchObject({ name: 'credential_refreshed', idTokenProblem });
    expect(credential.token.refreshToken).toBe(response.refresh_token);
    expect(credential.token.idToken).toBe(idToken);
    const expected = { code: 'id_token_invalid', at: builtAt };
    expect(credential.metadata.idTokenProblem).toMatchObject(expected);
    expect(storage.row(credential.id)?.metadata.idTokenProblem).toMatchObject(expected);
  });

  test('forgets a bad ID token when a good one comes, and not before', async () => {
    const { client, credential } = await site();
    const without = aTokenResponse({ id_token: undefined });
    const idTokenProblem = new Failure('id_token_invalid');
    client.onRefresh = () => Promise.resolve({ ...refreshAnswer(without), idTokenProblem });
    await credential.refresh();
    client.onRefresh = () => Promise.resolve(refreshAnswer(without));
    await credential.refresh();
    expect(credential.metadata.idTokenProblem?.code).toBe('id_token_invalid');
    client.onRefresh = () => Promise.resolve(refreshAnswer(aTokenResponse()));
    await credential.refresh();
    expect(credential.metadata.idTokenProblem).toBeNull();
  });

  test('a bad ID token is forgotten at signing in again', async () => {
    const { client, coordinator, credential } = await site();
    const idTokenProblem = new Failure('id_token_invalid');
    const without = aTokenResponse({ id_token: undefined });
    client.onRefresh = () => Promise.resolve({ ...refreshAnswer(without), idTokenProblem });
    await credential.refresh();
    await coordinator.signInAgain(credential.id, aToken());
    expect(credential.metadata.idTokenProblem).toBeNull();
  });

  test('of one that is not there is refused', async () => {
    const { coordinator, client } = aCoordinator();
    expect((await failureOf(coordinator.refresh(aToken().id))).code).toBe('account_not_found');
    expect(client.refreshed).toEqual([]);
  });
});

describe('refreshIfNeeded', () => {
  test('asks the org only within the grace interval', async () => {
    const { client, clock, credential } = await site({ expires_in: 60 });
    clock.advance(29_999);
    await credential.refreshIfNeeded();
    expect(client.refreshed).toHaveLength(0);
    clock.advance(1);
    await credential.refreshIfNeeded();
    expect(client.refreshed).toHaveLength(1);
  });

  test('takes a grace interval of the caller', async () => {
    const { client, clock, credential } = await site({ expires_in: 60 });
    clock.advance(50_000);
    await credential.refreshIfNeeded(seconds(9));
    expect(client.refreshed).toHaveLength(0);
    await credential.refreshIfNeeded(seconds(10));
    expect(client.refreshed).toHaveLength(1);
  });

  test('leaves a token that lives no longer than the grace alone for half of its life', async () => {
    const { client, clock, credential } = await site({ expires_in: 20 });
    client.onRefresh = () =>
      Promise.resolve(refreshAnswer(aTokenResponse({ expires_in: 20 }), clock.now()));
    clock.advance(9_999);
    await credential.refreshIfNeeded();
    await credential.refreshIfNeeded(seconds(3600));
    expect(client.refreshed).toHaveLength(0);
    clock.advance(1);
    await credential.refreshIfNeeded();
    await credential.refreshIfNeeded();
    expect(client.refreshed).toHaveLength(1);
  });

  test('gives a token that could not be saved: it is in use all the same', async () => {
    const { client, credential, storage } = await site({ expires_in: 0 });
    const response = aTokenResponse();
    client.onRefresh = () => Promise.resolve(refreshAnswer(response));
    storage.refuse('replace');
    await credential.refreshIfNeeded();
    expect(credential.token.accessToken).toBe(response.access_token);
    expect(credential.isUnsaved).toBe(true);
  });

  test('tells every other failure', async () => {
    const { client, credential } = await site({ expires_in: 0 });
    client.onRefresh = () => Promise.reject(new Failure('network_unreachable'));
    expect((await failureOf(credential.refreshIfNeeded())).code).toBe('network_unreachable');
  });

  test('leaves a token of unknown lifetime alone', async () => {
    const { client, credential } = await site({ expires_in: undefined });
    await credential.refreshIfNeeded(seconds(1e9));
    expect(client.refreshed).toHaveLength(0);
  });
});

describe('callers that refresh at the same time', () => {
  test('share one request and its outcome', async () => {
    const { client, credential, coordinator, events } = await site();
    const held = client.holdRefresh();
    const callers = Array.from({ length: 1000 }, (_, caller) =>
      caller % 2 === 0 ? credential.refresh() : coordinator.refresh(credential.id),
    );
    await turn();
    expect(coordinator.isRefreshing(credential.id)).toBe(true);
    held.answer(refreshAnswer(aTokenResponse()));
    await Promise.all(callers);
    expect(client.refreshed).toHaveLength(1);
    expect(events.filter(({ name }) => name === 'credential_refreshed')).toHaveLength(1);
    expect(coordinator.isRefreshing(credential.id)).toBe(false);
  });

  test('share its failure', async () => {
    const { client, credential } = await site();
    const held = client.holdRefresh();
    const callers = [credential.refresh(), credential.refresh()].map(failureOf);
    held.fail(new Failure('network_unreachable'));
    const [first, second] = await Promise.all(callers);
    expect(first?.code).toBe('network_unreachable');
    expect(second).toBe(first);
  });

  test('do not wait for those of another credential', async () => {
    const { client, credential, coordinator } = await site();
    client.holdRefresh();
    void credential.refresh();
    const other = await coordinator.store(aToken());
    await other.refresh();
    expect(client.refreshed).toHaveLength(2);
  });

  test('one that gives up leaves the others', async () => {
    const { client, credential } = await site();
    const held = client.holdRefresh();
    const impatient = new AbortController();
    const cancelled = failureOf(credential.refresh({ signal: impatient.signal }));
    const patient = credential.refresh({ signal: new AbortController().signal });
    impatient.abort();
    expect((await cancelled).code).toBe('cancelled');
    const response = aTokenResponse();
    held.answer(refreshAnswer(response));
    await patient;
    expect(credential.token.accessToken).toBe(response.access_token);
  });

  test('when all have given up, the answer is kept all the same', async () => {
    const { client, credential } = await site();
    const held = client.holdRefresh();
    const impatient = new AbortController();
    const cancelled = failureOf(credential.refresh({ signal: impatient.signal }));
    impatient.abort();
    await cancelled;
    const response = aTokenResponse();
    held.answer(refreshAnswer(response));
    await turn();
    expect(credential.token.refreshToken).toBe(response.refresh_token);
  });

  test('one that had given up before it began asks for nothing', async () => {
    const { client, credential } = await site();
    client.onRefresh = () => Promise.reject(new Failure('network_unreachable'));
    const failure = await failureOf(credential.refresh({ signal: AbortSignal.abort() }));
    expect(failure.code).toBe('cancelled');
    await turn();
    expect(client.refreshed).toEqual([]);
  });
});
