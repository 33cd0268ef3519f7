import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CredentialCoordinator,
  describeToken,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import type { Vault } from '../../../../src/main/desktop-platform/index.ts';
import { failureOf } from '../../../support/builders/coordinator.ts';
import { aToken, canary } from '../../../support/builders/tokens.ts';
import { FakeOAuth2Client } from '../../../support/fakes/fake-oauth2-client.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { damagePart, VaultFixture } from '../../desktop-platform/vault/vault-fixture.ts';

let fixture: VaultFixture;
beforeEach(async () => {
  fixture = await VaultFixture.create();
});
afterEach(async () => {
  await fixture.dispose();
});

/** A coordinator on a vault, as after a start of the app. */
function on(storage: Vault): CredentialCoordinator {
  const client = new FakeOAuth2Client();
  return new CredentialCoordinator({ storage, clientFor: () => client, clock: fixture.clock });
}

/** The bytes that tell what a file is and which format it has. */
const head = (file: Buffer): string => file.subarray(0, 5).toString('hex');

describe('1.5', () => {
  test('1.5: a stored token keeps its identifier', async () => {
    const { id } = await on(await fixture.open()).store(aToken());
    expect((await (await fixture.reopen()).get(id))?.id).toBe(id);
  });

  test('1.5: a record has a version, and editing its tags does not drop it', async () => {
    const credential = await on(await fixture.open()).store(aToken());
    const before = head(await readFile(fixture.pathOf(credential.id)));
    await credential.setTags(['new']);
    expect(head(await readFile(fixture.pathOf(credential.id)))).toBe(before);
    expect((await (await fixture.reopen()).getMetadata(credential.id))?.tags).toEqual(['new']);
  });

  test('1.5: a record that cannot be opened does not lock the person out: it is shown, and signing in works', async () => {
    const broken = await on(await fixture.open()).store(aToken());
    await fixture.closeAll();
    await damagePart(fixture.pathOf(broken.id), 0);
    const vault = await fixture.open();
    const coordinator = on(vault);
    expect(await coordinator.getDefault()).toBeNull();
    expect(vault.quarantined()).toMatchObject([{ person: 'Ada Lovelace' }]);
    const again = await coordinator.store(aToken());
    expect(await coordinator.getDefault()).toBe(again);
    expect(await (await fixture.reopen()).get(again.id)).not.toBeNull();
  });

  test('1.5: no file holds a token in the clear: not the refresh token, ID token or device secret either', async () => {
    const vault = await fixture.open();
    const credential = await on(vault).store(aToken({ device_secret: `${canary}device` }));
    await credential.refresh();
    const { accessToken, refreshToken, idToken, deviceSecret } = credential.token;
    const secrets = [accessToken, refreshToken, idToken, deviceSecret];
    await vault.close();
    const files = await fixture.files();
    expect(files.size).toBeGreaterThan(1);
    for (const content of files.values()) {
      for (const secret of secrets) expect(content.includes(secret ?? 'missing')).toBe(false);
    }
  });
});

describe('3.5', () => {
  test('3.5: the key is random and in the keychain alone, not behind a password that everybody has', async () => {
    await on(await fixture.open()).store(aToken());
    const other = await VaultFixture.create();
    await other.open();
    const [key = ''] = fixture.keychain.secrets;
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(other.keychain.secrets).not.toContain(key);
    await other.dispose();
    for (const content of (await fixture.files()).values()) {
      expect(content.includes(key)).toBe(false);
      expect(content.includes(Buffer.from(key, 'base64'))).toBe(false);
    }
  });

  test('3.5: a key that cannot be had deletes nothing', async () => {
    await on(await fixture.open()).store(aToken());
    await fixture.closeAll();
    const before = await fixture.files();
    fixture.keychain.fail('locked');
    expect((await failureOf(fixture.open())).code).toBe('keychain_locked');
    expect(await fixture.files()).toEqual(before);
    fixture.keychain.recover();
    expect(await (await fixture.open()).allIDs()).toHaveLength(1);
  });
});

