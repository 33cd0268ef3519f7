import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  Failure,
  newCredentialId,
  noteFailure,
  serializeToken,
  timestamp,
  type PendingRevocation,
} from '../../../../src/main/auth-foundation/index.ts';
import type { Vault } from '../../../../src/main/desktop-platform/index.ts';
import { FaultyDisk, type DiskCall } from '../../../support/fakes/faulty-disk.ts';
import { canaries, makeToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;

beforeEach(async () => {
  fixture = await VaultFixture.create();
});
afterEach(async () => {
  await fixture.dispose();
});

function aRevocation(changes: Partial<PendingRevocation> = {}): PendingRevocation {
  const token = makeToken();
  return {
    id: newCredentialId(),
    credentialId: token.id,
    cause: 'removal',
    token,
    remaining: ['refresh_token', 'access_token'],
    person: 'Ada Lovelace',
    queuedAt: timestamp(1_000),
    attempts: 0,
    lastFailure: null,
    ...changes,
  };
}

async function pendingIn(vault: Vault): Promise<unknown> {
  const entries = await vault.pendingRevocations();
  return entries.map((entry) => ({ ...entry, token: serializeToken(entry.token) }));
}

const plain = (entry: PendingRevocation): unknown => ({
  ...entry,
  token: serializeToken(entry.token),
});
const pathOf = ({ id }: PendingRevocation): string =>
  join(fixture.directory, 'revocations', `${id}.sealed`);

describe('pending revocations', () => {
  test('are there, oldest first, also after a restart', async () => {
    const vault = await fixture.open();
    const newer = aRevocation({ queuedAt: timestamp(2_000) });
    const older = aRevocation({
      attempts: 3,
      lastFailure: noteFailure(new Failure('network_unreachable'), timestamp(5)),
      person: null,
    });
    await vault.putRevocation(newer);
    await vault.putRevocation(older);
    expect(await pendingIn(vault)).toEqual([plain(older), plain(newer)]);
    expect(await pendingIn(await fixture.reopen())).toEqual([plain(older), plain(newer)]);
  });

  test('are replaced by their identifier, and dropped', async () => {
    const vault = await fixture.open();
    const entry = aRevocation();
    await vault.putRevocation(entry);
    const tried = { ...entry, remaining: ['access_token'] as const, attempts: 1 };
    await vault.putRevocation(tried);
    expect(await pendingIn(await fixture.reopen())).toEqual([plain(tried)]);
    const reopened = await fixture.reopen();
    await reopened.dropRevocation(entry.id);
    await reopened.dropRevocation(entry.id);
    expect(await reopened.pendingRevocations()).toEqual([]);
    expect(await (await fixture.reopen()).pendingRevocations()).toEqual([]);
  });

  test('show nothing in their files', async () => {
    const vault = await fixture.open();
    const entry = aRevocation();
    await vault.putRevocation(entry);
    const bytes = await readFile(pathOf(entry));
    for (const text of [...canaries, 'Ada', entry.credentialId]) {
      expect(bytes.includes(text)).toBe(false);
    }
  });

  test('are no credentials', async () => {
    const vault = await fixture.open();
    await vault.putRevocation(aRevocation());
    expect(await (await fixture.reopen()).allIDs()).toEqual([]);
  });

  test.each<DiskCall>(['create', 'writeFile', 'sync', 'close', 'rename'])(
    'stay as they were when %s fails',
    async (call) => {
      const disk = new FaultyDisk();
      const vault = await fixture.open(disk);
      const entry = aRevocation();
      await vault.putRevocation(entry);
      disk.failNext(call, 'ENOSPC');
      const putting = vault.putRevocation({ ...entry, attempts: 1 });
      await expect(putting).rejects.toMatchObject({ code: 'disk_full' });
      expect(await pendingIn(vault)).toEqual([plain(entry)]);
      expect(await pendingIn(await fixture.reopen())).toEqual([plain(entry)]);
    },
  );

  test('stay when they cannot be deleted', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const entry = aRevocation();
    await vault.putRevocation(entry);
    disk.failNext('unlink', 'EACCES');
    await expect(vault.dropRevocation(entry.id)).rejects.toMatchObject({
      code: 'disk_write_failed',
    });
    expect(await pendingIn(vault)).toEqual([plain(entry)]);
  });

  test('that are damaged are left alone, the others work, and a repaired one comes back', async () => {
    const vault = await fixture.open();
    const [bad, good] = [aRevocation(), aRevocation()];
    await vault.putRevocation(bad);
    await vault.putRevocation(good);
    const whole = await readFile(pathOf(bad));
    await copyFile(pathOf(good), pathOf(bad));
    await writeFile(join(fixture.directory, 'revocations', 'strange.sealed'), 'x');
    const reopened = await fixture.reopen();
    expect(await pendingIn(reopened)).toEqual([plain(good)]);
    const listed = reopened.quarantined().map(({ fileName, reason }) => [fileName, reason]);
    expect(listed).toEqual([
      [`revocations/${bad.id}.sealed`, 'wrong_key_or_tampered'],
      ['revocations/strange.sealed', 'wrong_name'],
    ]);
    await writeFile(pathOf(bad), whole);
    expect(await reopened.retryQuarantined()).toEqual([]);
    expect(reopened.quarantined()).toHaveLength(1);
    expect(await reopened.pendingRevocations()).toHaveLength(2);
  });

  test('come back when a file that was set aside is moved back', async () => {
    const vault = await fixture.open();
    const entry = aRevocation();
    await vault.putRevocation(entry);
    const whole = await readFile(pathOf(entry));
    await writeFile(pathOf(entry), 'damaged');
    const reopened = await fixture.reopen();
    await reopened.setQuarantinedAside(`revocations/${entry.id}.sealed`);
    await writeFile(pathOf(entry), whole);
    await reopened.retryQuarantined();
    expect(await pendingIn(reopened)).toEqual([plain(entry)]);
  });
});
