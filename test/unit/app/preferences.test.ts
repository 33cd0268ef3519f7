import { describe, expect, test } from 'vitest';
import { Preferences } from '../../../src/main/app/preferences.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { anOrgInput } from '../../support/builders/org-profile.ts';
import { MemoryDocuments } from '../../support/fakes/memory-documents.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

const example = anOrgInput();

function site(document?: unknown) {
  const documents = new MemoryDocuments(document);
  const log = new RecordingLog();
  const reopen = () => new Preferences(documents, log);
  return { documents, log, reopen, preferences: reopen() };
}

function failureFrom(action: () => unknown): Failure {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  throw new Error('Expected a Failure.');
}

/** The line of the log that tells how much was dropped. */
function dropped(counts: Readonly<Record<string, number>>) {
  const fields = { parts: 0, settings: 0, orgs: 0, ...counts };
  return { level: 'error', event: 'preferences_dropped', fields };
}

describe('the document', () => {
  test('may be missing: then the defaults hold', () => {
    const { preferences, log } = site();
    expect(preferences.settings).toEqual({
      theme: 'system',
      clipboardSeconds: 45,
      automaticRefresh: false,
    });
    expect(preferences.orgs).toEqual([]);
    expect(preferences.signInTimeout).toBe(300_000);
    expect(log.lines).toEqual([]);
  });

  test.each([
    ['is a list', []],
    ['is a text', 'settings'],
  ])('that %s is replaced by the defaults, and that is logged', (_what, document) => {
    const { preferences, log } = site(document);
    expect(preferences.settings).toEqual({
      theme: 'system',
      clipboardSeconds: 45,
      automaticRefresh: false,
    });
    expect(preferences.orgs).toEqual([]);
    expect(log.lines).toEqual([dropped({ parts: 1 })]);
  });

  test.each([
    [
      'theme',
      { theme: 'pink', clipboardSeconds: 10 },
      { theme: 'system', clipboardSeconds: 10, automaticRefresh: false },
    ],
    [
      'time',
      { theme: 'dark', clipboardSeconds: 1e9 },
      { theme: 'dark', clipboardSeconds: 45, automaticRefresh: false },
    ],
  ])('keeps the other settings and the orgs when the %s is invalid', (_what, settings, kept) => {
    const { preferences, log } = site({ settings, orgs: [{ ...example, id: 'org-1' }] });
    expect(preferences.settings).toEqual(kept);
    expect(preferences.orgs).toEqual([{ ...example, id: 'org-1' }]);
    expect(log.lines).toEqual([dropped({ settings: 1 })]);
  });

  test('keeps every org but those that are invalid, and their order', () => {
    const first = { ...example, id: 'org-1' };
    const second = { ...example, id: 'org-2', clientId: '0oaOther' };
    const orgs = [first, { id: 'x', name: 'canary' }, 'canary', second];
    const { preferences, log } = site({ settings: { theme: 'dark', clipboardSeconds: 10 }, orgs });
    expect(preferences.orgs).toEqual([first, second]);
    expect(preferences.settings).toEqual({
      theme: 'dark',
      clipboardSeconds: 10,
      automaticRefresh: false,
    });
    expect(log.lines).toEqual([dropped({ orgs: 2 })]);
  });

  test('writes back what it could not read, and fields that it does not know', () => {
    const first = { ...example, id: 'org-1', future: 1 };
    const { preferences, documents } = site({ orgs: [first, { id: 'x', name: 'unreadable' }] });
    preferences.updateSettings({ theme: 'dark' });
    expect(documents.read()).toMatchObject({
      settings: { theme: 'dark' },
      orgs: [first, { id: 'x', name: 'unreadable' }],
    });
  });

  test('keeps the rest when a whole part is something else', () => {
    const { preferences, log } = site({ settings: 7, orgs: [{ ...example, id: 'org-1' }] });
    expect(preferences.settings).toEqual({
      theme: 'system',
      clipboardSeconds: 45,
      automaticRefresh: false,
    });
    expect(preferences.orgs).toHaveLength(1);
    expect(log.lines).toEqual([dropped({ parts: 1 })]);
    const other = site({ settings: { theme: 'dark' }, orgs: {}, advanced: [] });
    expect(other.preferences.settings.theme).toBe('dark');
    expect(other.log.lines).toEqual([dropped({ parts: 2 })]);
  });

  test('keeps the settings when the time in the browser is invalid', () => {
    const { preferences, log } = site({
      advanced: { signInTimeoutSeconds: 'long' },
      settings: { theme: 'dark' },
    });
    expect(preferences.signInTimeout).toBe(300_000);
    expect(preferences.settings).toEqual({
      theme: 'dark',
      clipboardSeconds: 45,
      automaticRefresh: false,
    });
    expect(log.lines).toEqual([dropped({ settings: 1 })]);
  });

  test('can give people another time in the browser', () => {
    expect(site({ advanced: { signInTimeoutSeconds: 20 } }).preferences.signInTimeout).toBe(20_000);
  });
});

