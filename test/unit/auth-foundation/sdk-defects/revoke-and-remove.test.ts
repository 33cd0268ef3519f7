import { expect, test } from 'vitest';
import { Failure, RevocationFailure } from '../../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../../support/builders/coordinator.ts';
import { aToken } from '../../../support/builders/tokens.ts';

async function site(fields: Readonly<Record<string, unknown>> = {}) {
  const made = aCoordinator();
  const token = aToken({ device_secret: 'canary-device', ...fields });
  const credential = await made.coordinator.store(token);
  made.hush();
  return { ...made, credential };
}

test('3.2: removing a second time is no failure', async () => {
  const { credential } = await site();
  await credential.remove();
  await expect(credential.remove()).resolves.toBeUndefined();
});

test('3.4: what was revoked is removed here too, before the caller hears of it', async () => {
  const { coordinator, credential, storage } = await site();
  await credential.revoke();
  expect(storage.row(credential.id)).toBeUndefined();
  expect(await coordinator.with(credential.id)).toBeNull();
});

test('3.4: tokens are revoked one after another, refresh token first, not side by side', async () => {
  const { client, credential } = await site();
  let running = 0;
  client.onRevoke = async () => {
    expect((running += 1)).toBe(1);
    await Promise.resolve();
    running -= 1;
  };
  await credential.revoke();
  const order = ['refresh_token', 'access_token', 'device_secret'];
  expect(client.revoked.map(({ kind }) => kind)).toEqual(order);
});

test('3.4: a partial failure tells of each token, and does not keep the others from being revoked', async () => {
  const { client, credential } = await site();
  client.onRevoke = (_value, kind) =>
    kind === 'refresh_token' ? Promise.reject(new Failure('client_rejected')) : Promise.resolve();
  const failure = await failureOf(credential.revoke());
  expect(failure).toBeInstanceOf(RevocationFailure);
  expect(failure).toMatchObject({
    code: 'client_rejected',
    results: [
      { kind: 'refresh_token', outcome: 'failed' },
      { kind: 'access_token', outcome: 'revoked' },
      { kind: 'device_secret', outcome: 'revoked' },
    ],
  });
});

test('3.4: a revocation that failed keeps the credential', async () => {
  const { client, coordinator, credential } = await site();
  client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
  await failureOf(credential.revoke());
  expect(await coordinator.with(credential.id)).toBe(credential);
});

test('3.4: without network one can still sign out: it is revoked later', async () => {
  const { client, coordinator, credential } = await site();
  client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
  await credential.removeAndRevokeLater();
  expect(await coordinator.size()).toBe(0);
  expect(coordinator.revocationQueue?.list()).toMatchObject([{ credentialId: credential.id }]);
  coordinator.stop();
});

test('3.4: revoking a kind of token that is not there is a typed failure', async () => {
  const { credential } = await site({ device_secret: undefined });
  const failure = await failureOf(credential.revoke({ tokens: 'device_secret' }));
  expect(failure.code).toBe('token_not_present');
});

test('3.4: revoked at the org but not deletable here is told, and can be tried again', async () => {
  const { coordinator, credential, storage } = await site();
  storage.refuse('remove', 1);
  expect((await failureOf(credential.revoke())).failureClass).toBe('storage');
  await credential.revoke();
  expect(await coordinator.size()).toBe(0);
});

test('4: removing what is not there is no error, and is not told', async () => {
  const { coordinator, credential, told } = await site();
  await coordinator.remove(aToken().id);
  expect(told()).toEqual([]);
  expect(await coordinator.with(credential.id)).toBe(credential);
});

test('4: a removal that cannot be written keeps credential and default', async () => {
  const { coordinator, credential, storage, told } = await site();
  storage.refuse('remove', 1);
  await failureOf(credential.remove());
  expect(await coordinator.getDefault()).toBe(credential);
  expect(told()).toEqual([]);
});
