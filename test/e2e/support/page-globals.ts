import type { AccountManagerApi, VaultView } from '../../../src/shared/index.ts';

// What code that a test runs inside the page finds there.
declare global {
  var accountManager: AccountManagerApi;
  /** Everything that came over IPC, as JSON; made by the secret sweep. */
  var everythingReceived: string[];
  /** How far a change of the vault's key was, each time that the window was told. */
  var keyChanges: Extract<VaultView, { kind: 'ready' }>['keyChange'][];
}
