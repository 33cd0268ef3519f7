import type { SignInPrompt } from '../../shared/limits.ts';
import type { SignInView } from '../../shared/views.ts';

type Method = SignInView['method'];

/** The words of signing in. */
export const signInWords = {
  title: 'Add account',
  titleAgain: (name: string) => `Sign in again as ${name}`,
  again: 'Tags, place and default of this account are kept.',
  org: 'Org',
  chooseOrg: 'Where do you sign in?',
  addOrg: 'Add an org',
  orgGone:
    'The org profile of this account was removed. Add it again to sign in, with the issuer and client ID below.',
  start: {
    browser: 'Continue in browser',
    device: 'Get a code',
    single_sign_on: 'Sign in',
  } satisfies Record<Method, string>,

  way: {
    label: 'How do you sign in?',
    browser: 'In the browser',
    browserHint: 'Opens the sign-in page on this computer.',
    device: 'On another device',
    deviceHint: 'Shows a code to enter on a phone or another computer.',
    session: (name: string) => `With the session of ${name}`,
    sessionHint: (detail: string) => `Without a browser, as ${detail}.`,
    someSession: 'With the session of another account',
    someSessionHint: 'Without a browser, as a person who is signed in here already.',
    whose: 'Whose session?',
    whoseHint: 'That account stays as it is.',
    account: (parts: readonly string[]) => parts.join(', '),
    client: (clientId: string) => `client ${clientId}`,
  },
  more: {
    title: 'More options',
    loginHint: 'Suggest this user name',
    loginHintHint: 'The sign-in page fills it in. Whoever signs in can change it.',
    loginHintAgainHint: 'Leave it empty to suggest the user name of this account.',
    prompt: 'Ask on the sign-in page',
    prompts: {
      automatic: 'Only what is needed',
      login: 'For the password again',
      consent: 'For consent again',
      'login consent': 'For the password and consent again',
      select_account: 'Which account to use',
      enroll_authenticator: 'To set up an authenticator',
    } satisfies Record<SignInPrompt, string>,
    promptHint:
      'A further account at an org asks for the password, so that the browser does not sign in the same person again.',
  },

  phase: {
    preparing: 'Preparing the sign-in…',
    waiting_for_browser: 'Finish signing in in your browser',
    waiting_for_device: 'Finish signing in on the other device',
    exchanging: 'Receiving the session…',
    saving: 'Saving the session on this device…',
    done: 'Signed in',
    failed: 'The sign-in did not work',
  } satisfies Record<SignInView['phase'], string>,
  waitingHint: (org: string) =>
    `Your browser shows the sign-in page of ${org}. Come back here when you are done.`,
  device: {
    address: '1. Open this address on the other device',
    code: '2. Enter this code',
    finish: '3. Sign in there. This window goes on by itself.',
    copyCode: 'Copy code',
    copiedCode: 'Copied: code',
    codeCopied: 'The code was copied.',
    copyLink: 'Copy link',
    copiedLink: 'Copied: link',
    linkCopied: 'The link was copied.',
    openHere: 'Open here',
    scan: 'Or scan it with a phone.',
    scanHasCode: 'Or scan it with a phone: the code is in it.',
    qrCode: (address: string) => `QR code of the address ${address}`,
    endsIn: (countdown: string) => `The code ends in ${countdown}`,
    endsSoon: (code: string) => `The code ${code} ends in a minute.`,
    warning: 'Enter it only for a sign-in that you started yourself.',
    banner: (code: string, address: string) => `Enter the code ${code} at ${address}.`,
    said: (code: string, address: string) =>
      `On another device, open ${address} and enter the code ${code}.`,
    goesOn: 'The app asks again by itself.',
  },
  browserNotOpened: 'The browser could not be opened',
  browserNotOpenedHint: 'Copy the link and open it in a browser yourself.',
  waitsFor: (countdown: string) => `Waiting for another ${countdown}`,
  copyLink: 'Copy link',
  copiedLink: 'Copied: link',
  openAgain: 'Open browser again',
  cancel: 'Cancel sign-in',
  linkCopied: 'The link was copied.',
  saveAgain: 'Save again',
  discard: 'Discard this sign-in',
  unsavedHint:
    'You are signed in, but the session is only in memory. It is kept while the app is open, also when you close this dialog.',
  startOver: 'Try again',
  anotherWay: 'Another way…',
  banner: (org: string) => `A sign-in at ${org} is under way`,
  bannerFailed: (org: string) => `The sign-in at ${org} did not work`,
  show: 'Show',
  someoneElse: {
    title: 'Someone else signed in',
    body: (came: string, asked: string) =>
      `You signed in as ${came}, who is kept as an account of its own. ${asked} was not renewed.`,
    hint: (org: string) =>
      `If your browser signs in the same person again, sign out of ${org} there first.`,
    banner: (org: string) => `Someone else signed in at ${org}`,
  },
} as const;
