import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

/** A credential whose refresh token was rotated while the disk was full. */
async function unsavedSite() {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(), ['work']);
  made.hush();
  made.storage.refuse('replace');
  const rotated = aTokenResponse();
  made.client.onRefresh = () => Promise.resolve(refreshAnswer(rotated));
  const failure = await failureOf(credential.refresh());
  made.client.onRefresh = () => Promise.resolve(refreshAnswer(aTokenResponse()));
  const inStorage = () => made.storage.row(credential.id);
  return { ...made, credential, rotated, failure, inStorage };
}

describe('a rotated token that cannot be written', () => {
  test('is in use from memory, and everybody is told', async () => {
    const { credential, rotated, failure, events, inStorage } = await unsavedSite();
    expect(failure.code).toBe('token_unsaved');
    expect(credential.token.accessToken).toBe(rotated.access_token);
    expect(credential.isUnsaved).toBe(true);
    expect(inStorage()?.token.accessToken).not.toBe(rotated.access_token);
    expect(events.map(({ name }) => name)).toEqual([
      'credential_refresh_started',
      'credential_unsaved',
    ]);
    expect(events.at(-1)).toMatchObject({ failure: { code: 'disk_full' } });
  });

  test('is tried again with growing pauses until it is written, and that is told once', async () => {
    const { clock, credential, rotated, storage, told, inStorage } = await unsavedSite();
    for (const pause of [1000, 2000, 4000]) {
      clock.advance(pause);
      await turn();
      expect(credential.isUnsaved).toBe(true);
      expect(clock.pending).toBe(1);
    }
    storage.heal();
    clock.advance(8000);
    await turn();
    expect(credential.isUnsaved).toBe(false);
    expect(inStorage()?.token.refreshToken).toBe(rotated.refresh_token);
    expect(told().filter((name) => name === 'credential_saved')).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('is written when the person asks for it', async () => {
    const { clock, coordinator, credential, storage, told } = await unsavedSite();
    expect((await failureOf(coordinator.saveUnsaved(credential.id))).code).toBe('disk_full');
    storage.heal();
    await coordinator.saveUnsaved(credential.id);
    expect(credential.isUnsaved).toBe(false);
    expect(told().at(-1)).toBe('credential_saved');
    expect(clock.pending).toBe(0);
  });

  test('saving what is saved does nothing', async () => {
    const { coordinator, credential, storage, told } = await unsavedSite();
    storage.heal();
    await coordinator.saveUnsaved(credential.id);
    const events = told().length;
    const writes = storage.writes.length;
    await coordinator.saveUnsaved(credential.id);
    expect(told()).toHaveLength(events);
    expect(storage.writes).toHaveLength(writes);
  });

  test('is refreshed from memory, never with the token that was rotated away', async () => {
    const { client, clock, credential, rotated, storage } = await unsavedSite();
    storage.heal();
    await credential.refresh();
    expect(client.refreshed.at(-1)?.refreshToken).toBe(rotated.refresh_token);
    expect(credential.isUnsaved).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test('that is rotated again while the disk is full has one retry timer', async () => {
    const { clock, credential } = await unsavedSite();
    await failureOf(credential.refresh());
    expect(clock.pending).toBe(1);
  });

  test('that is rotated again while a retry is under way has one retry timer', async () => {
    const { clock, credential, storage } = await unsavedSite();
    const gate = storage.hold('replace');
    clock.advance(1000);
    const refreshing = failureOf(credential.refresh());
    await turn();
    gate.release();
    await refreshing;
    await turn();
    expect(clock.pending).toBe(1);
  });

  test('that is rotated again while its retry succeeds is tried again too', async () => {
    const { clock, credential, storage, inStorage } = await unsavedSite();
    storage.heal();
    const gate = storage.hold('replace');
    clock.advance(1000);
    const refreshing = failureOf(credential.refresh());
    await turn();
    storage.refuseAfter('replace', 1);
    gate.release();
    expect((await refreshing).code).toBe('token_unsaved');
    await turn();
    expect(credential.isUnsaved).toBe(true);
    expect(clock.pending).toBe(1);
    storage.heal();
    clock.advance(1000);
    await turn();
    expect(inStorage()?.token.equals(credential.token)).toBe(true);
  });

  test('is tried no more when the credential is removed', async () => {
    const { clock, credential } = await unsavedSite();
    await credential.remove();
    expect(clock.pending).toBe(0);
  });

  test('is tried no more when the person has signed in again', async () => {
    const { clock, coordinator, credential, storage, inStorage } = await unsavedSite();
    storage.heal();
    const renewed = aToken();
    await coordinator.signInAgain(credential.id, renewed);
    expect(clock.pending).toBe(0);
    expect(inStorage()?.token.accessToken).toBe(renewed.accessToken);
  });

  test('keeps its refusal by the org, and both are written together', async () => {
    const { client, clock, credential, rotated, storage, inStorage } = await unsavedSite();
    client.onRefresh = () => Promise.reject(new Failure('refresh_token_rejected'));
    await failureOf(credential.refresh());
    expect(credential.isUnsaved).toBe(true);
    storage.heal();
    clock.advance(60_000);
    await turn();
    expect(inStorage()?.token.accessToken).toBe(rotated.access_token);
    expect(inStorage()?.metadata).toEqual(credential.metadata);
    expect(credential.metadata.signInNeeded?.code).toBe('refresh_token_rejected');
  });
});

describe('the tags of an unsaved credential', () => {
  test('are written with its token', async () => {
    const { credential, rotated, storage, told, inStorage } = await unsavedSite();
    storage.heal();
    await credential.setTags(['home']);
    expect(inStorage()?.token.accessToken).toBe(rotated.access_token);
    expect(inStorage()?.metadata.tags).toEqual(['home']);
    expect(told().slice(-2)).toEqual(['tags_updated', 'credential_saved']);
    expect(credential.isUnsaved).toBe(false);
  });

  test('stay as they were when that fails too, and the token is still tried', async () => {
    const { clock, credential } = await unsavedSite();
    expect((await failureOf(credential.setTags(['home']))).code).toBe('disk_full');
    expect(credential.tags).toEqual(['work']);
    expect(credential.isUnsaved).toBe(true);
    expect(clock.pending).toBe(1);
  });
});

describe('before the app ends', () => {
  test('every unsaved token is tried once more', async () => {
    const { coordinator, rotated, storage, inStorage } = await unsavedSite();
    await coordinator.saveEveryUnsaved();
    storage.heal();
    await coordinator.saveEveryUnsaved();
    expect(inStorage()?.token.refreshToken).toBe(rotated.refresh_token);
  });

  test('a refresh under way is waited for, and its answer is stored', async () => {
    const { client, coordinator, credential, storage, inStorage } = await unsavedSite();
    storage.heal();
    const held = client.holdRefresh();
    const refreshing = credential.refresh();
    let hasEnded = false;
    const ending = coordinator.saveEveryUnsaved().then(() => {
      hasEnded = true;
    });
    await turn();
    expect(hasEnded).toBe(false);
    const response = aTokenResponse();
    held.answer(refreshAnswer(response));
    await ending;
    expect(inStorage()?.token.refreshToken).toBe(response.refresh_token);
    await refreshing;
  });
});
