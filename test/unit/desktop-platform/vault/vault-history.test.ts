import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  Failure,
  historyEntry,
  newCredentialId,
  timestamp,
  type HistoryEntry,
} from '../../../../src/main/auth-foundation/index.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { addToken, expectSame, makeToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;

beforeEach(async () => {
  fixture = await VaultFixture.create();
});
afterEach(async () => {
  await fixture.dispose();
});

const signedIn = historyEntry('signed_in', timestamp(1));
const refreshed = historyEntry('refreshed', timestamp(2));
const failed = historyEntry('refresh_failed', timestamp(3), new Failure('rate_limited'));
const copied = historyEntry('copied', timestamp(4), 'access_token');

/** Waits until a timer's work has made so many writes durable. */
async function settle(disk: FaultyDisk, writes: number): Promise<void> {
  const written = (): number => disk.calls.filter((call) => call === 'syncFolder').length;
  const before = written();
  while (written() < before + writes) await new Promise((resolve) => setImmediate(resolve));
}

describe('the history', () => {
  test('of what is not there is empty, and noting it is no error', async () => {
    const vault = await fixture.open();
    await vault.note(newCredentialId(), copied);
    expect(await vault.history(newCredentialId())).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
  });

  test('goes with each write', async () => {
    const vault = await fixture.open();
    const token = makeToken();
    const metadata = describeToken(token, []);
    await vault.add(token, metadata, signedIn);
    await vault.replace(token, metadata, refreshed);
    await vault.setMetadata(metadata, failed);
    await vault.setMetadata(metadata);
    expect(await vault.history(token.id)).toEqual([signedIn, refreshed, failed]);
    const reopened = await fixture.reopen();
    expect(await reopened.history(token.id)).toEqual([signedIn, refreshed, failed]);
  });

  test('is not changed by a write that fails', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('sync', 'ENOSPC');
    await expect(vault.replace(token, describeToken(token, []), refreshed)).rejects.toMatchObject({
      code: 'disk_full',
    });
    expect(await vault.history(token.id)).toEqual([]);
  });

  test('ends with the credential', async () => {
    const vault = await fixture.open();
    const token = makeToken();
    await vault.add(token, describeToken(token, []), signedIn);
    await vault.remove(token.id);
    expect(await vault.history(token.id)).toEqual([]);
  });
});

describe('a note', () => {
  test('is there at once, without a write', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.calls.length = 0;
    await vault.note(token.id, copied);
    expect(await vault.history(token.id)).toEqual([copied]);
    expect(disk.calls).toEqual([]);
  });

  test('is written after five quiet seconds, once', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.calls.length = 0;
    await vault.note(token.id, copied);
    fixture.clock.advance(4_000);
    await vault.note(token.id, failed);
    fixture.clock.advance(4_999);
    expect(disk.calls).toEqual([]);
    fixture.clock.advance(1);
    await settle(disk, 1);
    expect(disk.calls.filter((call) => call === 'rename')).toHaveLength(1);
    expect(fixture.clock.pending).toBe(0);
    expect(await vault.history(token.id)).toEqual([copied, failed]);
    const reopened = await fixture.reopen();
    expect(await reopened.history(token.id)).toEqual([copied, failed]);
    expectSame(await reopened.get(token.id), token);
  });

  test('is written after a minute although there was no quiet', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.calls.length = 0;
    for (let second = 0; second < 60; second += 3) {
      await vault.note(token.id, copied);
      expect(disk.calls).toEqual([]);
      fixture.clock.advance(3_000);
    }
    await settle(disk, 1);
    expect(disk.calls.filter((call) => call === 'rename')).toHaveLength(1);
  });

  test('goes with the next write, which then is the only one', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    await vault.note(token.id, copied);
    await vault.setMetadata(describeToken(token, ['new']), refreshed);
    disk.calls.length = 0;
    await vault.close();
    expect(disk.calls.filter((call) => call === 'rename')).toEqual([]);
    expect(await (await fixture.open()).history(token.id)).toEqual([copied, refreshed]);
  });

  test('is written when the vault closes', async () => {
    const vault = await fixture.open();
    const tokens = [await addToken(vault, '1'), await addToken(vault, '2')];
    for (const { id } of tokens) void vault.note(id, copied);
    await vault.close();
    expect(fixture.clock.pending).toBe(0);
    const reopened = await fixture.open();
    for (const { id } of tokens) expect(await reopened.history(id)).toEqual([copied]);
  });

  test('that could not be written disturbs nothing, and goes with the next one', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const [first, second] = [await addToken(vault, '1'), await addToken(vault, '2')];
    await vault.note(first.id, copied);
    await vault.note(second.id, copied);
    disk.failNext('sync', 'ENOSPC');
    fixture.clock.advance(5_000);
    await settle(disk, 1);
    expect(await vault.history(first.id)).toEqual([copied]);
    expect(fixture.clock.pending).toBe(0);
    await vault.note(second.id, failed);
    fixture.clock.advance(5_000);
    await settle(disk, 2);
    await fixture.closeAll();
    const reopened = await fixture.open();
    expect(await reopened.history(first.id)).toEqual([copied]);
    expect(await reopened.history(second.id)).toEqual([copied, failed]);
  });

  test('that cannot be written does not keep the vault from closing', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    await vault.note(token.id, copied);
    disk.failNext('create', 'EROFS');
    await vault.close();
    expectSame(await (await fixture.open()).get(token.id), token);
  });

  test('never brings a removed credential back', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    await vault.note(token.id, copied);
    const slow = disk.holdNext('unlink');
    const removing = vault.remove(token.id);
    await slow.reached;
    fixture.clock.advance(5_000);
    const noting = vault.note(token.id, failed);
    slow.release();
    await Promise.all([removing, noting]);
    await vault.close();
    expect((await fixture.files()).has(`credentials/${token.id}.sealed`)).toBe(false);
  });

  test('never writes an older token over a newer one', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    const renewed = makeToken('renewed', token.id);
    await vault.note(token.id, copied);
    const slow = disk.holdNext('rename');
    const replacing = vault.replace(renewed, describeToken(renewed, []), refreshed);
    await slow.reached;
    fixture.clock.advance(5_000);
    const noting = vault.note(token.id, failed);
    slow.release();
    await Promise.all([replacing, noting]);
    await vault.close();
    const reopened = await fixture.open();
    expectSame(await reopened.get(token.id), renewed);
    expect(await reopened.history(token.id)).toEqual([copied, refreshed, failed]);
  });
});

