import type { AccountManagerApi } from '../../../src/shared/index.ts';

// What code that a test runs inside the page finds there.
declare global {
  var accountManager: AccountManagerApi;
  /** Everything that came over IPC, as JSON; made by the secret sweep. */
  var everythingReceived: string[];
}