describe('4', () => {
  test('4: no two writes use one nonce, not of the same credential and not of the same content', async () => {
    const credential = await on(await fixture.open()).store(aToken());
    const nonces = new Set<string>();
    const writes = 20;
    for (let write = 0; write < writes; write += 1) {
      await credential.setTags(['same']);
      // The nonce of the first part follows 17 bytes of header and 4 of its length.
      nonces.add((await readFile(fixture.pathOf(credential.id))).subarray(21, 33).toString('hex'));
    }
    expect(nonces.size).toBe(writes);
  });

  test('4: a record that cannot be opened is left as it is, and works again once it is repaired', async () => {
    const { id } = await on(await fixture.open()).store(aToken());
    await fixture.closeAll();
    const whole = await readFile(fixture.pathOf(id));
    await damagePart(fixture.pathOf(id), 0);
    const damaged = await readFile(fixture.pathOf(id));
    const vault = await fixture.open();
    expect(await vault.get(id)).toBeNull();
    await vault.allIDs();
    expect(await readFile(fixture.pathOf(id))).toEqual(damaged);
    await writeFile(fixture.pathOf(id), whole);
    expect(await vault.retryQuarantined()).toEqual([id]);
  });

  test('4: two that are the first to be written at the same time are both kept', async () => {
    const coordinator = on(await fixture.open());
    const both = await Promise.all([coordinator.store(aToken()), coordinator.store(aToken())]);
    const vault = await fixture.reopen();
    for (const { id, token } of both) expect((await vault.get(id))?.equals(token)).toBe(true);
    expect(fixture.keychain.accounts).toHaveLength(1);
  });

  test('4: replacing is never deleting first: a crash at any call keeps the old token or the new one', async () => {
    const { id, token: old } = await on(await fixture.open()).store(aToken());
    const next = aToken().withId(id);
    await fixture.closeAll();
    const found = new Set<Token>();
    for (let calls = 0; calls <= 6; calls += 1) {
      const disk = new FaultyDisk();
      const vault = await fixture.open(disk);
      await vault.replace(old, describeToken(old, []));
      disk.crashAfter(calls);
      await vault.replace(next, describeToken(next, [])).catch(() => undefined);
      disk.crashAfter(Number.POSITIVE_INFINITY);
      const kept = await (await fixture.reopen()).get(id);
      const isNew = kept?.equals(next) === true;
      expect(isNew || kept?.equals(old)).toBe(true);
      found.add(isNew ? next : old);
      await fixture.closeAll();
    }
    expect([...found]).toEqual([old, next]);
  });

  test('4: a credential whose metadata is damaged can still be removed, and nothing of it is left', async () => {
    const { id } = await on(await fixture.open()).store(aToken());
    await fixture.closeAll();
    await damagePart(fixture.pathOf(id), 1);
    const coordinator = on(await fixture.open());
    await coordinator.remove(id);
    expect(await coordinator.with(id)).toBeNull();
    expect([...(await fixture.files()).keys()].filter((name) => name.includes(id))).toEqual([]);
  });

  test('4: a default that cannot be written is the old one in memory too', async () => {
    const disk = new FaultyDisk();
    const coordinator = on(await fixture.open(disk));
    const first = await coordinator.store(aToken());
    const second = await coordinator.store(aToken());
    disk.failNext('rename', 'ENOSPC');
    expect((await failureOf(coordinator.setDefault(second.id))).code).toBe('disk_full');
    expect(await coordinator.getDefault()).toBe(first);
    expect(await (await fixture.reopen()).getDefaultID()).toBe(first.id);
  });

  test('4: metadata that belongs to another token is refused', async () => {
    const vault = await fixture.open();
    const { metadata } = await on(vault).store(aToken());
    expect((await failureOf(vault.add(aToken(), metadata))).code).toBe('internal');
  });

  test('4: a stored token is found under no name that holds a token', async () => {
    const { token } = await on(await fixture.open()).store(aToken());
    const names = [...(await fixture.files()).keys(), ...fixture.keychain.accounts].join('\n');
    expect(names).not.toContain(canary);
    expect(names).not.toContain(token.refreshToken);
  });
});