describe('the journal of what ended', () => {
  async function end(entry: HistoryEntry): Promise<{ id: string; vaultIds: unknown }> {
    const vault = await fixture.open();
    const token = await addToken(vault);
    await vault.remove(token.id, entry);
    const ended = { id: token.id, vaultIds: vault.ended() };
    await fixture.closeAll();
    return ended;
  }

  test.each(['removed', 'revoked'] as const)('keeps what was %s, without a name', async (event) => {
    const { id, vaultIds } = await end(historyEntry(event, timestamp(9)));
    const expected = [{ id, issuer: 'https://example.okta.com', clientId: 'client', event, at: 9 }];
    expect(vaultIds).toEqual(expected);
    expect((await fixture.open()).ended()).toEqual(expected);
  });

  test('keeps nothing of a removal without a note, or of what was not there', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    await vault.remove(token.id);
    await vault.remove(newCredentialId(), historyEntry('removed', timestamp(9)));
    expect(vault.ended()).toEqual([]);
    await vault.close();
    expect((await fixture.files()).has('ended.sealed')).toBe(false);
  });

  test('keeps nothing of a removal that failed', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('unlink', 'EACCES');
    const removing = vault.remove(token.id, historyEntry('removed', timestamp(9)));
    await expect(removing).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(vault.ended()).toEqual([]);
  });

  test('is kept also when the vault is closed during the removal', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    const removing = vault.remove(token.id, historyEntry('revoked', timestamp(9)));
    await Promise.all([removing, vault.close()]);
    expect(fixture.clock.pending).toBe(0);
    expect((await fixture.open()).ended()).toMatchObject([{ id: token.id }]);
  });

  test('keeps the newest two hundred', async () => {
    const vault = await fixture.open();
    for (let index = 0; index < 203; index += 1) {
      const token = await addToken(vault);
      await vault.remove(token.id, historyEntry('removed', timestamp(index)));
    }
    const ended = (await fixture.reopen()).ended();
    expect(ended).toHaveLength(200);
    expect(ended[0]?.at).toBe(3);
    expect(ended.at(-1)?.at).toBe(202);
  });

  test('that is damaged is quarantined and starts anew; the old file is kept', async () => {
    await end(historyEntry('removed', timestamp(1)));
    await writeFile(join(fixture.directory, 'ended.sealed'), 'damaged');
    const vault = await fixture.open();
    expect(vault.quarantined()).toMatchObject([
      { fileName: 'ended.sealed', reason: 'not_a_record', size: 7 },
    ]);
    expect(vault.ended()).toEqual([]);
    const token = await addToken(vault);
    await vault.remove(token.id, historyEntry('removed', timestamp(2)));
    const reopened = await fixture.reopen();
    expect(reopened.ended()).toMatchObject([{ at: 2 }]);
    expect(reopened.quarantined()).toEqual([]);
    expect((await fixture.files()).get('set-aside/ended.sealed')?.toString()).toBe('damaged');
  });

  test('that is repaired comes before what ended meanwhile', async () => {
    await end(historyEntry('removed', timestamp(1)));
    const path = join(fixture.directory, 'ended.sealed');
    const whole = (await fixture.files()).get('ended.sealed') ?? Buffer.alloc(0);
    await writeFile(path, 'damaged');
    const vault = await fixture.open();
    const token = await addToken(vault);
    await vault.remove(token.id, historyEntry('revoked', timestamp(2)));
    await writeFile(path, whole);
    await vault.retryQuarantined();
    expect(vault.ended()).toMatchObject([{ at: 1 }, { at: 2 }]);
    expect((await fixture.reopen()).ended()).toMatchObject([{ at: 1 }, { at: 2 }]);
  });
});
