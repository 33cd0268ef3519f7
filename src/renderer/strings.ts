import type { Activity, ClipboardView, TokenKind } from '../shared/views.ts';
import type { AccountState } from './accounts/account-state.ts';
import { capital, formatCount, formatSeconds, formatSpan } from './format.ts';
import { detailsWords } from './strings/account-details.ts';
import { copyRequestWords } from './strings/copy-request.ts';
import { orgWords } from './strings/orgs.ts';
import { revocationWords, tokenWords } from './strings/revocations.ts';
import { signInWords } from './strings/sign-in.ts';
import { signOutWords } from './strings/sign-out.ts';
import { quarantineWords, vaultWords } from './strings/vault.ts';

const tokenNames: Record<ClipboardView['kind'], string> = {
  access_token: 'access token',
  id_token: 'ID token',
  request: 'request',
};

const activities: Record<Activity, string> = {
  refreshing: 'Refreshing…',
  revoking: 'Revoking…',
  removing: 'Removing…',
  copying: 'Copying…',
  saving_tags: 'Saving tags…',
  making_default: 'Making default…',
  saving_settings: 'Saving…',
};

/** Every word of the window; the words of errors come with the errors. */
export const strings = {
  app: {
    name: 'Okta Account Manager',
    bridgeFailed: {
      message: 'The window cannot reach the app.',
      next: 'Try again; if it persists, restart the app. Your accounts are kept.',
    },
    crashed: {
      title: 'The window ran into a problem',
      body: 'Your accounts are kept safe by the app itself. Load the window again to go on.',
      reload: 'Load again',
    },
  },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    done: 'Done',
    save: 'Save',
    tryAgain: 'Try again',
    dismiss: 'Dismiss',
    copied: 'Copied',
    working: 'Working…',
  },
  header: {
    search: 'Search accounts',
    searchPlaceholder: 'Search name, e-mail, org or tag',
    clearSearch: 'Clear search',
    add: 'Add account',
    settings: 'Settings',
  },
  list: {
    label: 'Accounts',
    count: (count: number) => formatCount(count, 'account', 'accounts'),
    found: (found: number, all: number) =>
      `${String(found)} of ${formatCount(all, 'account', 'accounts')}`,
    attention: (count: number) => `${formatCount(count, 'needs', 'need')} attention`,
    default: (name: string) => `Default: ${name}`,
    showDefault: (name: string) => `Show the default account, ${name}`,
    nothingFound: (query: string) => `No account matches “${query}”`,
    nothingFoundHint: 'Search looks at names, e-mail addresses, orgs and tags.',
    allGood: 'Nothing needs attention',
    showAll: 'Show all accounts',
  },
  empty: {
    noOrg: {
      title: 'Welcome',
      body: 'Keep your Okta sign-ins in one place: see what is valid, renew it, and copy a token when you need one.',
      hint: 'First, tell the app about your Okta org. You need its domain and the client ID of a native app integration.',
      action: 'Add an org',
    },
    noAccount: {
      title: 'No accounts yet',
      body: 'Sign in with your browser. The session is sealed on this device with a key from the system keychain.',
      action: 'Add account',
    },
    noneOpened: {
      title: 'No account to show',
      body: 'What is sealed here cannot be opened. It is kept as it is.',
      action: 'See what can be done',
    },
  },
  quarantined: quarantineWords,
  account: {
    unnamed: 'Unnamed account',
    row: (name: string, org: string, isDefault: boolean, state: string) =>
      [name, org, isDefault ? 'default account' : null, state]
        .filter((part) => part !== null)
        .join(', '),
    default: 'Default',
    tags: 'Tags',
    client: (clientId: string) => `Client ${clientId}`,
    moreTags: (count: number) => `+${String(count)}`,
    moreTagsLabel: (tags: string) => `More tags: ${tags}`,
    problem: (name: string) => `Problem with ${name}`,
  },
  state: {
    word: (state: AccountState): string => {
      switch (state.kind) {
        case 'busy':
          return activities[state.activity];
        case 'sign_in_needed':
          return 'Sign-in needed';
        case 'unsaved':
          return 'Not saved yet';
        case 'configuration':
          return 'Configuration problem';
        case 'expired':
          return 'Expired';
        case 'expires_soon':
          return 'Expires soon';
        case 'valid':
          return 'Valid';
        case 'expiry_unknown':
          return 'Expiry unknown';
      }
    },
    left: (span: number) => `${formatSpan(span)} left`,
    refreshesIn: (span: number) => `Refreshes in ${formatSpan(span)}`,
    refreshesNow: 'Refreshes shortly',
    renewable: 'Refresh to renew',
    notRenewable: 'Sign in again',
    unknown: 'The org did not say',
    expiredAt: (time: string) => `Expired ${time}`,
    expiresAt: (time: string) => `Expires ${time}`,
  },
  actions: {
    makeDefault: 'Make default',
    refresh: 'Refresh',
    refreshOf: (name: string) => `Refresh ${name}`,
    copy: (kind: TokenKind) => `Copy ${tokenNames[kind]}`,
    copyOf: (kind: TokenKind, name: string) => `Copy ${tokenNames[kind]} of ${name}`,
    revoke: 'Revoke…',
    remove: 'Remove from this device…',
    editTags: 'Edit tags…',
    signInAgain: 'Sign in again',
    signInAgainOf: (name: string) => `Sign in again as ${name}`,
    more: 'More actions',
    moreOf: (name: string) => `More actions for ${name}`,
    details: 'Details…',
    saveNow: 'Save now',
    saveNowOf: (name: string) => `Save now: ${name}`,
    checkOrg: 'Show org profile',
    addOrgAgain: 'Add its org again',
  },
  done: {
    refreshed: (name: string) => `${name} was refreshed.`,
    copied: (kind: TokenKind, name: string, seconds: number) =>
      `${capital(tokenNames[kind])} of ${name} copied. It clears in ${String(seconds)} seconds.`,
    madeDefault: (name: string) => `${name} is the default account.`,
    tagsSaved: (name: string) => `Tags of ${name} saved.`,
    removed: (name: string) => `${name} was removed from this device.`,
    revoked: (name: string) => `The session of ${name} was revoked and removed.`,
    revokedLater: (name: string, org: string) =>
      `${name} was removed. Its session is ended when ${org} can be reached.`,
    saved: (name: string) => `The session of ${name} is saved.`,
    signedIn: (name: string) => `${name} was added.`,
    signedInAgain: (name: string) => `${name} is signed in again.`,
    failed: (message: string, next: string) => `${message} ${next}`,
  },
  problem: {
    requestId: 'Request ID',
    orgSays: 'The org says:',
    details: 'Details:',
    localRemoval: 'Remove from this device…',
  },
  defaultBanner: {
    title: 'No default account',
    body: 'Choose the account that other tools get when they ask for none in particular.',
    suggest: (name: string, org: string) => `Make ${name} (${org}) the default`,
    suggestShort: (name: string) => `Make ${name} the default`,
  },
  clipboard: {
    label: 'Clipboard',
    copied: (kind: ClipboardView['kind'], name: string | null) =>
      name === null
        ? `${capital(tokenNames[kind])} copied`
        : `${capital(tokenNames[kind])} of ${name} copied`,
    clearsIn: (seconds: number) => `clears in ${formatSeconds(seconds)}`,
    bound: 'This token is bound to a key of this device: by itself it is useless elsewhere.',
    clear: 'Clear now',
    cleared: 'The clipboard was cleared.',
  },
  remove: {
    title: (name: string) => `Remove ${name} from this device?`,
    org: (org: string) => `Signed in at ${org}`,
    body: 'The app forgets this session. Its tokens are not ended: whoever has a copy can use it at the org until it expires.',
    instead: 'To end the session for good, revoke it instead.',
    confirm: 'Remove from this device',
    revokeInstead: 'Revoke instead…',
  },
  revoke: {
    title: (name: string) => `Revoke the session of ${name}?`,
    body: (org: string) =>
      `This ends the session at ${org}, also for other tools that have a copy of its tokens, and removes the account from this device. An API that checks access tokens by itself may accept one until it expires.`,
    network: 'Revoking needs a network connection and cannot be undone.',
    confirm: 'Revoke and remove',
    resultTitle: (name: string) => `Not everything of ${name} was revoked`,
    nothingTitle: (name: string) => `The session of ${name} was not revoked`,
    unreachable: (org: string) => `Nothing could be revoked: ${org} cannot be reached.`,
    nothing: (reason: string) => `Nothing could be revoked. ${reason}`,
    resultBody: 'This is what the org answered for each token.',
    results: 'Result for each token',
    token: tokenWords,
    outcome: {
      revoked: 'Revoked',
      covered: 'Revoked together with the refresh token',
      failed: 'Not revoked',
    },
    staysValid: 'What is not revoked stays valid until the org revokes it or it expires.',
    laterHint:
      'You can remove the account now: the app keeps what it needs, sealed, and revokes it as soon as the org can be reached.',
    keep: 'Keep the account',
    removeNow: 'Remove now, revoke later',
  },
  tags: {
    title: (name: string) => `Tags of ${name}`,
    label: 'Tags',
    addLabel: 'Add a tag',
    placeholder: 'Type a tag, press Enter',
    hint: 'Tags help you find the account. They stay on this device.',
    add: (tag: string) => `Add tag ${tag}`,
    remove: (tag: string) => `Remove tag ${tag}`,
    suggestions: 'Tags in use',
    added: (tag: string) => `Tag ${tag} added.`,
    removed: (tag: string) => `Tag ${tag} removed.`,
    tooLong: (most: number) => `A tag has at most ${String(most)} characters.`,
    tooMany: (most: number) => `An account has at most ${String(most)} tags.`,
    twice: (tag: string) => `The tag ${tag} is already there.`,
  },
  signIn: signInWords,
  signOut: signOutWords,
  copyRequest: copyRequestWords,
  orgs: orgWords,
  settings: {
    title: 'Settings',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    clipboard: 'Clear a copied token after',
    clipboardUnit: 'seconds',
    clipboardHint: (least: number, most: number) =>
      `From ${String(least)} to ${String(most)} seconds. Only if the clipboard still holds the token.`,
    automatic: 'Refresh accounts by themselves',
    automaticHint:
      'Renews each session before it expires while the app runs, so that a token is ready when you need it. Each account can choose otherwise in its details.',
    increase: 'More seconds',
    decrease: 'Fewer seconds',
    issuer: 'Issuer',
    clientId: 'Client ID',
    scopes: 'Scopes',
    shortcuts: 'Keyboard',
    about: 'About',
    version: (version: string) => `Version ${version}`,
  },
  shortcuts: {
    add: 'Add account',
    search: 'Search',
    clear: 'Clear the search, close a dialog',
    move: 'Move through the list and its buttons',
    menu: 'Open the actions of the account',
    details: 'Show the details of the account',
    copy: 'Copy the access token',
    refresh: 'Refresh the account',
    remove: 'Remove from this device…',
  },
  vault: vaultWords,
  details: detailsWords,
  revocations: revocationWords,
} as const;
