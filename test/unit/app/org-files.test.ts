import { readFile, readdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../support/builders/coordinator.ts';
import { anOrgInput, anOrgProfile } from '../../support/builders/org-profile.ts';
import { OrgsSite } from './orgs-site.ts';

const head = { format: 'okta-account-manager/orgs', version: 1 };

let site: OrgsSite;

beforeEach(async () => {
  site = await OrgsSite.open();
  site.chosen = site.path('orgs.json');
});

afterEach(async () => {
  await site.close();
});

/** Puts a file where the person chooses one. */
async function chooses(content: unknown): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(site.path('orgs.json'), text);
}

function keeps(...orgs: readonly object[]): void {
  site.documents.write({ orgs });
  site.restart();
}

describe('exporting', () => {
  test('writes every own profile, and what is in the file can be imported elsewhere', async () => {
    const first = anOrgProfile({ dpop: true, maxAge: 0, uiLocales: ['de'] });
    const second = anOrgProfile({
      id: 'org-2',
      clientId: '0oaOther',
      redirectPorts: { kind: 'any_free' },
    });
    keeps(first, second);
    expect(await site.orgs.exportProfiles()).toEqual({ kind: 'saved', orgs: 2 });
    expect(site.dialogs).toEqual([{ name: 'Okta orgs.json', kind: 'orgs' }]);
    keeps();
    expect(await site.orgs.importProfiles()).toEqual({
      kind: 'imported',
      added: 2,
      kept: 0,
      refused: [],
    });
    const withoutIds = site.orgs.profiles.map((org) => ({ ...org, id: '' }));
    expect(withoutIds).toEqual([first, second].map((org) => ({ ...org, id: '' })));
  });

  test('writes no identifier, and no parameter that looks like a secret', async () => {
    const parameters = [
      { name: 'client_secret', value: 'canary' },
      { name: 'idp', value: '0oa1' },
    ];
    keeps(anOrgProfile({ id: 'canary-id', parameters }));
    await site.orgs.exportProfiles();
    const text = await readFile(site.path('orgs.json'), 'utf8');
    expect(text).not.toContain('canary');
    expect(JSON.parse(text)).toEqual({
      ...head,
      orgs: [anOrgInput({ parameters: [{ name: 'idp', value: '0oa1' }] })],
    });
  });

  test('onto a full disk leaves the file that was there', async () => {
    keeps(anOrgProfile());
    await chooses('before');
    site.disk.failNext('writeFile', 'ENOSPC');
    expect((await failureOf(site.orgs.exportProfiles())).code).toBe('disk_full');
    expect(await readFile(site.path('orgs.json'), 'utf8')).toBe('before');
    expect(await readdir(site.folder)).toEqual(['orgs.json']);
  });

  test('can be called off', async () => {
    site.chosen = null;
    expect(await site.orgs.exportProfiles()).toEqual({ kind: 'cancelled' });
    expect(await readdir(site.folder)).toEqual([]);
  });
});

describe('importing', () => {
  test('adds what is not here, keeps what is, and tells what is wrong with the rest', async () => {
    keeps(anOrgProfile({ name: 'Mine' }));
    await chooses({
      ...head,
      orgs: [
        anOrgInput({ name: 'Theirs' }),
        anOrgInput({ clientId: '0oaNew', name: 'New' }),
        anOrgInput({ clientId: '0oaNew', name: 'New again' }),
        anOrgInput({ name: 'Spaced', scopes: ['a b'] }),
        { ...anOrgInput({ name: 'Later' }), fromTheFuture: 1 },
        'canary',
        { issuer: 'https://a.example', clientId: 'x', scopes: [] },
      ],
    });
    const result = await site.orgs.importProfiles();
    expect(result).toMatchObject({ kind: 'imported', added: 1, kept: 2 });
    expect(result.kind === 'imported' && result.refused).toEqual([
      { name: 'Spaced', reason: 'A scope has a space in it: enter each one by itself.' },
      { name: 'Later', reason: 'Unrecognized key: "fromTheFuture".' },
      { name: 'Profile 6', reason: 'Invalid input: expected object, received string.' },
      { name: 'Profile 7', reason: expect.stringContaining('scopes: ') as string },
    ]);
    expect(site.orgs.profiles.map(({ name }) => name)).toEqual(['Mine', 'New']);
    expect(site.asked).toEqual([]);
    expect(site.changes).toBe(1);
  });

  test('takes a file of the fewest fields, with a byte order mark', async () => {
    const { name, issuer, clientId, scopes } = anOrgInput();
    await chooses(
      `\uFEFF${JSON.stringify({ ...head, orgs: [{ name, issuer, clientId, scopes }] })}`,
    );
    await site.orgs.importProfiles();
    expect(site.orgs.profiles).toMatchObject([anOrgInput()]);
  });

  test.each([
    ['no JSON', 'canary', 'not JSON'],
    ['another JSON', { canary: 1 }, 'format'],
    ['a list', [], 'format'],
    ['null', 'null', 'format'],
    ['a newer version', { ...head, version: 2, orgs: [] }, 'newer version'],
    ['no list of profiles', { ...head, orgs: {} }, 'format'],
    ['too many profiles', { ...head, orgs: Array.from({ length: 1001 }, () => 0) }, '1000'],
    ['too much', { ...head, orgs: ['x'.repeat(1024 * 1024)] }, '1 MiB'],
  ])('refuses %s, and changes nothing', async (_what, content, words) => {
    keeps(anOrgProfile());
    await chooses(content);
    const failure = await failureOf(site.orgs.importProfiles());
    expect(failure.code).toBe('org_file_invalid');
    expect(failure.detail).toContain(words);
    expect(failure.detail).not.toContain('canary');
    expect(site.orgs.profiles).toEqual([anOrgProfile()]);
  });

  test('tells why a file cannot be read', async () => {
    const failure = await failureOf(site.orgs.importProfiles());
    expect(failure).toMatchObject({ code: 'org_file_invalid', detail: 'ENOENT' });
  });

  test('that cannot be kept adds none', async () => {
    await chooses({ ...head, orgs: [anOrgInput()] });
    site.documents.failure = new Error('full');
    expect((await failureOf(site.orgs.importProfiles())).code).toBe('disk_write_failed');
    expect(site.orgs.profiles).toEqual([]);
  });

  test('can be called off', async () => {
    site.chosen = null;
    expect(await site.orgs.importProfiles()).toEqual({ kind: 'cancelled' });
  });
});
