import { expect, test } from 'vitest';
import { keychainFailure } from '../../../../src/main/desktop-platform/index.ts';

test.each([
  ['locked', 'keychain_locked'],
  ['unavailable', 'keychain_unavailable'],
  ['denied', 'keychain_denied'],
  ['timed_out', 'keychain_timed_out'],
  ['too_large', 'internal'],
] as const)('%s is the failure %s, with its detail', (kind, code) => {
  expect(keychainFailure({ kind, detail: 'why' })).toMatchObject({ code, detail: 'why' });
});
