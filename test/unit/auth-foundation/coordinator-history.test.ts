import { describe, expect, test, vi } from 'vitest';
import { Failure, historyEntry } from '../../../src/main/auth-foundation/index.ts';
import {
  aCoordinator,
  failureOf,
  type CoordinatorSite,
} from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

async function site() {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(), ['work']);
  const lines = async () =>
    (await credential.history()).map(({ event, code, detail }) =>
      [event, code, detail].filter((part) => part !== null).join(' '),
    );
  return { ...made, credential, lines };
}

function refusing(client: CoordinatorSite['client'], failure: Failure): void {
  client.onRefresh = () => Promise.reject(failure);
}

describe('the history of a credential', () => {
  test('begins with its sign-in', async () => {
    const { clock, coordinator, credential } = await site();
    expect(await coordinator.history(credential.id)).toEqual([
      historyEntry('signed_in', clock.now()),
    ]);
  });

  test('tells refreshes, sign-ins, tags and who wanted them', async () => {
    const { coordinator, credential, lines } = await site();
    await credential.refresh();
    await credential.refresh({ reason: 'automatic' });
    await credential.setTags(['home']);
    await coordinator.signInAgain(credential.id, aToken());
    expect(await lines()).toEqual([
      'signed_in',
      'refreshed',
      'refreshed_automatically',
      'tags_changed',
      'signed_in_again',
    ]);
  });

  test('tells why a refresh failed, with the request id', async () => {
    const { client, credential, storage } = await site();
    refusing(client, new Failure('network_unreachable'));
    await failureOf(credential.refresh());
    await failureOf(credential.refresh());
    refusing(client, new Failure('refresh_token_rejected', { detail: 'gone', requestId: 'req-1' }));
    await failureOf(credential.refresh());
    storage.refuse('proveWritable');
    await failureOf(credential.refresh());
    expect((await credential.history()).slice(1)).toMatchObject([
      { event: 'refresh_failed', code: 'network_unreachable', count: 2 },
      {
        event: 'refresh_failed',
        code: 'refresh_token_rejected',
        detail: 'gone',
        requestId: 'req-1',
      },
      { event: 'refresh_failed', code: 'disk_full' },
    ]);
  });

  test('writes a failure that needs a sign-in together with that need', async () => {
    const { client, credential, storage } = await site();
    refusing(client, new Failure('refresh_token_rejected'));
    const setMetadata = vi.spyOn(storage, 'setMetadata');
    await failureOf(credential.refresh());
    expect(setMetadata.mock.lastCall?.[1]).toMatchObject({ event: 'refresh_failed' });
  });

  test('tells that an ID token was set aside, in the write that keeps the rest', async () => {
    const { client, credential, lines, storage } = await site();
    const idTokenProblem = new Failure('id_token_invalid');
    const answer = refreshAnswer(aTokenResponse({ id_token: undefined }));
    client.onRefresh = () => Promise.resolve({ ...answer, idTokenProblem });
    const replace = vi.spyOn(storage, 'replace');
    await credential.refresh();
    expect(replace.mock.lastCall?.[2]).toMatchObject({ event: 'id_token_set_aside' });
    expect(await lines()).toEqual([
      'signed_in',
      'refreshed',
      'id_token_set_aside id_token_invalid',
    ]);
  });

  test('tells what could not be saved, and when it was', async () => {
    const { clock, credential, lines, storage } = await site();
    storage.refuse('replace');
    await failureOf(credential.refresh());
    storage.heal();
    clock.advance(1000);
    await turn();
    expect(await lines()).toEqual(['signed_in', 'refreshed', 'unsaved disk_full', 'saved']);
  });

  test('tells what was saved along with tags', async () => {
    const { credential, lines, storage } = await site();
    storage.refuse('replace', 1);
    await failureOf(credential.refresh());
    await credential.setTags(['home']);
    expect((await lines()).slice(-2)).toEqual(['tags_changed', 'saved']);
  });

  test('tells for which scopes a token was handed out, rotated or not', async () => {
    const { client, credential, lines } = await site();
    await credential.downscope(['profile', 'openid']);
    client.onRefresh = () =>
      Promise.resolve(refreshAnswer(aTokenResponse({ scope: 'openid', refresh_token: undefined })));
    await credential.downscope(['openid']);
    expect((await lines()).slice(1)).toEqual(['downscoped openid profile', 'downscoped openid']);
  });

  test('tells that the org did not agree to a revocation', async () => {
    const { client, credential, lines } = await site();
    client.onRevoke = () => Promise.reject(new Failure('client_rejected'));
    await failureOf(credential.revoke());
    expect((await lines()).at(-1)).toBe('revoke_failed client_rejected');
  });

  test.each([
    ['removed', 'remove'],
    ['revoked', 'revoke'],
  ] as const)('ends with %s', async (event, how) => {
    const { clock, credential, storage } = await site();
    const remove = vi.spyOn(storage, 'remove');
    await credential[how]();
    expect(remove).toHaveBeenCalledWith(credential.id, historyEntry(event, clock.now()));
    expect(await credential.history()).toEqual([]);
  });

  test('takes what the app has to say', async () => {
    const { clock, coordinator, credential, lines } = await site();
    await coordinator.note(credential.id, historyEntry('copied', clock.now(), 'access_token'));
    expect((await lines()).at(-1)).toBe('copied access_token');
  });

  test('fails nothing when it cannot be kept', async () => {
    const { backgroundErrors, client, credential, storage } = await site();
    storage.refuse('note');
    refusing(client, new Failure('network_unreachable'));
    expect((await failureOf(credential.refresh())).code).toBe('network_unreachable');
    expect(backgroundErrors).toMatchObject([{ code: 'disk_full' }]);
  });

  test('holds no token', async () => {
    const { client, credential } = await site();
    await credential.refresh();
    await credential.downscope(['openid']);
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await failureOf(credential.revoke());
    expect(printed(await credential.history())).not.toContain(canary);
  });
});
