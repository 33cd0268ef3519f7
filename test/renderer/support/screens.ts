import { describeError } from '../../../src/shared/error-catalogue.ts';
import type { SignInView, Snapshot } from '../../../src/shared/views.ts';
import type { FakeWindow } from './fake-window.ts';
import { attempts, everyState, longNames, snapshot } from './fixtures.ts';

/** One screen of the window in one state, and what a person does to get there. */
export interface Screen {
  readonly name: string;
  readonly snapshot: () => Snapshot;
  readonly reach?: (window: FakeWindow) => Promise<void>;
  /** Words that the screen must show. */
  readonly shows: string | RegExp;
}

const list = () => snapshot(everyState());
const noOrg = () => snapshot([], { orgs: [] });

/** Every screen and every state of it. */
export const screens: readonly Screen[] = [
  { name: 'the list in every state', snapshot: list, shows: 'Sign-in needed' },
  { name: 'long names and many tags', snapshot: () => snapshot(longNames()), shows: '+25' },
  {
    name: 'the first run without an org',
    snapshot: noOrg,
    shows: 'First, tell the app about your Okta org',
  },
  {
    name: 'the first run without an account',
    snapshot: () => snapshot(),
    shows: 'No accounts yet',
  },
  {
    name: 'accounts of which some cannot be opened',
    snapshot: () => snapshot(everyState(), { quarantined: 2 }),
    shows: '2 accounts on this device cannot be opened',
  },
  {
    name: 'one account, which cannot be opened',
    snapshot: () => snapshot([], { quarantined: 1 }),
    shows: '1 account on this device cannot be opened',
  },
  {
    name: 'an opening vault',
    snapshot: () => snapshot([], { vault: { kind: 'opening' } }),
    shows: 'Opening your accounts',
  },
  {
    name: 'a locked keychain',
    snapshot: () => blocked('keychain_locked'),
    shows: 'Unlock the keychain to see your accounts',
  },
  {
    name: 'a blocked vault',
    snapshot: () => blocked('vault_key_missing'),
    shows: 'Your accounts are safe, but cannot be opened',
  },
  {
    name: 'no default, a sign-in under way, a token in the clipboard',
    snapshot: () =>
      snapshot(
        everyState().map((account) => ({ ...account, isDefault: false })),
        {
          signIns: [attempts.waiting()],
          clipboard: { accountId: 'valid', kind: 'access_token', clearsAt: Date.now() + 28_000 },
        },
      ),
    shows: 'No default account',
  },
  {
    name: 'a search that finds nothing',
    snapshot: list,
    reach: async ({ page }) => {
      await page.getByRole('searchbox').fill('zzz');
    },
    shows: 'No account matches “zzz”',
  },
  { name: 'the menu of an account', snapshot: list, reach: openMenu, shows: 'Copy ID token' },
  {
    name: 'an action that failed',
    snapshot: list,
    reach: async (window) => {
      window.fail('accounts.copyToken', 'keychain_locked');
      await window.page.getByRole('button', { name: 'Copy access token of Ada Lovelace' }).click();
    },
    shows: 'Unlock it, then try again',
  },
  {
    name: 'the choice of an org',
    snapshot: list,
    reach: (window) => press(window, 'Add account'),
    shows: 'Where do you sign in?',
  },
  {
    name: 'a sign-in that waits',
    ...signIn(attempts.waiting),
    shows: /Waiting for another \d:\d\d/,
  },
  {
    name: 'a sign-in without a browser',
    ...signIn(() => attempts.waiting(false)),
    shows: 'Copy the link and open it in a browser yourself',
  },
  { name: 'a sign-in that saves', ...signIn(attempts.saving), shows: 'Saving the session' },
  {
    name: 'a sign-in that failed',
    ...signIn(() => attempts.failed('redirect_mismatch')),
    shows: 'Register the redirect URIs',
  },
  {
    name: 'a session that could not be saved',
    ...signIn(() => attempts.failed('disk_full', true)),
    shows: 'Save again',
  },
  {
    name: 'a sign-in of somebody else',
    snapshot: list,
    reach: async (window) => {
      window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
      await press(window, 'Sign in again as Barbara Liskov');
      await press(window, 'Continue in browser');
      await window.pushFrame({ signIns: [{ ...attempts.waiting(), accountId: 'over' }] });
      await window.page.getByText('Finish signing in').first().waitFor();
      await window.pushFrame({ signIns: [attempts.done('soon')] });
    },
    shows: 'Someone else signed in',
  },
  {
    name: 'signing in again',
    snapshot: list,
    reach: (window) => press(window, 'Sign in again as Barbara Liskov'),
    shows: 'Tags, place and default of this account are kept',
  },
  {
    name: 'the org form',
    snapshot: noOrg,
    reach: (window) => press(window, 'Add an org'),
    shows: 'Register every one, exactly as written',
  },
  {
    name: 'the org form with problems',
    snapshot: noOrg,
    reach: async (window) => {
      await press(window, 'Add an org');
      await press(window, 'Add org');
    },
    shows: 'Enter the client ID.',
  },
  {
    name: 'the settings',
    snapshot: list,
    reach: (window) => press(window, 'Settings'),
    shows: 'Clear a copied token after',
  },
  {
    name: 'the question before an org is removed',
    snapshot: list,
    reach: async (window) => {
      await press(window, 'Settings');
      await press(window, 'Remove org Acme Preview');
    },
    shows: 'Its accounts stay on this device',
  },
  {
    name: 'the tags of an account',
    snapshot: () => snapshot(longNames()),
    reach: async ({ page }) => {
      await page
        .getByRole('button', { name: /^More tags/ })
        .first()
        .click();
    },
    shows: 'Tags of Ada Lovelace',
  },
  {
    name: 'the question before a removal',
    snapshot: list,
    reach: (window) => choose(window, 'Remove from this device…'),
    shows: 'Its tokens are not ended',
  },
  {
    name: 'the question before a revocation',
    snapshot: list,
    reach: (window) => choose(window, 'Revoke…'),
    shows: 'This ends the session at',
  },
  {
    name: 'a revocation that failed in part',
    snapshot: list,
    reach: async (window) => {
      window.answer('accounts.revoke', () => ({
        ok: true,
        value: {
          results: [
            { kind: 'refresh_token', outcome: 'revoked', error: null },
            { kind: 'access_token', outcome: 'covered', error: null },
            {
              kind: 'device_secret',
              outcome: 'failed',
              error: describeError('network_unreachable'),
            },
          ],
        },
      }));
      await choose(window, 'Revoke…');
      await press(window, 'Revoke and remove');
    },
    shows: 'Revoked together with the refresh token',
  },
];

function blocked(code: 'keychain_locked' | 'vault_key_missing'): Snapshot {
  return snapshot([], { vault: { kind: 'blocked', error: describeError(code) } });
}

function signIn(attempt: () => SignInView): Pick<Screen, 'snapshot' | 'reach'> {
  return {
    snapshot: list,
    reach: async (window) => {
      window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
      await press(window, 'Add account');
      await press(window, 'Continue in browser');
      await window.pushFrame({ signIns: [attempt()] });
    },
  };
}

async function press({ page }: FakeWindow, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}

async function openMenu(window: FakeWindow): Promise<void> {
  await press(window, 'More actions for Ada Lovelace');
}

async function choose(window: FakeWindow, item: string): Promise<void> {
  await openMenu(window);
  await window.page.getByRole('menuitem', { name: item }).click();
}