describe('settings', () => {
  test('change one by one and are there after a restart', () => {
    const { preferences, reopen } = site();
    preferences.updateSettings({ theme: 'dark' });
    preferences.updateSettings({ clipboardSeconds: 10 });
    expect(reopen().settings).toEqual({
      theme: 'dark',
      clipboardSeconds: 10,
      automaticRefresh: false,
    });
  });

  test('that cannot be written stay as they were', () => {
    const { preferences, documents } = site();
    documents.failure = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const failure = failureFrom(() => {
      preferences.updateSettings({ theme: 'dark' });
    });
    expect(failure).toMatchObject({ code: 'disk_write_failed', detail: 'ENOSPC' });
    expect(preferences.settings.theme).toBe('system');
  });
});

describe('org profiles', () => {
  test('are kept in their order, each with an identifier', () => {
    const { preferences, reopen } = site();
    const first = preferences.addOrg(example);
    const second = preferences.addOrg({ ...example, clientId: '0oaOther' });
    expect(first.id).not.toBe(second.id);
    expect(reopen().orgs).toEqual([first, second]);
    expect(reopen().requireOrg(second.id)).toEqual(second);
  });

  test('exist once for each issuer and client', () => {
    const { preferences } = site();
    preferences.addOrg(example);
    const failure = failureFrom(() => preferences.addOrg({ ...example, name: 'Another name' }));
    expect(failure.code).toBe('org_exists');
    expect(preferences.orgs).toHaveLength(1);
  });

  test('of the previous version, which had fewer fields, have the defaults for the others', () => {
    const { name, issuer, clientId, scopes } = example;
    const { preferences, log } = site({ orgs: [{ id: 'org-1', name, issuer, clientId, scopes }] });
    expect(preferences.orgs).toEqual([{ ...example, id: 'org-1' }]);
    expect(log.lines).toEqual([]);
  });

  test('can be changed, at their place, and keep what a newer version has added', () => {
    const [first, second] = [
      { ...example, id: 'org-1', future: 1 },
      { ...example, id: 'org-2', clientId: '0oaOther' },
    ];
    const { preferences, reopen } = site({ orgs: [first, second] });
    preferences.updateOrg('org-1', { ...example, name: 'Renamed' });
    expect(reopen().orgs).toEqual([{ ...first, name: 'Renamed' }, second]);
  });

  test('cannot be changed into another one that is there', () => {
    const { preferences } = site();
    const { id } = preferences.addOrg(example);
    const other = { ...example, clientId: '0oaOther' };
    preferences.addOrg(other);
    const failure = failureFrom(() => {
      preferences.updateOrg(id, other);
    });
    expect(failure.code).toBe('org_exists');
    expect(preferences.requireOrg(id).clientId).toBe(example.clientId);
  });

  test('are added many at once, in one write, without those that are there', () => {
    const { preferences, documents, reopen } = site();
    preferences.addOrg(example);
    const second = { ...example, clientId: '0oaOther' };
    expect(preferences.addMissingOrgs([{ ...example, name: 'Again' }, second, second])).toBe(1);
    expect(reopen().orgs.map(({ name, clientId }) => [name, clientId])).toEqual([
      ['Example', '0oaExample'],
      ['Example', '0oaOther'],
    ]);
    documents.failure = new Error('full');
    const more = ['a', 'b'].map((clientId) => ({ ...example, clientId }));
    expect(failureFrom(() => preferences.addMissingOrgs(more)).code).toBe('disk_write_failed');
    expect(preferences.orgs).toHaveLength(2);
  });

  test('can be removed, and added again', () => {
    const { preferences, reopen } = site();
    const { id } = preferences.addOrg(example);
    preferences.removeOrg(id);
    expect(reopen().orgs).toEqual([]);
    expect(() => preferences.addOrg(example)).not.toThrow();
  });

  test('that are not there are told so', () => {
    const { preferences } = site();
    expect(failureFrom(() => preferences.requireOrg('x')).code).toBe('org_not_found');
    expect(
      failureFrom(() => {
        preferences.updateOrg('x', example);
      }).code,
    ).toBe('org_not_found');
    expect(
      failureFrom(() => {
        preferences.removeOrg('x');
      }).code,
    ).toBe('org_not_found');
  });

  test('that cannot be written are not there', () => {
    const { preferences, documents } = site();
    documents.failure = new Error('full');
    expect(failureFrom(() => preferences.addOrg(example)).code).toBe('disk_write_failed');
    expect(preferences.orgs).toEqual([]);
  });
});
