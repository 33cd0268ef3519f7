import { describe, expect, test } from 'vitest';
import {
  Failure,
  RevocationFailure,
  type RevokeResult,
} from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

async function site(changes: Readonly<Record<string, unknown>> = {}) {
  const made = aCoordinator();
  const token = aToken({ device_secret: `${canary}device`, ...changes });
  const credential = await made.coordinator.store(token);
  made.hush();
  return { ...made, credential };
}

async function revocationFailure(promise: Promise<unknown>): Promise<readonly RevokeResult[]> {
  const failure = await failureOf(promise);
  if (!(failure instanceof RevocationFailure)) throw failure;
  return failure.results;
}

describe('revoking a credential', () => {
  test('revokes refresh token, access token and device secret, in this order, then removes it', async () => {
    const { client, credential, events, storage } = await site();
    const { refreshToken, accessToken, deviceSecret } = credential.token;
    const results = await credential.revoke();
    expect(client.revoked).toEqual([
      { kind: 'refresh_token', value: refreshToken },
      { kind: 'access_token', value: accessToken },
      { kind: 'device_secret', value: deviceSecret },
    ]);
    expect(results.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['refresh_token', 'revoked'],
      ['access_token', 'revoked'],
      ['device_secret', 'revoked'],
    ]);
    expect(storage.row(credential.id)).toBeUndefined();
    expect(events).toEqual([
      { name: 'credential_removed', id: credential.id, reason: 'revoked' },
      { name: 'default_changed', id: null, previousId: credential.id },
    ]);
  });

  test('revokes what is there', async () => {
    const { client, credential } = await site({
      refresh_token: undefined,
      device_secret: undefined,
    });
    await credential.revoke();
    expect(client.revoked.map(({ kind }) => kind)).toEqual(['access_token']);
  });

  test('removes nothing before the org has agreed to all', async () => {
    const { client, credential, coordinator, told } = await site();
    const held = client.holdRevocations();
    const revoking = credential.revoke();
    await turn();
    expect(told()).toEqual([]);
    expect(await coordinator.with(credential.id)).toBe(credential);
    held.release();
    await revoking;
    expect(await coordinator.with(credential.id)).toBeNull();
  });

  test('of one that is not there is refused', async () => {
    const { coordinator } = aCoordinator();
    expect((await failureOf(coordinator.revoke(aToken().id))).code).toBe('account_not_found');
  });
});

describe('revoking one kind of token', () => {
  test('the refresh token ends the session', async () => {
    const { client, credential, coordinator } = await site();
    await credential.revoke({ tokens: 'refresh_token' });
    expect(client.revoked.map(({ kind }) => kind)).toEqual(['refresh_token']);
    expect(await coordinator.with(credential.id)).toBeNull();
  });

  test('the access token leaves a session that can be refreshed', async () => {
    const { client, credential, coordinator, told } = await site();
    const results = await credential.revoke({ tokens: 'access_token' });
    expect(results).toEqual([{ kind: 'access_token', outcome: 'revoked', failure: null }]);
    expect(client.revoked.map(({ kind }) => kind)).toEqual(['access_token']);
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(told()).toEqual([]);
    expect((await credential.history()).at(-1)).toMatchObject({
      event: 'revoked',
      detail: 'access_token',
    });
  });

  test('the access token ends a session that cannot be refreshed', async () => {
    const { credential, coordinator } = await site({ refresh_token: undefined });
    await credential.revoke({ tokens: 'access_token' });
    expect(await coordinator.with(credential.id)).toBeNull();
  });

  test('the device secret leaves the session', async () => {
    const { credential, coordinator } = await site();
    await credential.revoke({ tokens: 'device_secret' });
    expect(await coordinator.with(credential.id)).toBe(credential);
  });

  test('that is not there is refused, and the org is not asked', async () => {
    const { client, credential, coordinator } = await site({ refresh_token: undefined });
    const failure = await failureOf(credential.revoke({ tokens: 'refresh_token' }));
    expect(failure.code).toBe('token_not_present');
    expect(client.revoked).toEqual([]);
    expect(await coordinator.with(credential.id)).toBe(credential);
  });
});

