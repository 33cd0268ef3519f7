import type { Failure } from './failure.ts';
import { timestamp, type Seconds, type Timestamp } from './identifiers.ts';
import type { TokenMetadata } from './token-metadata.ts';

/** Milliseconds between two attempts at one credential, at the least: no lifetime and no failure makes a tight loop. */
export const shortestPause = 10_000;
/** Milliseconds over which those that are overdue are spread, because after a start or a sleep many are at once. */
const overdueSpread = 10_000;
/** Milliseconds of the first pause after a failure, doubled by each further one up to the longest. */
const firstBackoff = 5_000;
const longestBackoff = 15 * 60_000;
/** Milliseconds after a refused configuration, at the least: somebody has to change a setting, and does not tell this app. */
const configurationPause = 60 * 60_000;
/** Milliseconds that an org's wish for a pause is believed at the most. */
const longestWish = 60 * 60_000;
/** Milliseconds that a rate limit is taken for when the org does not say: Okta counts minutes. */
const unsaidRateLimit = 60_000;
/** The part of the lifetime after which a token is renewed, however much would be left. */
const partOfLifetime = 0.75;
/** The grace counts for at most this part, so that a token that lives shorter than the grace is not due at birth. */
const graceOfLifetime = 0.5;
/** Jitter takes away at most this part of the lifetime, and at most so many milliseconds. */
const jitterOfLifetime = 0.1;
const longestJitter = 60_000;

/** What planning needs to know of a credential: facts and choices, no claims. */
export type RefreshCandidate = Pick<TokenMetadata, 'facts' | 'automaticRefresh' | 'signInNeeded'>;

/** The failures since the last success. */
export interface FailedAttempts {
  readonly count: number;
  readonly last: Failure;
  /** When the last one failed. */
  readonly at: Timestamp;
}

/** What happened so far to the token that is to be refreshed. */
export interface RefreshPast {
  /** When the token was received by the present clock: before `issuedAt` when the clock was set back since. */
  readonly receivedAt: Timestamp;
  /** When somebody last tried to refresh the credential, or null. */
  readonly attemptedAt: Timestamp | null;
  readonly failed: FailedAttempts | null;
}

export interface RefreshConditions {
  readonly now: Timestamp;
  /** How long before its expiry a token is renewed. */
  readonly grace: Seconds;
  /** Whether credentials without a choice of their own are refreshed by themselves. */
  readonly enabledByDefault: boolean;
  /** From 0 up to 1; the same number gives the same plan. */
  readonly random: () => number;
}

/** When a credential is due, which may be in the past, or why it is not refreshed by itself. */
export type RefreshPlan =
  | { readonly kind: 'due'; readonly at: Timestamp }
  | {
      readonly kind: 'never';
      readonly why: 'turned_off' | 'no_refresh_token' | 'expiry_unknown' | 'sign_in_needed';
    };

/**
 * Plans when a credential is refreshed by itself: at the earlier of expiry minus grace and 75 % of the lifetime, up to
 * 10 % of it (at most 60 s) earlier, but never within 10 s of the last attempt, and after failures not before their
 * backoff (5 s doubled up to 15 min, at least half of it; 60 to 90 min after a refused configuration) or the pause that
 * the org asked for (at most 1 h) is over.
 *
 * The grace counts for at most half of the lifetime, as it does for `Credential.refreshIfNeeded`.
 *
 * @param candidate - the credential
 * @param past - what happened to its token so far
 * @param conditions - the time and the rules
 */
export function planRefresh(
  { facts, automaticRefresh, signInNeeded }: RefreshCandidate,
  { receivedAt, attemptedAt, failed }: RefreshPast,
  { now, grace, enabledByDefault, random }: RefreshConditions,
): RefreshPlan {
  if (!(automaticRefresh ?? enabledByDefault)) return { kind: 'never', why: 'turned_off' };
  if (signInNeeded !== null) return { kind: 'never', why: 'sign_in_needed' };
  if (!facts.hasRefreshToken) return { kind: 'never', why: 'no_refresh_token' };
  const { issuedAt, expiresAt } = facts;
  if (expiresAt === null) return { kind: 'never', why: 'expiry_unknown' };
  if (failed?.last.failureClass === 'sign_in_needed') {
    return { kind: 'never', why: 'sign_in_needed' };
  }
  const lifetime = Math.max(0, expiresAt - issuedAt);
  const lead = Math.min(grace * 1000, lifetime * graceOfLifetime);
  const jitter = random() * Math.min(lifetime * jitterOfLifetime, longestJitter);
  const age = Math.min(lifetime - lead, lifetime * partOfLifetime) - jitter;
  // Nothing was received, tried or refused in the future: such a time tells only that the clock was set back.
  const due = Math.min(receivedAt, now) + age;
  const rested = attemptedAt === null ? due : Math.min(attemptedAt, now) + shortestPause;
  const allowed = failed === null ? due : endOfBackoff(failed, now, random);
  return { kind: 'due', at: timestamp(Math.ceil(Math.max(due, rested, allowed))) };
}

/**
 * When an attempt that is due is to be made: one that is overdue some time within the next 10 s, and planning it again
 * does not put it off.
 *
 * @param due - when it was or is due
 * @param planned - for when it was planned before, or null
 * @param now - the current time
 * @param random - from 0 up to 1
 */
export function spreadOverdue(
  due: Timestamp,
  planned: Timestamp | null,
  now: Timestamp,
  random: () => number,
): Timestamp {
  if (due > now) return due;
  if (planned !== null && planned >= now && planned <= now + overdueSpread) return planned;
  return timestamp(now + Math.floor(random() * overdueSpread));
}

/**
 * When a rate limit ends: when the org said so, but within the hour; a minute on when it did not say.
 *
 * @param limit - what the org said, as a failure `rate_limited` has it
 * @param at - when it came
 */
export function endOfRateLimit(limit: Pick<Failure, 'retryAt'>, at: Timestamp): Timestamp {
  return timestamp(Math.min(limit.retryAt ?? at + unsaidRateLimit, at + longestWish));
}

/**
 * Until when an org wants to be left alone after a failure: the end of its rate limit, or what it said with another
 * refusal, but within the hour.
 *
 * @param at - when the failure came
 * @returns null when it asked for nothing
 */
export function endOfAskedPause(failure: Failure, at: Timestamp): Timestamp | null {
  const isAsked = failure.code === 'rate_limited' || failure.retryAt !== null;
  return isAsked ? endOfRateLimit(failure, at) : null;
}

function endOfBackoff(failed: FailedAttempts, now: Timestamp, random: () => number): number {
  const at = timestamp(Math.min(failed.at, now));
  if (failed.last.failureClass === 'configuration') {
    return at + configurationPause * (1 + random() / 2);
  }
  const backoff = Math.min(firstBackoff * 2 ** (failed.count - 1), longestBackoff);
  const end = at + backoff * (0.5 + random() / 2);
  return Math.max(end, endOfAskedPause(failed.last, at) ?? end);
}
