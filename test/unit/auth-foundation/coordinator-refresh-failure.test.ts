import { describe, expect, test } from 'vitest';
import {
  Failure,
  serializeToken,
  type Credential,
} from '../../../src/main/auth-foundation/index.ts';
import type { ErrorCode } from '../../../src/shared/index.ts';
import {
  aCoordinator,
  failureOf,
  type CoordinatorSite,
} from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

async function site(): Promise<CoordinatorSite & { credential: Credential }> {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(), ['work']);
  made.hush();
  return { ...made, credential };
}

function refusing(client: CoordinatorSite['client'], code: ErrorCode): Failure {
  const failure = new Failure(code, { detail: 'the org’s words', requestId: 'req-1' });
  client.onRefresh = () => Promise.reject(failure);
  return failure;
}

describe('a refresh that fails for a while or by configuration', () => {
  test.each<ErrorCode>([
    'network_unreachable',
    'request_timed_out',
    'rate_limited',
    'server_unavailable',
    'malformed_response',
    'client_rejected',
    'grant_not_allowed',
    'issuer_mismatch',
    'id_token_invalid',
    'internal',
  ])('(%s) changes neither memory nor storage', async (code) => {
    const { client, credential, storage, events } = await site();
    const { token, metadata } = credential;
    const writes = storage.writes.length;
    const failure = refusing(client, code);
    expect(await failureOf(credential.refresh())).toBe(failure);
    expect(credential.token).toBe(token);
    expect(credential.metadata).toBe(metadata);
    expect(storage.writes).toHaveLength(writes);
    expect(events.at(-1)).toEqual({
      name: 'credential_refresh_failed',
      id: credential.id,
      failure,
    });
  });

  test('can be tried again', async () => {
    const { client, credential } = await site();
    const usual = client.onRefresh;
    refusing(client, 'network_unreachable');
    await failureOf(credential.refresh());
    client.onRefresh = usual;
    await credential.refresh();
    expect(client.refreshed).toHaveLength(2);
  });

  test('of a kind nobody knows is an internal failure without its words', async () => {
    const { client, credential } = await site();
    client.onRefresh = () => Promise.reject(new Error('canary'));
    expect(await failureOf(credential.refresh())).toMatchObject({
      code: 'internal',
      detail: 'Error',
    });
  });
});

describe('a refresh that the org refuses for good', () => {
  test.each<ErrorCode>(['refresh_token_rejected', 'subject_changed'])(
    '(%s) is remembered with the credential, also after a restart',
    async (code) => {
      const first = await site();
      first.clock.advance(5000);
      refusing(first.client, code);
      expect((await failureOf(first.credential.refresh())).code).toBe(code);
      const expected = {
        code,
        detail: 'the org’s words',
        requestId: 'req-1',
        at: first.clock.now(),
      };
      expect(first.credential.metadata.signInNeeded).toEqual(expected);
      const found = await first.restart().coordinator.with(first.credential.id);
      expect(found?.metadata.signInNeeded).toEqual(expected);
    },
  );

  test('keeps tokens and tags', async () => {
    const { client, credential, storage } = await site();
    const before = serializeToken(credential.token);
    refusing(client, 'refresh_token_rejected');
    await failureOf(credential.refresh());
    expect(serializeToken(credential.token)).toEqual(before);
    expect(credential.tags).toEqual(['work']);
    expect(storage.row(credential.id)?.metadata).toEqual(credential.metadata);
  });

  test('is forgotten when a refresh succeeds', async () => {
    const { client, credential, storage } = await site();
    const usual = client.onRefresh;
    refusing(client, 'refresh_token_rejected');
    await failureOf(credential.refresh());
    client.onRefresh = usual;
    await credential.refresh();
    expect(credential.metadata.signInNeeded).toBeNull();
    expect(storage.row(credential.id)?.metadata.signInNeeded).toBeNull();
  });

  test('is not remembered for want of a refresh token: the access token may still be good', async () => {
    const { client, credential } = await site();
    refusing(client, 'no_refresh_token');
    await failureOf(credential.refresh());
    expect(credential.metadata.signInNeeded).toBeNull();
  });

  test('counts as unsaved while it cannot be written, and is written later', async () => {
    const { client, clock, credential, storage, told } = await site();
    refusing(client, 'refresh_token_rejected');
    storage.refuse('setMetadata');
    expect((await failureOf(credential.refresh())).code).toBe('refresh_token_rejected');
    expect(credential.metadata.signInNeeded?.code).toBe('refresh_token_rejected');
    expect(credential.isUnsaved).toBe(true);
    expect(told()).toContain('credential_unsaved');
    storage.heal();
    clock.advance(1000);
    await turn();
    expect(credential.isUnsaved).toBe(false);
    expect(storage.row(credential.id)?.metadata).toEqual(credential.metadata);
    expect(told().at(-1)).toBe('credential_saved');
  });
});
