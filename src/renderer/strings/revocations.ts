import { capital, formatCount, formatList, formatSpan } from '../format.ts';

/** The tokens that a revocation names. */
export const tokenWords = {
  refresh_token: 'Refresh token',
  access_token: 'Access token',
  device_secret: 'Device secret',
} as const;

type RevokedToken = keyof typeof tokenWords;

const listTokens = (tokens: readonly RevokedToken[]) =>
  formatList(tokens.map((token) => tokenWords[token].toLowerCase()));

/** The words of what still has to be revoked at an org. */
export const revocationWords = {
  notice: (count: number) =>
    formatCount(
      count,
      'session still has to be ended at its org',
      'sessions still have to be ended at their org',
    ),
  noticeBody: 'Removed here while the org could not be reached. The app keeps trying.',
  show: 'Show',
  title: 'Sessions to end at their org',
  body: 'These accounts are gone from this device, but their tokens are valid until the org has revoked them. The app tries again by itself.',
  list: 'Sessions to end',
  none: 'No session is left to be ended here.',
  unnamed: 'Unnamed account',
  org: 'Org',
  tokens: 'Still valid',
  remaining: (tokens: readonly RevokedToken[]) => capital(listTokens(tokens)),
  removed: 'Removed here',
  attempts: 'Attempts',
  attempted: (count: number) => (count === 0 ? 'None yet' : formatCount(count, 'time', 'times')),
  next: 'Next attempt',
  nextIn: (span: number) => `In ${formatSpan(span)}`,
  nextNow: 'Any moment now',
  running: 'Running now',
  tryNow: 'Try now',
  tryNowOf: (name: string, org: string) => `Try now: ${name} at ${org}`,
  giveUp: 'Give up…',
  giveUpOf: (name: string, org: string) => `Give up…: ${name} at ${org}`,
  ended: (name: string, org: string) => `The session of ${name} at ${org} was ended.`,
  confirmTitle: (name: string, org: string) =>
    `Stop trying to end the session of ${name} at ${org}?`,
  confirmBody: (tokens: readonly RevokedToken[]) =>
    `The app forgets what it needs to revoke: ${listTokens(tokens)}. Whoever has a copy can use it at the org until it expires.`,
  confirmHint: 'An administrator can still end the session in the org itself.',
  confirm: 'Give up',
  keepTrying: 'Keep trying',
  givenUp: (name: string, org: string) =>
    `The app no longer tries to end the session of ${name} at ${org}.`,
} as const;
