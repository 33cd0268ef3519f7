import type { HistoryEventName } from '../../shared/history-events.ts';
import { formatCount, formatSpan } from '../format.ts';

/** What a history entry's detail names when it is no sentence of the org. */
const handedOut: Readonly<Record<string, string>> = {
  access_token: 'Access token copied',
  id_token: 'ID token copied',
  request: 'Request copied',
};

const events: Record<HistoryEventName, string> = {
  signed_in: 'Signed in',
  signed_in_again: 'Signed in again',
  browser_signed_out: 'Signed out of the browser',
  refreshed: 'Refreshed',
  refreshed_automatically: 'Refreshed by itself',
  refresh_failed: 'Refresh failed',
  id_token_set_aside: 'New ID token not used',
  unsaved: 'Could not be saved',
  saved: 'Saved',
  downscoped: 'Token with fewer scopes requested',
  copied: 'Token copied',
  tags_changed: 'Tags changed',
  revoke_failed: 'Revoking failed',
  revoked: 'Revoked',
  removed: 'Removed from this device',
  migrated: 'Moved to the newest format',
  restored: 'Restored from a backup',
};

/** The words of the details of an account. */
export const detailsWords = {
  title: (name: string) => `Details of ${name}`,
  gone: 'Account details',
  facts: {
    name: 'Name',
    email: 'E-mail',
    subject: 'Subject',
    org: 'Org',
    issuer: 'Issuer',
    clientId: 'Client ID',
    scopes: 'Scopes',
    tags: 'Tags',
    noTags: 'None',
    received: 'Access token received',
    expires: 'Access token expires',
    expiresUnknown: 'The org did not say',
    expiresIn: (time: string, span: number) => `${time}, in ${formatSpan(span)}`,
    expired: (time: string) => `${time}, so it has expired`,
    refreshToken: 'Refresh token',
    refreshTokenHere: 'Yes, the session can be refreshed',
    refreshTokenMissing: 'None, the session ends when the access token expires',
    idToken: 'ID token',
    idTokenHere: 'Yes',
    idTokenMissing: 'None',
    bound: 'Bound to this device (DPoP)',
    boundYes: 'Yes, its tokens are useless without the key that is kept here',
    boundNo: 'No, whoever has a copy of a token can use it',
    deviceSecret: 'Other apps can sign in with this session (device secret)',
    deviceSecretHere: 'Yes',
    deviceSecretMissing: 'No',
    rotation: 'Refresh token rotation',
    rotationYes: 'Replaced at each refresh',
    rotationNo: 'Stays the same',
    rotationUnknown: 'Not known before the first refresh',
    saved: 'Saved',
    savedYes: 'Yes, sealed on this device',
    savedNo: 'No, the newest tokens are only in memory',
    technical: 'Technical facts',
  },
  rotation: {
    title: 'A stolen copy of this session would work until it expires',
    body: 'The org does not replace its refresh token at a refresh, and its tokens are not bound to this device.',
    next: (org: string) => `Ask the administrator of ${org} for refresh token rotation or DPoP.`,
  },
  automatic: {
    title: 'Refresh by itself',
    choices: { settings: 'Follow the settings', on: 'On', off: 'Off' },
    settingsSay: (isOn: boolean) => (isOn ? 'The settings say on.' : 'The settings say off.'),
    next: (span: number) => `Refreshes by itself in ${formatSpan(span)}.`,
    now: 'Refreshes by itself any moment now.',
    off: 'It is refreshed only when you ask for it.',
    notPlanned: 'No refresh is planned right now.',
    noRefreshToken: 'It has no refresh token, so it cannot be refreshed. Sign in again instead.',
  },
  presence: {
    label: 'Ask for Touch ID before a token is handed out',
    hint: 'Copying a token asks first. Refreshing goes on without asking.',
    cannotAsk:
      'This computer cannot ask for Touch ID, so copying a token is refused until you switch this off.',
    question: (name: string) => `Hand out tokens of ${name} without asking?`,
    questionBody:
      'This computer cannot ask for Touch ID. When this is off, anyone who can use this app can copy the tokens of this account.',
    switchOff: 'Switch off',
    switchedOff: (name: string) => `Tokens of ${name} are handed out without asking.`,
  },
  history: {
    title: 'History',
    hint: 'Newest first. Kept sealed on this device.',
    loading: 'Loading the history…',
    empty: 'Nothing has happened yet.',
    event: (event: HistoryEventName, detail: string | null): string =>
      (event === 'copied' && detail !== null ? handedOut[detail] : undefined) ?? events[event],
    times: (count: number) => `${formatCount(count, 'time', 'times')} in a row`,
  },
} as const;
