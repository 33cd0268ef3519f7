import type { SignOutView } from '../../shared/views.ts';

/** The words of ending the session that a browser has at an org. */
export const signOutWords = {
  action: 'Sign out of the browser…',
  title: (name: string) => `Sign ${name} out of the browser?`,
  body: (org: string) =>
    `This ends the session that your browser has at ${org}: the next sign-in there asks who you are.`,
  stays: 'The account and its tokens stay on this device, and stay valid.',
  instead: 'To end those as well, revoke the account afterwards.',
  start: 'Continue in browser',
  pendingTitle: 'Sign out of the browser',
  progressTitle: (name: string) => `Sign ${name} out of the browser`,
  phase: {
    preparing: 'Preparing the sign-out…',
    waiting_for_browser: 'Confirm it in your browser',
    done: 'The browser is signed out',
    failed: 'The sign-out did not work',
  } satisfies Record<SignOutView['phase'], string>,
  waitingHint: (org: string) =>
    `Your browser shows a page of this app that asks you to confirm with one click, and then ${org} ends its session.`,
  doneHint: (name: string, org: string) =>
    `Your browser has no session of ${name} at ${org} any more. The account stays here.`,
  cancel: 'Cancel sign-out',
  banner: (org: string) => `A sign-out at ${org} is under way`,
  bannerDone: (org: string) => `The browser is signed out of ${org}`,
  bannerFailed: (org: string) => `The sign-out at ${org} did not work`,
  revokeHint: (org: string) => `Your browser stays signed in at ${org}.`,
  revokeFirst: 'Sign out of the browser first…',
  someoneElse: 'Sign out of the browser…',
} as const;