describe('a revocation that the org did not agree to', () => {
  test('keeps the credential and tells what happened to each token', async () => {
    const { client, credential, coordinator, told } = await site();
    client.onRevoke = (_value, kind) =>
      kind === 'access_token' ? Promise.reject(new Failure('client_rejected')) : Promise.resolve();
    const results = await revocationFailure(credential.revoke());
    expect(results.map(({ outcome }) => outcome)).toEqual(['revoked', 'failed', 'revoked']);
    expect(results[1]?.failure?.code).toBe('client_rejected');
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(told()).toEqual([]);
  });

  test('asks an org that cannot be reached only once', async () => {
    const { client, credential } = await site();
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    const results = await revocationFailure(credential.revoke());
    expect(client.revoked).toHaveLength(1);
    expect(results.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['refresh_token', 'failed'],
      ['access_token', 'failed'],
      ['device_secret', 'failed'],
    ]);
  });

  test('can be tried again', async () => {
    const { client, credential, coordinator } = await site();
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await revocationFailure(credential.revoke());
    client.onRevoke = () => Promise.resolve();
    await credential.revoke();
    expect(await coordinator.allIDs()).toEqual([]);
  });

  test('is no failure where the access token goes with its refresh token', async () => {
    const { client, credential } = await site();
    client.onRevoke = (_value, kind) =>
      kind === 'refresh_token'
        ? Promise.resolve()
        : Promise.reject(new Failure('revocation_unsupported'));
    const results = await credential.revoke();
    expect(results.map(({ outcome }) => outcome)).toEqual(['revoked', 'covered', 'covered']);
  });

  test('is one where there is no refresh token to take the access token along', async () => {
    const { client, credential } = await site({ refresh_token: undefined });
    client.onRevoke = () => Promise.reject(new Failure('revocation_unsupported'));
    const results = await revocationFailure(credential.revoke());
    expect(results[0]).toMatchObject({ kind: 'access_token', outcome: 'failed' });
  });

  test('holds no token in what it tells', async () => {
    const { client, credential } = await site();
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    const failure = await failureOf(credential.revoke());
    expect(JSON.stringify(failure)).not.toContain(canary);
  });
});

describe('revoking and refreshing', () => {
  test('a revocation waits for the refresh under way and revokes its tokens', async () => {
    const { client, credential } = await site();
    const held = client.holdRefresh();
    const refreshing = credential.refresh();
    const revoking = credential.revoke();
    await turn();
    expect(client.revoked).toEqual([]);
    const rotated = aTokenResponse();
    held.answer(refreshAnswer(rotated));
    await Promise.all([refreshing, revoking]);
    expect(client.revoked[0]?.value).toBe(rotated.refresh_token);
    expect(client.revoked[1]?.value).toBe(rotated.access_token);
  });

  test('a revocation goes on when the refresh under way fails', async () => {
    const { client, credential, coordinator } = await site();
    const held = client.holdRefresh();
    const refreshing = failureOf(credential.refresh());
    const revoking = credential.revoke();
    held.fail(new Failure('network_unreachable'));
    await refreshing;
    await revoking;
    expect(await coordinator.allIDs()).toEqual([]);
  });

  test('a refresh or second revocation while it runs is refused as busy', async () => {
    const { client, credential } = await site();
    const held = client.holdRevocations();
    const revoking = credential.revoke();
    expect((await failureOf(credential.refresh())).code).toBe('busy');
    expect((await failureOf(credential.revoke())).code).toBe('busy');
    held.release();
    await revoking;
    expect(client.refreshed).toEqual([]);
  });

  test('a refresh is possible again after a revocation that failed', async () => {
    const { client, credential } = await site();
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await failureOf(credential.revoke());
    await credential.refresh();
    expect(client.refreshed).toHaveLength(1);
  });
});

describe('revoking and signing in again', () => {
  test('the session that was signed in meanwhile is kept: nobody revoked it', async () => {
    const { client, coordinator, credential, storage } = await site();
    const held = client.holdRevocations();
    const revoking = credential.revoke();
    await turn();
    const renewed = aToken();
    await coordinator.signInAgain(credential.id, renewed);
    held.release();
    await revoking;
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(storage.row(credential.id)?.token.accessToken).toBe(renewed.accessToken);
  });
});

test('a credential that cannot be deleted after its revocation is kept and can be revoked again', async () => {
  const { coordinator, credential, storage } = await site();
  storage.refuse('remove', 1);
  expect((await failureOf(credential.revoke())).code).toBe('disk_full');
  expect(await coordinator.with(credential.id)).toBe(credential);
  await credential.revoke();
  expect(await coordinator.allIDs()).toEqual([]);
});
