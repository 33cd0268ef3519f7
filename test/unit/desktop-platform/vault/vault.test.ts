import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeToken, newCredentialId } from '../../../../src/main/auth-foundation/index.ts';
import { FaultyDisk, type DiskCall } from '../../../support/fakes/faulty-disk.ts';
import { addToken, canaries, expectSame, makeToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;

beforeEach(async () => {
  fixture = await VaultFixture.create();
});
afterEach(async () => {
  await fixture.dispose();
});

describe('keeping', () => {
  test('what was added is there, also after a restart', async () => {
    const token = await addToken(await fixture.open());
    const vault = await fixture.reopen();
    const kept = await vault.get(token.id);
    expectSame(kept, token);
    expect(kept?.issuedAt).toBe(token.issuedAt);
    expect(await vault.getMetadata(token.id)).toEqual(describeToken(token, ['canary-tag-one']));
  });

  test('what is not there is null', async () => {
    const vault = await fixture.open();
    expect(await vault.get(newCredentialId())).toBeNull();
    expect(await vault.getMetadata(newCredentialId())).toBeNull();
    expect(await vault.allIDs()).toEqual([]);
  });

  test('the order is the order of adding, also when the clock goes back, and after a restart', async () => {
    const vault = await fixture.open();
    const added = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      added.push((await addToken(vault, name)).id);
      fixture.clock.setTo(fixture.clock.now() - 60_000);
    }
    expect(await vault.allIDs()).toEqual(added);
    const reopened = await fixture.reopen();
    expect(await reopened.allIDs()).toEqual(added);
    const last = await addToken(reopened, 'e');
    expect(await (await fixture.reopen()).allIDs()).toEqual([...added, last.id]);
  });

  test('additions at the same time keep the order in which they were asked for', async () => {
    const vault = await fixture.open();
    const tokens = Array.from({ length: 40 }, (_, index) => makeToken(String(index)));
    await Promise.all(tokens.map((token) => vault.add(token, describeToken(token, []))));
    const ids = tokens.map(({ id }) => id);
    expect(await vault.allIDs()).toEqual(ids);
    expect(await (await fixture.reopen()).allIDs()).toEqual(ids);
  });

  test('an identifier that is taken is refused and nothing changes', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    const other = makeToken('other', token.id);
    await expect(vault.add(other, describeToken(other, []))).rejects.toMatchObject({
      code: 'internal',
    });
    expectSame(await vault.get(token.id), token);
  });

  test('metadata of another token is refused', async () => {
    const vault = await fixture.open();
    const metadata = describeToken(makeToken(), []);
    await expect(vault.add(makeToken(), metadata)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('changing', () => {
  test('a replaced token and its metadata are kept, at the same place in the order', async () => {
    const vault = await fixture.open();
    const first = await addToken(vault, 'first');
    const second = await addToken(vault, 'second');
    const renewed = makeToken('renewed', first.id);
    await vault.replace(renewed, describeToken(renewed, ['new']));
    const reopened = await fixture.reopen();
    expect((await reopened.get(first.id))?.accessToken).toBe('canary-access-renewed');
    expect((await reopened.getMetadata(first.id))?.tags).toEqual(['new']);
    expect(await reopened.allIDs()).toEqual([first.id, second.id]);
  });

  test('setting the metadata leaves the token', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    await vault.setMetadata(describeToken(token, ['changed']));
    const reopened = await fixture.reopen();
    expect((await reopened.getMetadata(token.id))?.tags).toEqual(['changed']);
    expectSame(await reopened.get(token.id), token);
  });

  test('a removed credential is gone, and removing it again is no error', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    await vault.remove(token.id);
    await vault.remove(token.id);
    expect(await vault.get(token.id)).toBeNull();
    expect(await (await fixture.reopen()).allIDs()).toEqual([]);
  });

  test('replacing or describing what is not there is account_not_found', async () => {
    const vault = await fixture.open();
    const token = makeToken();
    const missing = { code: 'account_not_found' };
    await expect(vault.replace(token, describeToken(token, []))).rejects.toMatchObject(missing);
    await expect(vault.setMetadata(describeToken(token, []))).rejects.toMatchObject(missing);
    expect((await fixture.files()).has(`credentials/${token.id}.sealed`)).toBe(false);
  });

  test('a later write never overtakes an earlier one', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    const slow = disk.holdNext('rename');
    const renewed = makeToken('renewed', token.id);
    const replacing = vault.replace(renewed, describeToken(renewed, ['replaced']));
    await slow.reached;
    const tagging = vault.setMetadata(describeToken(renewed, ['tagged']));
    const removing = vault.remove(token.id);
    const other = await addToken(vault, 'other');
    expect((await vault.getMetadata(token.id))?.tags).toEqual(['canary-tag-one']);
    slow.release();
    await Promise.all([replacing, tagging, removing]);
    expect(await vault.allIDs()).toEqual([other.id]);
    expect(await (await fixture.reopen()).allIDs()).toEqual([other.id]);
  });

  test('memory changes when the write is durable, not before', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    const last = disk.holdNext('syncFolder');
    const renewed = makeToken('renewed', token.id);
    const replacing = vault.replace(renewed, describeToken(renewed, []));
    await last.reached;
    expect((await vault.get(token.id))?.accessToken).toBe('canary-access-one');
    last.release();
    await replacing;
    expect((await vault.get(token.id))?.accessToken).toBe('canary-access-renewed');
  });
});

