import { describeError, type ErrorCode } from '../../../src/shared/error-catalogue.ts';
import type { SignInView, Snapshot, VaultView } from '../../../src/shared/views.ts';
import type { FakeWindow } from './fake-window.ts';
import {
  account,
  attempts,
  ended,
  everyState,
  history,
  longNames,
  problem,
  quarantined,
  revocation,
  snapshot,
} from './fixtures.ts';
import { orgScreens } from './org-screens.ts';
import { signInScreens } from './sign-in-screens.ts';

/** One screen of the window in one state, and what a person does to get there. */
export interface Screen {
  readonly name: string;
  readonly snapshot: () => Snapshot;
  readonly reach?: (window: FakeWindow) => Promise<void>;
  /** Words that the screen must show. */
  readonly shows: string | RegExp;
}

const list = () => snapshot(everyState());
const unknown = quarantined({
  fileName: `credentials/${'0123456789abcdef'.repeat(4)}.sealed`,
  reason: 'unreadable',
  size: null,
  modifiedAt: null,
  person: null,
  issuer: null,
  tags: [],
});
const vault = (changes: Partial<Extract<VaultView, { kind: 'ready' }>>): VaultView => ({
  kind: 'ready',
  keyIsMissing: false,
  keyChange: null,
  ...changes,
});
const longName = longNames()[0]?.person.name ?? '';
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
    snapshot: () => snapshot(everyState(), { quarantined: [quarantined(), unknown] }),
    shows: '2 accounts on this device cannot be opened',
  },
  {
    name: 'one account, which cannot be opened',
    snapshot: () => snapshot([], { quarantined: [unknown] }),
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
    name: 'a vault without its key',
    snapshot: () => blocked('vault_key_missing'),
    shows: 'The key to your accounts is missing',
  },
  {
    name: 'a vault that somebody else holds',
    snapshot: () => blocked('vault_in_use', 'Process 4242 has it open since 9:12.'),
    shows: 'Process 4242',
  },
  {
    name: 'the question before a new vault',
    snapshot: () => blocked('vault_damaged'),
    reach: (window) => press(window, 'Start a new vault…'),
    shows: 'Nothing is deleted',
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
    shows: /Waiting for another 4 min \d+ s/,
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
      await window.pushFrame({ signIns: [attempts.done('soon', 'over')] });
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
    name: 'the settings',
    snapshot: list,
    reach: (window) => press(window, 'Settings'),
    shows: 'Clear a copied token after',
  },
  ...orgScreens,
  ...signInScreens,
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
  {
    name: 'a revocation at an org that cannot be reached',
    snapshot: list,
    reach: async (window) => {
      window.fail('accounts.revoke', 'network_unreachable');
      await choose(window, 'Revoke…');
      await press(window, 'Revoke and remove');
    },
    shows: 'Remove now, revoke later',
  },
  {
    name: 'a revocation of which nothing worked',
    snapshot: list,
    reach: async (window) => {
      const error = describeError('network_unreachable');
      window.answer('accounts.revoke', () => ({
        ok: true,
        value: {
          results: [
            { kind: 'refresh_token', outcome: 'failed', error },
            { kind: 'access_token', outcome: 'failed', error },
          ],
        },
      }));
      await choose(window, 'Revoke…');
      await press(window, 'Revoke and remove');
    },
    shows: 'Nothing could be revoked: Acme cannot be reached.',
  },
  {
    name: 'accounts that are refreshed by themselves',
    snapshot: () =>
      snapshot([
        account('soon', {
          isDefault: true,
          expiresAt: Date.now() + 60_000,
          automaticRefresh: { choice: true, nextAt: Date.now() + 40_000 },
        }),
        account('now', {
          expiresAt: Date.now() + 60_000,
          automaticRefresh: { choice: true, nextAt: Date.now() - 1000 },
        }),
        account('later', { automaticRefresh: { choice: true, nextAt: Date.now() + 2_400_000 } }),
      ]),
    shows: 'Refreshes shortly',
  },
  {
    name: 'the technical facts of an account',
    snapshot: list,
    reach: async (window) => {
      window.answer('accounts.history', () => ({ ok: true, value: { entries: history() } }));
      await choose(window, 'Details…');
      await window.page.getByText('Technical facts').click();
    },
    shows: 'openid profile email offline_access',
  },
  {
    name: 'the details of an account',
    snapshot: list,
    reach: async (window) => {
      window.answer('accounts.history', () => ({ ok: true, value: { entries: history() } }));
      await choose(window, 'Details…');
    },
    shows: '3 times in a row',
  },
  {
    name: 'the details of an account with long names, a problem and nothing in its history',
    snapshot: () =>
      snapshot(
        longNames()
          .slice(0, 1)
          .map((long) => ({
            ...long,
            unsaved: true,
            hasRefreshToken: false,
            problem: problem('id_token_invalid', { detail: 'x'.repeat(200) }),
          })),
      ),
    reach: async (window) => {
      window.answer('accounts.history', () => ({ ok: true, value: { entries: [] } }));
      await press(window, `More actions for ${longName}`);
      await window.page.getByRole('menuitem', { name: 'Details…' }).click();
    },
    shows: 'Nothing has happened yet',
  },
  {
    name: 'the question before Touch ID is switched off where there is none',
    snapshot: () => snapshot([account('ada', { requiresPresence: true })]),
    reach: async (window) => {
      await choose(window, 'Details…');
      await window.page.getByText('Ask for Touch ID before a token is handed out').click();
    },
    shows: 'Hand out tokens of Ada Lovelace without asking?',
  },
  {
    name: 'a history that cannot be read',
    snapshot: list,
    reach: async (window) => {
      window.fail('accounts.history', 'disk_read_failed');
      await choose(window, 'Details…');
    },
    shows: 'The vault could not be read from the disk',
  },
  {
    name: 'a lost key, sessions to end and an account that is not saved',
    snapshot: () =>
      snapshot([account('unsaved', { unsaved: true, isDefault: true })], {
        vault: vault({ keyIsMissing: true }),
        revocations: [revocation('r1'), revocation('r2')],
      }),
    shows: '2 sessions still have to be ended at their org',
  },
  {
    name: 'the sessions to end',
    snapshot: revocations,
    reach: (window) => press(window, 'Show: Sessions to end at their org'),
    shows: 'Running now',
  },
  {
    name: 'the question before a session is given up',
    snapshot: revocations,
    reach: async (window) => {
      await press(window, 'Show: Sessions to end at their org');
      await press(window, 'Give up…: Ada Lovelace at Acme');
    },
    shows: 'The app forgets what it needs to revoke',
  },
  {
    name: 'the accounts that cannot be opened',
    snapshot: someQuarantined,
    reach: (window) => press(window, 'Show: Accounts that cannot be opened'),
    shows: 'It was sealed with another key',
  },
  {
    name: 'the question before a record is set aside',
    snapshot: someQuarantined,
    reach: async (window) => {
      await press(window, 'Show: Accounts that cannot be opened');
      await window.page.getByRole('button', { name: /^Set aside…: Unknown account/ }).click();
    },
    shows: 'It is not deleted',
  },
  {
    name: 'a backup',
    ...inSettings('Back up…'),
    shows: 'Nobody can recover the passphrase',
  },
  {
    name: 'a backup whose passphrase is typed once',
    snapshot: list,
    reach: async (window) => {
      await inSettings('Back up…').reach(window);
      await window.page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
      await press(window, 'Choose a file and back up');
    },
    shows: 'Type it again.',
  },
  {
    name: 'a backup that is written',
    snapshot: list,
    reach: (window) => {
      window.answer('vault.backUp', () => ({
        ok: true,
        value: { kind: 'saved', accounts: 9, leftOut: 2 },
      }));
      return backUp(window);
    },
    shows: '2 accounts could not be opened and are not in it',
  },
  {
    name: 'a backup that has to wait for an account to be saved',
    snapshot: list,
    reach: (window) => {
      window.fail('vault.backUp', 'token_unsaved');
      return backUp(window);
    },
    shows: 'No backup was written',
  },
  {
    name: 'a backup to restore, with the wrong passphrase',
    snapshot: list,
    reach: async (window) => {
      window.fail('vault.restore', 'backup_wrong_passphrase');
      await inSettings('Restore…').reach(window);
      await window.page.getByLabel('Passphrase', { exact: true }).fill('wrong');
      await press(window, 'Choose a backup and restore');
    },
    shows: 'The passphrase does not open this backup',
  },
  {
    name: 'the question before the key is changed',
    ...inSettings('Change the key…'),
    shows: 'The app makes a new key',
  },
  {
    name: 'a key that is being changed',
    snapshot: list,
    reach: async (window) => {
      window.hold('vault.changeKey');
      await inSettings('Change the key…').reach(window);
      await press(window, 'Change the key');
      await window.pushFrame({ vault: vault({ keyChange: { done: 2500, total: 10_000 } }) });
    },
    shows: '2,500 of 10,000 records',
  },
  {
    name: 'a key that was changed while the old one is kept',
    snapshot: someQuarantined,
    reach: async (window) => {
      window.answer('vault.changeKey', () => ({ ok: true, value: { oldKeyIsKept: true } }));
      await inSettings('Change the key…').reach(window);
      await press(window, 'Change the key');
    },
    shows: 'The old key stays in the keychain',
  },
  {
    name: 'a key that was changed without its dialog while the old one is kept',
    snapshot: someQuarantined,
    reach: async (window) => {
      const release = window.hold('vault.changeKey');
      await inSettings('Change the key…').reach(window);
      await press(window, 'Change the key');
      await window.page.getByText('Making a new key…').waitFor();
      await window.page.keyboard.press('Escape');
      await window.page.keyboard.press('Escape');
      release({ oldKeyIsKept: true });
    },
    shows: 'The old key stays in the keychain',
  },
  {
    name: 'the accounts that ended',
    snapshot: list,
    reach: async (window) => {
      const [newest, ...others] = ended(200);
      if (newest === undefined) throw new Error('no account has ended');
      const long = 'The Incorporated Society of Very Long Organisation Names, Europe and Overseas';
      window.answer('accounts.ended', () => ({
        ok: true,
        value: { entries: [{ ...newest, orgName: long }, ...others] },
      }));
      await inSettings('Accounts that ended').reach(window);
    },
    shows: 'Revoked at the org',
  },
  {
    name: 'no account that ended',
    ...inSettings('Accounts that ended'),
    shows: 'No account has ended on this device.',
  },
  {
    name: 'accounts that ended and cannot be read',
    snapshot: list,
    reach: async (window) => {
      window.fail('accounts.ended', 'disk_read_failed');
      await inSettings('Accounts that ended').reach(window);
    },
    shows: 'The vault could not be read from the disk',
  },
  {
    name: 'the settings while the key is lost and is being changed',
    snapshot: () =>
      snapshot(everyState(), {
        vault: vault({ keyIsMissing: true, keyChange: { done: 3, total: 9 } }),
      }),
    reach: (window) => press(window, 'Settings'),
    shows: 'Your accounts are sealed on this device',
  },
];

function revocations(): Snapshot {
  return snapshot(everyState(), {
    revocations: [
      revocation('r1'),
      revocation('r2', {
        person: longName,
        orgName: 'The Incorporated Society of Very Long Organisation Names',
        remaining: ['refresh_token', 'access_token', 'device_secret'],
        nextAt: null,
        error: null,
        attempts: 0,
      }),
    ],
  });
}

function someQuarantined(): Snapshot {
  return snapshot(everyState(), {
    quarantined: [quarantined(), quarantined({ fileName: 'b', person: longName }), unknown],
  });
}

function inSettings(action: string): {
  readonly snapshot: () => Snapshot;
  readonly reach: (window: FakeWindow) => Promise<void>;
} {
  return {
    snapshot: list,
    reach: async (window) => {
      await press(window, 'Settings');
      await press(window, action);
    },
  };
}

async function backUp(window: FakeWindow): Promise<void> {
  await inSettings('Back up…').reach(window);
  await window.page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
  await window.page.getByLabel('Passphrase again').fill('correct horse battery');
  await press(window, 'Choose a file and back up');
}

function blocked(code: ErrorCode, detail: string | null = null): Snapshot {
  return snapshot([], { vault: { kind: 'blocked', error: describeError(code, { detail }) } });
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
