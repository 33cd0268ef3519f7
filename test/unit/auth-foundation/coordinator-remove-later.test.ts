import { describe, expect, test } from 'vitest';
import {
  CredentialCoordinator,
  Failure,
  historyEntry,
} from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

/** A credential, and an org that cannot be reached. */
async function site() {
  const made = aCoordinator();
  const token = aToken({ device_secret: `${canary}device` });
  const credential = await made.coordinator.store(token);
  made.client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
  made.hush();
  return { ...made, credential, token };
}

describe('removing now and revoking later', () => {
  test('removes the credential without asking the org, and keeps its tokens for that', async () => {
    const { client, coordinator, credential, events, revocations, token } = await site();
    await credential.removeAndRevokeLater();
    expect(client.revoked).toEqual([]);
    expect(await coordinator.allIDs()).toEqual([]);
    expect(revocations.stored).toMatchObject([
      {
        credentialId: credential.id,
        remaining: ['refresh_token', 'access_token', 'device_secret'],
        person: 'Ada Lovelace',
      },
    ]);
    expect(revocations.stored[0]?.token.equals(token)).toBe(true);
    expect(events).toMatchObject([
      { name: 'credential_removed', id: credential.id, reason: 'removed' },
      { name: 'default_changed', id: null, previousId: credential.id },
      { name: 'revocation_queued', credentialId: credential.id },
    ]);
  });

  test('revokes when the org can be reached again', async () => {
    const { client, clock, coordinator, credential, revocations } = await site();
    await credential.removeAndRevokeLater();
    clock.advance(1000);
    await turn();
    expect(revocations.stored).toHaveLength(1);
    client.onRevoke = () => Promise.resolve();
    await coordinator.wake('online');
    await turn();
    expect(revocations.stored).toEqual([]);
  });

  test('keeps the credential when its tokens could not be kept for later', async () => {
    const { coordinator, credential, events, revocations } = await site();
    revocations.refuse('putRevocation');
    expect((await failureOf(credential.removeAndRevokeLater())).code).toBe('disk_full');
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(events).toEqual([]);
  });

  test('revokes nothing of a credential that could not be removed', async () => {
    const { coordinator, credential, revocations, storage } = await site();
    storage.refuse('remove', 1);
    expect((await failureOf(credential.removeAndRevokeLater())).code).toBe('disk_full');
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(revocations.stored).toEqual([]);
  });

  test('revokes nothing of a credential that could not be removed, also when its entry cannot be deleted', async () => {
    const { client, clock, coordinator, credential, events, revocations, storage } = await site();
    client.onRevoke = () => Promise.resolve();
    storage.refuse('remove', 1);
    revocations.refuse('dropRevocation');
    expect((await failureOf(credential.removeAndRevokeLater())).code).toBe('disk_full');
    expect(revocations.stored).toHaveLength(1);
    expect(coordinator.revocationQueue?.list()).toEqual([]);
    clock.advance(60_000);
    await turn();
    revocations.heal();
    clock.advance(60_000);
    await turn();
    expect(client.revoked).toEqual([]);
    expect(revocations.stored).toEqual([]);
    expect(events).toEqual([]);
    expect(await coordinator.with(credential.id)).toBe(credential);
  });

  test('revokes what a refresh under way still brings', async () => {
    const { client, credential, revocations } = await site();
    const held = client.holdRefresh();
    const refreshing = failureOf(credential.refresh());
    await turn();
    await credential.removeAndRevokeLater();
    const late = aTokenResponse();
    held.answer(refreshAnswer(late));
    await refreshing;
    await turn();
    expect(revocations.stored.map(({ token }) => token.refreshToken)).toContain(late.refresh_token);
  });

  test('of one that is gone, or is being revoked, is refused', async () => {
    const { client, coordinator, credential } = await site();
    const nobody = coordinator.removeAndRevokeLater(aToken().id);
    expect((await failureOf(nobody)).code).toBe('account_not_found');
    const held = client.holdRevocations();
    const revoking = credential.revoke();
    expect((await failureOf(credential.removeAndRevokeLater())).code).toBe('busy');
    held.release();
    await revoking;
  });

  test('is not possible without a place for it', async () => {
    const { clock, client, credential, storage } = await site();
    const without = new CredentialCoordinator({ storage, clientFor: () => client, clock });
    expect(without.revocationQueue).toBeNull();
    const failure = await failureOf(without.removeAndRevokeLater(credential.id));
    expect(failure.code).toBe('internal');
  });
});

