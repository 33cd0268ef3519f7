import { expect, test } from 'vitest';
import { newCredentialId, timestamp } from '../../../../src/main/auth-foundation/index.ts';
import type { StoredCredential } from '../../../../src/main/desktop-platform/vault/credential-record.ts';
import {
  planRestore,
  type VaultContent,
} from '../../../../src/main/desktop-platform/vault/restore-plan.ts';
import { aCredential } from './backup-fixture.ts';

const now = timestamp(1_767_300_000_000);
const one = aCredential('one', { addedAt: 100 });
const two = aCredential('two', { addedAt: 200 });

/** A vault with these credentials and this default. */
function aVault(
  credentials: readonly StoredCredential[],
  defaultID: VaultContent['defaultID'] = null,
): VaultContent {
  return {
    credentials: new Map(credentials.map((each) => [each.token.id, each])),
    defaultID,
  };
}

test('what is not here is added, and what is here stays as it is', () => {
  const plan = planRestore(aVault([one]), { credentials: [one, two], defaultID: null }, now);
  expect(plan.added.map(({ token }) => token)).toEqual([two.token]);
  expect(plan.kept).toEqual([one.token.id]);
});

test('the history of a restored credential goes on with its restoring', () => {
  const { added } = planRestore(aVault([]), { credentials: [one], defaultID: null }, now);
  expect(added[0]?.history.map(({ event, at }) => [event, at])).toEqual([
    ['signed_in', 100],
    ['restored', now],
  ]);
});

test('restored credentials keep their order, and none is added at the time of another', () => {
  const here = aCredential('here', { addedAt: 100 });
  const { added } = planRestore(aVault([here]), { credentials: [two, one], defaultID: null }, now);
  expect(added.map(({ token, addedAt }) => [token.id, addedAt])).toEqual([
    [one.token.id, 101],
    [two.token.id, 200],
  ]);
});

test.each([
  ['there is none here', null, two.token.id],
  ['the one here is gone', newCredentialId(), two.token.id],
  ['there is one here', one.token.id, null],
  ['the one here comes back with the backup', two.token.id, null],
])('when %s, the backup’s default is %s → %s', (_, defaultHere, expected) => {
  const backup = { credentials: [two], defaultID: two.token.id };
  expect(planRestore(aVault([one], defaultHere), backup, now).defaultID).toBe(expected);
});

test('a default that is in neither place is not set', () => {
  const backup = { credentials: [two], defaultID: newCredentialId() };
  expect(planRestore(aVault([one]), backup, now).defaultID).toBeNull();
});

test('a credential that is here becomes the default again when the backup says so', () => {
  const backup = { credentials: [one], defaultID: one.token.id };
  expect(planRestore(aVault([one]), backup, now).defaultID).toBe(one.token.id);
});