describe('the default', () => {
  test('is kept over a restart and can be cleared', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    expect(await vault.getDefaultID()).toBeNull();
    await vault.setDefaultID(token.id);
    const reopened = await fixture.reopen();
    expect(await reopened.getDefaultID()).toBe(token.id);
    await reopened.setDefaultID(null);
    expect(await (await fixture.reopen()).getDefaultID()).toBeNull();
  });

  test('stays named when its credential was removed, until it is cleared', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    await vault.setDefaultID(token.id);
    await vault.remove(token.id);
    expect(await vault.getDefaultID()).toBe(token.id);
    expect(await (await fixture.reopen()).getDefaultID()).toBe(token.id);
  });

  test('must be there', async () => {
    const vault = await fixture.open();
    await expect(vault.setDefaultID(newCredentialId())).rejects.toMatchObject({
      code: 'account_not_found',
    });
  });

  test('stays what it was when it cannot be written', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const [first, second] = [await addToken(vault, '1'), await addToken(vault, '2')];
    await vault.setDefaultID(first.id);
    disk.failNext('rename', 'EIO');
    await expect(vault.setDefaultID(second.id)).rejects.toMatchObject({
      code: 'disk_write_failed',
    });
    expect(await vault.getDefaultID()).toBe(first.id);
    expect(await (await fixture.reopen()).getDefaultID()).toBe(first.id);
  });
});

describe.each<DiskCall>(['create', 'writeFile', 'sync', 'close', 'rename'])(
  'when %s fails',
  (call) => {
    test('a replace leaves the old credential, and can be tried again', async () => {
      const disk = new FaultyDisk();
      const vault = await fixture.open(disk);
      const token = await addToken(vault);
      const renewed = makeToken('renewed', token.id);
      const metadata = describeToken(renewed, ['new']);
      disk.failNext(call, 'ENOSPC');
      await expect(vault.replace(renewed, metadata)).rejects.toMatchObject({ code: 'disk_full' });
      expectSame(await vault.get(token.id), token);
      expect((await vault.getMetadata(token.id))?.tags).toEqual(['canary-tag-one']);
      const reopened = await fixture.reopen();
      expectSame(await reopened.get(token.id), token);
      await reopened.replace(renewed, metadata);
      expectSame(await reopened.get(token.id), renewed);
    });

    test('an added credential is not there', async () => {
      const disk = new FaultyDisk();
      const vault = await fixture.open(disk);
      const token = makeToken();
      disk.failNext(call, 'EIO');
      await expect(vault.add(token, describeToken(token, []))).rejects.toMatchObject({
        code: 'disk_write_failed',
        detail: 'EIO',
      });
      expect(await vault.allIDs()).toEqual([]);
      expect(await (await fixture.reopen()).allIDs()).toEqual([]);
    });
  },
);