test('looking for revocations again takes none of this run for an earlier one’s', async () => {
  const { coordinator, credential, revocations, storage } = await site();
  const removing = storage.hold('remove');
  const removal = credential.removeAndRevokeLater();
  await turn();
  await coordinator.noticeRestoredRevocations();
  removing.release();
  await removal;
  expect(revocations.stored).toHaveLength(1);
  const [entry] = revocations.stored;
  const dropping = revocations.hold('dropRevocation');
  const givingUp = entry && coordinator.revocationQueue?.giveUp(entry.id);
  const looking = coordinator.noticeRestoredRevocations();
  dropping.release();
  await Promise.all([givingUp, looking]);
  expect(coordinator.revocationQueue?.list()).toEqual([]);
});

describe('after a crash', () => {
  /** The queue's entry is durable, and the credential is still there. */
  async function crashedSite() {
    const before = await site();
    const { credential, revocations } = before;
    await revocations.putRevocation({
      id: aToken().id,
      credentialId: credential.id,
      cause: 'removal',
      token: credential.token,
      remaining: ['refresh_token'],
      person: null,
      queuedAt: before.clock.now(),
      attempts: 0,
      lastFailure: null,
    });
    return { ...before, after: before.restart() };
  }

  test('a credential whose removal was not done is kept, and nothing of it is revoked', async () => {
    const { after, client, clock, credential, revocations } = await crashedSite();
    client.onRevoke = () => Promise.resolve();
    await after.coordinator.start();
    expect(await after.coordinator.allIDs()).toEqual([credential.id]);
    expect(revocations.stored).toEqual([]);
    clock.advance(60_000);
    await turn();
    expect(client.revoked).toEqual([]);
    after.coordinator.stop();
  });

  test('a credential that was refreshed since its removal was refused is kept, and nothing of it is revoked', async () => {
    const { client, clock, coordinator, credential, restart, revocations, storage } = await site();
    storage.refuse('remove', 1);
    revocations.refuse('dropRevocation');
    await failureOf(credential.removeAndRevokeLater());
    await credential.refresh();
    coordinator.stop();
    revocations.heal();
    client.onRevoke = () => Promise.resolve();
    const after = restart();
    await after.coordinator.start();
    clock.advance(60_000);
    await turn();
    expect(await after.coordinator.allIDs()).toEqual([credential.id]);
    expect(client.revoked).toEqual([]);
    expect(revocations.stored).toEqual([]);
    after.coordinator.stop();
  });

  test('tokens of an answer that was not used are revoked although the credential is here', async () => {
    const { after, client, clock, credential, revocations } = await crashedSite();
    const [entry] = revocations.stored;
    if (entry !== undefined) await revocations.putRevocation({ ...entry, cause: 'unused_answer' });
    client.onRevoke = () => Promise.resolve();
    await after.coordinator.start();
    clock.advance(1000);
    await turn();
    expect(client.revoked.map(({ value }) => value)).toEqual([entry?.token.refreshToken]);
    expect(await after.coordinator.allIDs()).toEqual([credential.id]);
    after.coordinator.stop();
  });

  test('tokens whose credential is gone are revoked', async () => {
    const { after, client, clock, credential, revocations, storage } = await crashedSite();
    client.onRevoke = () => Promise.resolve();
    await storage.remove(credential.id);
    await after.coordinator.start();
    clock.advance(1000);
    await turn();
    expect(client.revoked.map(({ value }) => value)).toEqual([credential.token.refreshToken]);
    expect(revocations.stored).toEqual([]);
    after.coordinator.stop();
  });

  test('a credential with another token is kept', async () => {
    const { after, credential } = await crashedSite();
    await after.coordinator.signInAgain(credential.id, aToken());
    await after.coordinator.start();
    expect(await after.coordinator.allIDs()).toEqual([credential.id]);
    after.coordinator.stop();
  });

  test('an entry of which it cannot be told whether its credential is here is left for the next start', async () => {
    const { after, client, clock, revocations, storage } = await crashedSite();
    client.onRevoke = () => Promise.resolve();
    storage.refuse('getMetadata', 1);
    await after.coordinator.start();
    clock.advance(60_000);
    await turn();
    expect(after.backgroundErrors).toMatchObject([{ code: 'disk_full' }]);
    expect(client.revoked).toEqual([]);
    expect(revocations.stored).toHaveLength(1);
    after.coordinator.stop();
  });

  test('a queue that cannot be read is told, and the rest starts', async () => {
    const { after, credential, revocations } = await crashedSite();
    revocations.refuse('pendingRevocations');
    await after.coordinator.start();
    expect(after.backgroundErrors).toMatchObject([{ code: 'disk_full' }]);
    expect((await after.coordinator.history(credential.id))[0]).toEqual(
      historyEntry('signed_in', after.clock.now()),
    );
    after.coordinator.stop();
  });
});
