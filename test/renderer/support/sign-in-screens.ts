import type { SignInView, SignOutView, Snapshot } from '../../../src/shared/views.ts';
import { describeError } from '../../../src/shared/error-catalogue.ts';
import type { FakeWindow } from './fake-window.ts';
import {
  account,
  acme,
  attempts,
  everyState,
  longNames,
  person,
  preview,
  signOuts,
  snapshot,
} from './fixtures.ts';
import type { Screen } from './screens.ts';

const list = () => snapshot(everyState());
const bound = () => snapshot([account('ada', { isDefault: true, isBound: true })]);
const longOrg = 'The Incorporated Society of Very Long Organisation Names';
const otherClient = { ...account('x').org, clientId: '0oaAnotherClient9Z8y7X', name: longOrg };

/** A device whose code and address are as long as an org may make them. */
const longDevice = (): SignInView => {
  const verificationUri = `https://${'a-very-long-subsidiary-name.'.repeat(3)}example/activate`;
  return {
    ...attempts.device(),
    phase: 'waiting_for_device',
    userCode: 'WDJBMJHTQXKZWDJBMJHT',
    verificationUri,
    verificationUriComplete: null,
    expiresAt: Date.now() + 45_000,
    problem: describeError('network_unreachable'),
  };
};

/** Every screen about signing in another way, signing out of the browser, and copying a request. */
export const signInScreens: readonly Screen[] = [
  {
    name: 'more options of a sign-in',
    snapshot: list,
    reach: async (window) => {
      await press(window, 'Add account');
      await window.page.getByText('More options').click();
    },
    shows: 'Suggest this user name',
  },
  {
    name: 'a sign-in with one of several sessions',
    snapshot: () =>
      snapshot([
        account('one', { org: otherClient, hasDeviceSecret: true, isDefault: true }),
        account('two', {
          org: otherClient,
          hasDeviceSecret: true,
          person: longNames()[0]?.person ?? person('Grace Hopper', 'grace@acme.example'),
        }),
      ]),
    reach: async (window) => {
      await press(window, 'Add account');
      await window.page.getByText('With the session of another account').click();
    },
    shows: 'Whose session?',
  },
  {
    name: 'a sign-in on another device',
    ...signIn(attempts.device),
    shows: /The code ends in 9 min/,
  },
  {
    name: 'a sign-in on another device, with a long code and an org that cannot be asked',
    ...signIn(longDevice),
    shows: 'The app asks again by itself.',
  },
  {
    name: 'sign-ins and sign-outs that go on without a dialog',
    snapshot: () =>
      snapshot(everyState(), {
        signIns: [attempts.device()],
        signOuts: [
          signOuts.waiting(),
          { ...signOuts.done(), id: 'sign-out-2', orgName: longOrg },
          { ...signOuts.failed('sign_out_timed_out'), id: 'sign-out-3' },
        ],
      }),
    shows: 'Enter the code WDJB-MJHT at acme.okta.com/activate.',
  },
  {
    name: 'a sign-in that the org refuses on its configuration',
    ...signIn(() => ({ ...attempts.failed('device_flow_unsupported'), method: 'device' })),
    shows: 'Another way…',
  },
  {
    name: 'the question before a sign-out',
    snapshot: list,
    reach: (window) => choose(window, 'Sign out of the browser…'),
    shows: /^This ends the session that your browser has/,
  },
  {
    name: 'a sign-out that waits',
    ...signOut(signOuts.waiting),
    shows: /asks you to confirm with one click/,
  },
  {
    name: 'a sign-out without a browser',
    ...signOut(() => signOuts.waiting(false)),
    shows: 'The browser could not be opened',
  },
  { name: 'a sign-out that is done', ...signOut(signOuts.done), shows: 'The account stays here' },
  {
    name: 'a sign-out that failed',
    ...signOut(() => ({ ...signOuts.failed('sign_out_timed_out'), accountId: 'valid' })),
    shows: 'The browser did not come back after the sign-out.',
  },
  {
    name: 'a bound token in the clipboard',
    snapshot: () =>
      snapshot(bound().accounts, {
        clipboard: { accountId: 'ada', kind: 'access_token', clearsAt: Date.now() + 28_000 },
      }),
    shows: 'by itself it is useless elsewhere',
  },
  {
    name: 'a request to copy with a bound token',
    snapshot: bound,
    reach: async (window) => {
      await choose(window, 'Copy a request…');
      await window.page.getByText('The API asked for a nonce').click();
      await press(window, 'Copy request');
    },
    shows: 'Enter the whole address',
  },
  {
    name: 'a request that was copied',
    snapshot: () => snapshot([account('ada', { isDefault: true })]),
    reach: async (window) => {
      window.answer('accounts.copyRequest', () => ({
        ok: true,
        value: { clearsAt: Date.now() + 30_000 },
      }));
      await choose(window, 'Copy as curl request…');
      await window.page
        .getByLabel('Address')
        .fill(`https://api.acme.example/${'orders/'.repeat(20)}`);
      await press(window, 'Copy request');
    },
    shows: /^Copied\. The clipboard is cleared in/,
  },
  {
    name: 'the details of a session that a thief could keep',
    snapshot: () =>
      snapshot([
        account('ada', {
          isDefault: true,
          refreshTokenRotates: false,
          hasDeviceSecret: true,
          org: { ...account('x').org, name: longOrg },
        }),
      ]),
    reach: async (window) => {
      await choose(window, 'Details…');
      await window.page.getByText('Technical facts').click();
    },
    shows: 'A stolen copy of this session would work until it expires',
  },
  {
    name: 'signing in again on another device',
    snapshot: () =>
      snapshot([
        account('ada', { isDefault: true, hasRefreshToken: false }),
        account('other', {
          person: account('ada').person,
          org: { ...preview, issuer: acme.issuer },
          hasDeviceSecret: true,
        }),
      ]),
    reach: async (window) => {
      await press(window, 'Sign in again as Ada Lovelace');
      await window.page.getByText('On another device').click();
    },
    shows: 'With the session of Ada Lovelace',
  },
];

function signIn(attempt: () => SignInView): Pick<Screen, 'snapshot' | 'reach'> {
  return {
    snapshot: list,
    reach: async (window) => {
      window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
      await press(window, 'Add account');
      await window.page.getByText('On another device').click();
      await press(window, 'Get a code');
      await window.pushFrame({ signIns: [attempt()] });
    },
  };
}

function signOut(attempt: () => SignOutView): {
  readonly snapshot: () => Snapshot;
  readonly reach: (window: FakeWindow) => Promise<void>;
} {
  return {
    snapshot: list,
    reach: async (window) => {
      window.answer('signOut.start', () => ({ ok: true, value: { attemptId: 'sign-out-1' } }));
      await choose(window, 'Sign out of the browser…');
      await press(window, 'Continue in browser');
      await window.pushFrame({ signOuts: [attempt()] });
    },
  };
}

async function press({ page }: FakeWindow, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}

async function choose(window: FakeWindow, item: string): Promise<void> {
  await press(window, 'More actions for Ada Lovelace');
  await window.page.getByRole('menuitem', { name: item }).click();
}
