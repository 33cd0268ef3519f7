import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { presetPath, readPresetFile, refusePresets } from '../../../src/main/shell/presets.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oam-presets-'));
  path = join(folder, 'orgs.json');
  await writeFile(path, '{}', { mode: 0o644 });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test.each([
  ['linux', undefined, '/etc/okta-account-manager/orgs.json'],
  ['darwin', undefined, '/Library/Application Support/Okta Account Manager/orgs.json'],
  ['win32', 'D:\\Data', 'D:\\Data\\Okta Account Manager\\orgs.json'],
  ['win32', undefined, 'C:\\ProgramData\\Okta Account Manager\\orgs.json'],
] as const)('on %s with %s the file is %s', (platform, programData, expected) => {
  expect(presetPath({ platform, programData })).toBe(expected);
});

describe('the administrator’s file', () => {
  test('is read', () => {
    expect(readPresetFile(path)).toEqual({ kind: 'read', path, text: '{}' });
  });

  test('may be missing, with its folder too', () => {
    expect(readPresetFile(join(folder, 'missing.json'))).toBeNull();
    expect(readPresetFile(join(folder, 'missing', 'orgs.json'))).toBeNull();
    expect(readPresetFile(join(path, 'orgs.json'))).toBeNull();
  });

  test('that is a folder is refused', async () => {
    await rm(path);
    await mkdir(path);
    expect(readPresetFile(path)).toMatchObject({ kind: 'refused', reason: 'It is not a file.' });
  });

  test('that is too large is refused', async () => {
    await truncate(path, 1024 * 1024 + 1);
    expect(readPresetFile(path)).toMatchObject({ kind: 'refused', path });
  });

  const facts = { isFile: () => true, size: 10, mode: 0o100644, uid: 0 };

  test.each([
    ['the file', { file: { ...facts, mode: 0o100646 }, folder: facts }],
    ['the folder', { file: facts, folder: { mode: 0o40777, uid: 0 } }],
  ])('that everybody can write to is refused: %s', (_which, ownership) => {
    expect(refusePresets(ownership, 1000)).toContain('chmod o-w');
    expect(refusePresets(ownership, null)).toBeNull();
  });

  test.each([
    ['the file', { file: { ...facts, uid: 1001 }, folder: facts }],
    ['the folder', { file: facts, folder: { mode: 0o40755, uid: 1001 } }],
  ])('that belongs to another person is refused: %s', (_which, ownership) => {
    expect(refusePresets(ownership, 1000)).toContain('another person');
    expect(refusePresets(ownership, 1001)).toBeNull();
  });

  test('that cannot be read is told', () => {
    expect(readPresetFile(`${path}\0`)).toMatchObject({
      kind: 'refused',
      reason: 'The file cannot be read (ERR_INVALID_ARG_VALUE).',
    });
  });
});
