import { describe, expect, test } from 'vitest';
import { newCredentialId } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

// What coordinator-interleaving.test.ts has found, one by one.

describe('while the storage proves that it can be written', () => {
  /** A credential whose refresh waits for the proof. */
  async function site() {
    const made = aCoordinator();
    const credential = await made.coordinator.store(aToken());
    const proof = made.storage.hold('proveWritable');
    const refreshing = credential.refresh();
    await turn();
    made.hush();
    return { ...made, credential, proof, refreshing };
  }

  test('a credential that is removed is not asked for any more', async () => {
    const { client, credential, proof, refreshing, told } = await site();
    await credential.remove();
    proof.release();
    expect((await failureOf(refreshing)).code).toBe('account_not_found');
    expect(client.refreshed).toEqual([]);
    expect(told()).not.toContain('credential_refresh_started');
  });

  test('a new sign-in is refreshed in place of the old one', async () => {
    const { client, coordinator, credential, proof, refreshing } = await site();
    const token = aToken();
    await coordinator.signInAgain(credential.id, token);
    proof.release();
    await refreshing;
    expect(client.refreshed.map(({ refreshToken }) => refreshToken)).toEqual([token.refreshToken]);
    expect(client.revoked).toEqual([]);
  });
});

test('a refresh token that was answered for somebody else is not sent again', async () => {
  const { client, coordinator } = aCoordinator();
  const credential = await coordinator.store(aToken());
  const answer = aTokenResponse({ id_token: anIdToken({ sub: '00uGrace' }) });
  client.holdRefresh().answer(refreshAnswer(answer));
  await failureOf(credential.refresh());
  expect((await failureOf(credential.refresh())).code).toBe('subject_changed');
  expect((await failureOf(credential.downscope(['openid']))).code).toBe('subject_changed');
  expect(client.refreshed).toHaveLength(1);
  await coordinator.signInAgain(credential.id, aToken());
  await expect(credential.refresh()).resolves.toBeUndefined();
});

test('clearing a default whose credential is gone is no news', async () => {
  const { coordinator, events, storage } = aCoordinator();
  await storage.setDefaultID(newCredentialId());
  await coordinator.setDefault(null);
  expect(events).toEqual([]);
  expect(await storage.getDefaultID()).toBeNull();
});
