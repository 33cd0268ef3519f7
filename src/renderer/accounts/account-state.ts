import type { AccountView, Activity } from '../../shared/views.ts';

/** Below this, a session counts as expiring soon: five minutes, in milliseconds. */
const expiresSoonMs = 5 * 60 * 1000;

/** The one state in which an account shows, most urgent first. */
export type AccountState =
  | { readonly kind: 'busy'; readonly activity: Activity }
  | { readonly kind: 'sign_in_needed' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'configuration' }
  | { readonly kind: 'expired'; readonly renewable: boolean }
  | { readonly kind: 'expires_soon' }
  | { readonly kind: 'valid' }
  | { readonly kind: 'expiry_unknown' };

export type Tone = 'good' | 'notice' | 'bad' | 'quiet';

/**
 * Derives the state of an account.
 *
 * @param account - the account as the main process sees it
 * @param now - milliseconds since the epoch
 */
export function accountState(account: AccountView, now: number): AccountState {
  const timeless = timelessState(account);
  if (timeless !== null) return timeless;
  if (account.expiresAt === null) return { kind: 'expiry_unknown' };
  const left = account.expiresAt - now;
  if (left <= 0) return { kind: 'expired', renewable: account.hasRefreshToken };
  return left < expiresSoonMs && plannedRefresh(account) === null
    ? { kind: 'expires_soon' }
    : { kind: 'valid' };
}

/** The state that does not follow the time; null when the time decides. */
function timelessState(account: AccountView): AccountState | null {
  if (account.activity !== null) return { kind: 'busy', activity: account.activity };
  if (account.problem?.class === 'sign_in_needed') return { kind: 'sign_in_needed' };
  if (account.unsaved) return { kind: 'unsaved' };
  return account.problem?.class === 'configuration' ? { kind: 'configuration' } : null;
}

/**
 * When the account is refreshed by itself before it expires, in milliseconds since the epoch: then its expiry is nothing to
 * wait for. Null when it is not, or when something else has to be told first.
 */
export function plannedRefresh(account: AccountView): number | null {
  const { nextAt } = account.automaticRefresh;
  if (nextAt === null || account.expiresAt === null || nextAt >= account.expiresAt) return null;
  return timelessState(account) === null ? nextAt : null;
}

/**
 * The time until the access token expires, in milliseconds; null when it is unknown or over.
 *
 * @param account - the account as the main process sees it
 * @param now - milliseconds since the epoch
 */
export function timeLeft(account: AccountView, now: number): number | null {
  if (account.expiresAt === null || account.expiresAt <= now) return null;
  return account.expiresAt - now;
}

/** The colour family of a state. */
export function toneOf(state: AccountState): Tone {
  switch (state.kind) {
    case 'valid':
      return 'good';
    case 'expires_soon':
    case 'unsaved':
      return 'notice';
    case 'expired':
      return state.renewable ? 'notice' : 'bad';
    case 'sign_in_needed':
    case 'configuration':
      return 'bad';
    case 'busy':
    case 'expiry_unknown':
      return 'quiet';
  }
}

/** True when the person has to do something about this account. */
export function needsAttention(account: AccountView, now: number): boolean {
  if (account.problem !== null || account.unsaved) return true;
  return account.expiresAt !== null && account.expiresAt <= now && !account.hasRefreshToken;
}

/** True when signing in again is the only way to go on with this account. */
export function needsSignIn(account: AccountView, now: number): boolean {
  if (account.problem?.class === 'sign_in_needed') return true;
  return !account.hasRefreshToken && account.expiresAt !== null && account.expiresAt <= now;
}

/**
 * The moment to show for `now`: it moves only when what the row says changes, in seconds during the last five minutes
 * and in minutes before, so that a row does not render again every second.
 *
 * @param account - the account as the main process sees it
 * @param now - milliseconds since the epoch
 */
export function displayMoment(account: AccountView, now: number): number {
  if (account.expiresAt === null) return 0;
  const left = account.expiresAt - now;
  if (left <= 0) return account.expiresAt;
  const refreshAt = plannedRefresh(account);
  if (refreshAt !== null) return refreshAt - shownSpan(Math.max(0, refreshAt - now));
  // Rounded up, but not into the state before.
  return (
    account.expiresAt -
    (left < expiresSoonMs ? Math.min(shownSpan(left), expiresSoonMs - 1) : shownSpan(left))
  );
}

/** A span as the row shows it: whole seconds, begun ones too, below five minutes, and full minutes above. */
function shownSpan(span: number): number {
  return span < expiresSoonMs ? Math.ceil(span / 1000) * 1000 : Math.floor(span / 60_000) * 60_000;
}
