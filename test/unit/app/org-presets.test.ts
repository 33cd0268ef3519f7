import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPresets } from '../../../src/main/app/org-presets.ts';
import type { PresetFile } from '../../../src/main/app/ports.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { anOrgInput, anOrgProfile } from '../../support/builders/org-profile.ts';
import { OrgsSite } from './orgs-site.ts';

const path = '/etc/okta-account-manager/orgs.json';

let site: OrgsSite;

beforeEach(async () => {
  site = await OrgsSite.open();
});

afterEach(async () => {
  await site.close();
});

function aFile(orgs: readonly unknown[]): PresetFile {
  const text = JSON.stringify({ format: 'okta-account-manager/orgs', version: 1, orgs });
  return { kind: 'read', path, text };
}

/** The identifier of the administrator's profile. */
function presetId(): string {
  const [preset] = site.orgs.views.filter(({ isLocked }) => isLocked);
  if (preset === undefined) throw new Error('There is no preset.');
  return preset.id;
}

describe('the administrator’s profiles', () => {
  test('come first, and are locked', async () => {
    site.documents.write({ orgs: [anOrgProfile({ clientId: '0oaMine', name: 'Mine' })] });
    site.restart(
      aFile([anOrgInput({ name: 'Acme' }), anOrgInput({ clientId: '0oa2', name: 'Lab' })]),
    );
    const shown = site.orgs.views.map(({ name, isLocked }) => [name, isLocked]);
    expect(shown).toEqual([
      ['Acme', true],
      ['Lab', true],
      ['Mine', false],
    ]);
    expect(site.orgs.presetProblem).toBeNull();
    const orgId = presetId();
    const update = site.orgs.update({ orgId, profile: anOrgInput({ name: 'Other' }) });
    expect((await failureOf(update)).code).toBe('org_locked');
    expect(() => {
      site.orgs.remove(orgId);
    }).toThrow(new Failure('org_locked').message);
    expect(site.orgs.require(orgId).name).toBe('Acme');
  });

  test('have the same identifier at every start, whatever else changes', () => {
    site.restart(aFile([anOrgInput({ name: 'Acme' })]));
    const before = presetId();
    site.restart(aFile([anOrgInput({ name: 'Renamed', scopes: ['openid'] })]));
    expect(presetId()).toBe(before);
    site.restart(aFile([anOrgInput({ clientId: '0oaOther' })]));
    expect(presetId()).not.toBe(before);
  });

  test('hide an own profile of the same issuer and client, which shows again without them', async () => {
    const mine = anOrgProfile({ name: 'Mine' });
    site.documents.write({ orgs: [mine] });
    site.restart(aFile([anOrgInput({ name: 'Acme' })]));
    expect(site.orgs.profiles.map(({ name }) => name)).toEqual(['Acme']);
    expect(() => site.orgs.require(mine.id)).toThrow(new Failure('org_not_found').message);
    site.hasIssuer('https://other.example');
    await site.orgs.add(anOrgInput({ issuer: 'https://other.example', name: 'Other' }));
    site.restart();
    expect(site.orgs.profiles.map(({ name }) => name)).toEqual(['Mine', 'Other']);
  });

  test('cannot be added, changed into or imported once more', async () => {
    site.documents.write({ orgs: [anOrgProfile({ clientId: '0oaMine' })] });
    site.restart(aFile([anOrgInput()]));
    expect((await failureOf(site.orgs.add(anOrgInput()))).code).toBe('org_exists');
    const update = site.orgs.update({ orgId: 'org-1', profile: anOrgInput() });
    expect((await failureOf(update)).code).toBe('org_exists');
    site.chosen = site.path('orgs.json');
    const file = aFile([anOrgInput()]);
    await writeFile(site.chosen, file.kind === 'read' ? file.text : '');
    expect(await site.orgs.importProfiles()).toMatchObject({ added: 0, kept: 1 });
    expect(site.preferences.orgs).toHaveLength(1);
  });

  test('are not exported, and what they hide is', async () => {
    site.documents.write({ orgs: [anOrgProfile({ name: 'Mine' })] });
    site.restart(aFile([anOrgInput({ name: 'Acme' }), anOrgInput({ clientId: '0oa2' })]));
    site.chosen = site.path('orgs.json');
    expect(await site.orgs.exportProfiles()).toEqual({ kind: 'saved', orgs: 1 });
    const written = await readFile(site.chosen, 'utf8');
    expect(JSON.parse(written)).toMatchObject({ orgs: [{ name: 'Mine' }] });
  });
});

describe('a file of the administrator’s', () => {
  test('may be missing', () => {
    expect(readPresets(null)).toEqual({ orgs: [], problem: null });
  });

  test('is used but for what is wrong in it, which is told', () => {
    site.restart(
      aFile([anOrgInput({ name: 'Acme' }), { name: 'Broken' }, anOrgInput({ name: 'Twice' })]),
    );
    expect(site.orgs.profiles.map(({ name }) => name)).toEqual(['Acme']);
    expect(site.orgs.presetProblem).toEqual({
      path,
      reasons: [
        expect.stringMatching(/^Broken: issuer: /) as string,
        'Twice: its issuer and client ID are in the file twice.',
      ],
    });
    expect(site.log.lines).toContainEqual({
      level: 'error',
      event: 'presets_invalid',
      fields: { used: 1, reasons: 2 },
    });
  });

  test('that is none is told', () => {
    const { orgs, problem } = readPresets({ kind: 'read', path, text: '{' });
    expect(orgs).toEqual([]);
    expect(problem).toEqual({ path, reasons: ['The file is not JSON.'] });
  });

  test('that was refused is told', () => {
    const problem = readPresets({ kind: 'refused', path, reason: 'Everybody can write to it.' });
    expect(problem).toEqual({
      orgs: [],
      problem: { path, reasons: ['Everybody can write to it.'] },
    });
  });

  test('with very much wrong in it is told in short', () => {
    const { problem } = readPresets(aFile(Array.from({ length: 25 }, () => 0)));
    expect(problem?.reasons).toHaveLength(21);
    expect(problem?.reasons.at(-1)).toBe('And 5 more.');
  });
});
