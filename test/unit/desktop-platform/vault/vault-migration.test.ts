import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  historyEntry,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { firstFormatContent, sealFirstFormat } from './first-format-writer.ts';
import { addToken, expectSame, makeToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;

beforeEach(async () => {
  fixture = await VaultFixture.create();
  await fixture.open();
  await fixture.closeAll();
});
afterEach(async () => {
  await fixture.dispose();
});

/** Puts a record of format 1 in place, as the first version of this app left it. */
async function writeFirstFormat(token: Token, content: string): Promise<Buffer> {
  const { key } = fixture.keys.current;
  const sealed = sealFirstFormat(key, 'credential', token.id, content);
  await writeFile(fixture.pathOf(token.id), sealed);
  return sealed;
}

async function formatOf(token: Token): Promise<number> {
  return (await readFile(fixture.pathOf(token.id))).readUInt8(4);
}

describe('a credential of format 1', () => {
  test('is there as it was, described in today’s form, and its file is left as it is', async () => {
    const token = makeToken();
    const sealed = await writeFirstFormat(token, firstFormatContent(token, 5));
    const vault = await fixture.open();
    expect(vault.quarantined()).toEqual([]);
    expectSame(await vault.get(token.id), token);
    expect(await vault.getMetadata(token.id)).toEqual(describeToken(token, ['kept']));
    expect(await vault.history(token.id)).toEqual([historyEntry('migrated', fixture.clock.now())]);
    await fixture.closeAll();
    expect(await readFile(fixture.pathOf(token.id))).toEqual(sealed);
  });

  test('keeps why a sign-in was needed', async () => {
    const token = makeToken();
    const signInNeeded = { code: 'no_refresh_token', detail: null, requestId: null, at: 7 };
    await writeFirstFormat(token, firstFormatContent(token, 5, { signInNeeded }));
    const metadata = await (await fixture.open()).getMetadata(token.id);
    expect(metadata?.signInNeeded).toEqual(signInNeeded);
  });

  test('keeps its token when something in its metadata is not known any more', async () => {
    const token = makeToken();
    const signInNeeded = { code: 'unheard_of', detail: null, requestId: null, at: 7 };
    await writeFirstFormat(token, firstFormatContent(token, 5, { signInNeeded, tags: 'x' }));
    const vault = await fixture.open();
    expectSame(await vault.get(token.id), token);
    expect(await vault.getMetadata(token.id)).toEqual(describeToken(token, []));
  });

  test('keeps its place in the order', async () => {
    const [older, newer] = [makeToken('older'), makeToken('newer')];
    await writeFirstFormat(newer, firstFormatContent(newer, 20));
    await writeFirstFormat(older, firstFormatContent(older, 10));
    const vault = await fixture.open();
    const newest = await addToken(vault);
    expect(await vault.allIDs()).toEqual([older.id, newer.id, newest.id]);
    const renewed = makeToken('renewed', newer.id);
    await vault.replace(renewed, describeToken(renewed, []));
    const reopened = await fixture.reopen();
    expect(await reopened.allIDs()).toEqual([older.id, newer.id, newest.id]);
  });

  test('is written in format 2 with its next write, history included', async () => {
    const token = makeToken();
    await writeFirstFormat(token, firstFormatContent(token, 5));
    const vault = await fixture.open();
    const migratedAt = fixture.clock.now();
    fixture.clock.advance(1_000);
    await vault.setMetadata(describeToken(token, ['new']));
    expect(await formatOf(token)).toBe(2);
    const reopened = await fixture.reopen();
    expectSame(await reopened.get(token.id), token);
    expect((await reopened.getMetadata(token.id))?.tags).toEqual(['new']);
    expect(await reopened.history(token.id)).toEqual([historyEntry('migrated', migratedAt)]);
  });

  test('is written in format 2 also when only its history grew', async () => {
    const token = makeToken();
    await writeFirstFormat(token, firstFormatContent(token, 5));
    const vault = await fixture.open();
    await vault.note(token.id, historyEntry('copied', fixture.clock.now()));
    await vault.close();
    expect(await formatOf(token)).toBe(2);
    const reopened = await fixture.open();
    const events = (await reopened.history(token.id)).map(({ event }) => event);
    expect(events).toEqual(['migrated', 'copied']);
    expectSame(await reopened.get(token.id), token);
  });

  test('survives a crash at every call of the write that migrates it', async () => {
    const formats = new Set<number>();
    for (let calls = 0; calls <= 6; calls += 1) {
      const token = makeToken(String(calls));
      await writeFirstFormat(token, firstFormatContent(token, 5));
      const disk = new FaultyDisk();
      const vault = await fixture.open(disk);
      disk.crashAfter(calls);
      await vault.setMetadata(describeToken(token, ['new'])).catch(() => undefined);
      disk.crashAfter(Number.POSITIVE_INFINITY);
      await fixture.closeAll();
      const format = await formatOf(token);
      const reopened = await fixture.reopen();
      expectSame(await reopened.get(token.id), token);
      const { tags } = (await reopened.getMetadata(token.id)) ?? {};
      expect(tags).toEqual(format === 1 ? ['kept'] : ['new']);
      expect(reopened.quarantined()).toEqual([]);
      formats.add(format);
      await reopened.remove(token.id);
      await fixture.closeAll();
    }
    expect([...formats]).toEqual([1, 2]);
  });

  test.each([
    ['no JSON', () => 'no JSON'],
    ['not whole', () => '{"addedAt":1}'],
    ['about another credential', () => firstFormatContent(makeToken('other'), 1)],
  ])('whose content is %s is left alone', async (_what, content) => {
    const token = makeToken();
    const sealed = await writeFirstFormat(token, content());
    const vault = await fixture.open();
    expect(await vault.allIDs()).toEqual([]);
    expect(vault.quarantined()).toMatchObject([{ reason: 'invalid_content' }]);
    expect(await readFile(fixture.pathOf(token.id))).toEqual(sealed);
  });

  test('that was tampered with is left alone', async () => {
    const token = makeToken();
    const sealed = await writeFirstFormat(token, firstFormatContent(token, 5));
    sealed.writeUInt8(sealed.readUInt8(40) ^ 1, 40);
    await writeFile(fixture.pathOf(token.id), sealed);
    const vault = await fixture.open();
    expect(vault.quarantined()).toMatchObject([{ reason: 'wrong_key_or_tampered' }]);
  });
});

test('a default of format 1 is the default, and is written in format 2', async () => {
  const token = await addToken(await fixture.open());
  await fixture.closeAll();
  const path = join(fixture.directory, 'default.sealed');
  const content = JSON.stringify({ id: token.id });
  await writeFile(path, sealFirstFormat(fixture.keys.current.key, 'default', '', content));
  const vault = await fixture.open();
  expect(await vault.getDefaultID()).toBe(token.id);
  await vault.setDefaultID(token.id);
  expect((await readFile(path)).readUInt8(4)).toBe(2);
  expect(await (await fixture.reopen()).getDefaultID()).toBe(token.id);
});