test('a remove that fails leaves the credential', async () => {
  const disk = new FaultyDisk();
  const vault = await fixture.open(disk);
  const token = await addToken(vault);
  disk.failNext('unlink', 'EACCES');
  await expect(vault.remove(token.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
  expectSame(await vault.get(token.id), token);
});

test('a remove whose flush failed is finished by the next one', async () => {
  const disk = new FaultyDisk();
  const vault = await fixture.open(disk);
  const token = await addToken(vault);
  disk.failNext('syncFolder', 'EIO');
  await expect(vault.remove(token.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
  await vault.remove(token.id);
  expect(await vault.get(token.id)).toBeNull();
});

describe('a last step that fails', () => {
  test('does not take away a credential whose removal was refused, also after a restart', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('syncFolder', 'EIO');
    await expect(vault.remove(token.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expectSame(await (await fixture.reopen()).get(token.id), token);
  });

  test('does not clear a default whose clearing was refused, also after a restart', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const { id } = await addToken(vault);
    await vault.setDefaultID(id);
    disk.failNext('syncFolder', 'EIO');
    await expect(vault.setDefaultID(null)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(await (await fixture.reopen()).getDefaultID()).toBe(id);
  });

  test('does not leave a credential that was refused', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.failNext('syncFolder', 'EIO');
    await expect(addToken(vault)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(await (await fixture.reopen()).allIDs()).toEqual([]);
  });

  test('is made good later when the disk goes on failing, and the old key is kept until then', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.failNext('syncFolder', 'EIO');
    disk.failNext('unlink', 'EIO');
    await expect(addToken(vault)).rejects.toMatchObject({ code: 'disk_write_failed' });
    await vault.changeKey(() => undefined);
    expect(fixture.keychain.secrets).toHaveLength(2);
    const reopened = await fixture.reopen();
    expect(await reopened.allIDs()).toEqual([]);
    expect(reopened.quarantined()).toEqual([]);
  });
});

describe('secrecy', () => {
  test('no file holds a token, a tag or the key', async () => {
    const vault = await fixture.open();
    for (const name of ['one', 'two', 'three']) await addToken(vault, name);
    await vault.setDefaultID((await vault.allIDs())[0] ?? null);
    const keys = fixture.keychain.secrets.map((text) => Buffer.from(text, 'base64'));
    expect(keys).toHaveLength(1);
    const forbidden = [...canaries.map((text) => Buffer.from(text)), ...keys];
    for (const [name, bytes] of await fixture.files()) {
      for (const text of [...forbidden, ...fixture.keychain.secrets]) {
        expect(bytes.includes(text), name).toBe(false);
      }
    }
  });

  // Registered where files have modes: on Windows the profile folder's own access list keeps other people out.
  if (process.platform !== 'win32') {
    test('folders and files are the owner’s alone', async () => {
      await addToken(await fixture.open());
      for (const folder of ['', 'credentials']) {
        expect((await stat(join(fixture.directory, folder))).mode & 0o777).toBe(0o700);
      }
      for (const name of (await fixture.files()).keys()) {
        expect((await stat(join(fixture.directory, name))).mode & 0o777, name).toBe(0o600);
      }
    });
  }
});

describe('proving that it can be written', () => {
  test('leaves no trace', async () => {
    const vault = await fixture.open();
    const before = await fixture.files();
    await vault.proveWritable();
    expect(await fixture.files()).toEqual(before);
  });

  test('rejects on a full disk, and changes nothing', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('writeFile', 'ENOSPC');
    await expect(vault.proveWritable()).rejects.toMatchObject({ code: 'disk_full' });
    await vault.proveWritable();
    expectSame(await vault.get(token.id), token);
  });

  test('a probe that a crash left is cleaned when the vault opens', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.failNext('unlink', 'EIO');
    disk.failNext('unlink', 'EIO');
    await vault.proveWritable().catch(() => undefined);
    const names = [...(await fixture.files()).keys()];
    expect(
      names.filter((name) => /^credentials\/probe\.[0-9a-f]{16}\.tmp$/.test(name)),
    ).toHaveLength(1);
    await fixture.reopen();
    expect([...(await fixture.files()).keys()]).toEqual(['vault.json']);
  });
});

test('a closed vault waits for its writes and then answers nothing', async () => {
  const disk = new FaultyDisk();
  const vault = await fixture.open(disk);
  const token = makeToken();
  const slow = disk.holdNext('rename');
  const adding = vault.add(token, describeToken(token, []));
  await slow.reached;
  const closing = vault.close();
  await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_in_use' });
  slow.release();
  await Promise.all([adding, closing]);
  await expect(vault.get(token.id)).rejects.toMatchObject({ code: 'internal' });
  await expect(vault.remove(token.id)).rejects.toMatchObject({ code: 'internal' });
  expect(await (await fixture.open()).allIDs()).toEqual([token.id]);
});
