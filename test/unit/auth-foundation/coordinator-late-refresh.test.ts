import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

/** A credential whose refresh is under way. */
async function refreshingSite() {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(), ['work']);
  const held = made.client.holdRefresh();
  const refreshing = credential.refresh();
  refreshing.catch(() => undefined);
  await turn();
  made.hush();
  return { ...made, credential, held, refreshing };
}

describe('a refresh that is answered after the credential was removed', () => {
  test('brings nothing back, and its tokens are revoked', async () => {
    const { client, credential, events, held, refreshing, storage } = await refreshingSite();
    await credential.remove();
    const late = aTokenResponse();
    held.answer(refreshAnswer(late));
    expect((await failureOf(refreshing)).code).toBe('account_not_found');
    await turn();
    expect(storage.row(credential.id)).toBeUndefined();
    expect(events.at(-1)).toEqual({ name: 'credential_refresh_dropped', id: credential.id });
    expect(client.revoked.map(({ value }) => value)).toEqual([
      late.refresh_token,
      late.access_token,
    ]);
  });

  test('is dropped also when the revocation does not work', async () => {
    const { client, credential, held, refreshing, coordinator } = await refreshingSite();
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await credential.remove();
    held.answer(refreshAnswer(aTokenResponse()));
    expect((await failureOf(refreshing)).code).toBe('account_not_found');
    expect(await coordinator.allIDs()).toEqual([]);
  });

  test('is revoked later when its org cannot be reached now', async () => {
    const { client, credential, held, refreshing, revocations } = await refreshingSite();
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await credential.remove();
    const late = aTokenResponse();
    held.answer(refreshAnswer(late));
    await failureOf(refreshing);
    await turn();
    expect(revocations.stored).toMatchObject([
      {
        credentialId: credential.id,
        remaining: ['refresh_token', 'access_token'],
        person: 'Ada Lovelace',
      },
    ]);
    expect(revocations.stored[0]?.token.refreshToken).toBe(late.refresh_token);
  });

  test('is not tried again when its org refused', async () => {
    const { client, credential, held, refreshing, revocations } = await refreshingSite();
    client.onRevoke = () => Promise.reject(new Failure('client_rejected'));
    await credential.remove();
    held.answer(refreshAnswer(aTokenResponse()));
    await failureOf(refreshing);
    await turn();
    expect(revocations.stored).toEqual([]);
  });

  test('revokes only what the answer brought: what it did not renew is not the answer’s', async () => {
    const { client, coordinator } = aCoordinator();
    const token = aToken({ device_secret: `${canary}device` });
    const credential = await coordinator.store(token);
    const held = client.holdRefresh();
    const refreshing = failureOf(credential.refresh());
    await turn();
    await credential.remove();
    const late = aTokenResponse({ refresh_token: undefined });
    held.answer(refreshAnswer(late));
    await refreshing;
    await turn();
    expect(client.revoked.map(({ value }) => value)).toEqual([late.access_token]);
  });

  test('that fails changes nothing', async () => {
    const { credential, held, refreshing, told, coordinator } = await refreshingSite();
    await credential.remove();
    held.fail(new Failure('refresh_token_rejected'));
    await failureOf(refreshing);
    expect(told()).toEqual(['credential_removed', 'default_changed']);
    expect(await coordinator.allIDs()).toEqual([]);
  });
});

describe('a refresh that is answered after the person signed in again', () => {
  test('leaves the new sign-in, and revokes nothing: both may be of one grant', async () => {
    const { client, coordinator, credential, held, refreshing, told } = await refreshingSite();
    const renewed = aToken();
    await coordinator.signInAgain(credential.id, renewed);
    const late = aTokenResponse();
    held.answer(refreshAnswer(late));
    await refreshing;
    await turn();
    expect(credential.token.accessToken).toBe(renewed.accessToken);
    expect(told()).toEqual(['credential_refreshed', 'credential_refresh_dropped']);
    expect(client.revoked).toEqual([]);
  });

  test('is no failure for its callers: the token they waited for is there', async () => {
    const { coordinator, credential, held, refreshing } = await refreshingSite();
    await coordinator.signInAgain(credential.id, aToken());
    held.answer(refreshAnswer(aTokenResponse()));
    await expect(refreshing).resolves.toBeUndefined();
  });

  test('and fails, neither asks for a sign-in that was just done, nor fails its callers', async () => {
    const { coordinator, credential, held, refreshing, told } = await refreshingSite();
    await coordinator.signInAgain(credential.id, aToken());
    held.fail(new Failure('refresh_token_rejected'));
    await expect(refreshing).resolves.toBeUndefined();
    expect(credential.metadata.signInNeeded).toBeNull();
    expect(told()).toEqual(['credential_refreshed']);
  });

  test('does not keep the credential waiting while its tokens are revoked', async () => {
    const { client, coordinator, credential, held } = await refreshingSite();
    await coordinator.signInAgain(credential.id, aToken());
    const revocation = client.holdRevocations();
    held.answer(refreshAnswer(aTokenResponse()));
    await turn();
    await credential.setTags(['home']);
    expect(credential.tags).toEqual(['home']);
    revocation.release();
  });
});

describe('signing in again', () => {
  test('keeps identifier, tags and default, and ends the need for it', async () => {
    const site = aCoordinator();
    const credential = await site.coordinator.store(aToken(), ['work']);
    site.client.onRefresh = () => Promise.reject(new Failure('refresh_token_rejected'));
    await failureOf(credential.refresh());
    site.hush();
    const renewed = aToken();
    const answer = await site.coordinator.signInAgain(credential.id, renewed);
    expect(answer).toBe(credential);
    expect(credential.token.accessToken).toBe(renewed.accessToken);
    expect(credential.token.id).toBe(credential.id);
    expect(credential.tags).toEqual(['work']);
    expect(credential.metadata.signInNeeded).toBeNull();
    expect(await site.coordinator.getDefault()).toBe(credential);
    expect(site.events).toEqual([
      {
        name: 'credential_refreshed',
        id: credential.id,
        reason: 'signed_in_again',
        idTokenProblem: null,
      },
    ]);
    const row = site.storage.row(credential.id);
    expect(row?.token.accessToken).toBe(renewed.accessToken);
  });

  test('keeps the choice of automatic refresh', async () => {
    const { coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken());
    await credential.setAutomaticRefresh(false);
    await coordinator.signInAgain(credential.id, aToken());
    expect(credential.metadata.automaticRefresh).toBe(false);
  });

  test('that cannot be written keeps the old token', async () => {
    const { coordinator, storage } = aCoordinator();
    const credential = await coordinator.store(aToken());
    const before = credential.token;
    storage.refuse('replace', 1);
    expect((await failureOf(coordinator.signInAgain(credential.id, aToken()))).code).toBe(
      'disk_full',
    );
    expect(credential.token).toBe(before);
  });

  test('to an account that is gone is refused', async () => {
    const { coordinator } = aCoordinator();
    const failure = await failureOf(coordinator.signInAgain(aToken().id, aToken()));
    expect(failure.code).toBe('account_not_found');
  });
});
