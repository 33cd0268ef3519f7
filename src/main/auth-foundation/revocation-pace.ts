import type { Clock } from './clock.ts';
import { Failure } from './failure.ts';
import { hostOf, timestamp, type Timestamp } from './identifiers.ts';
import type { OrgThrottle } from './org-throttle.ts';
import { endOfAskedPause, endOfRateLimit } from './refresh-plan.ts';
import type { PendingRevocation } from './revocation-storage.ts';

/** Pauses in milliseconds. */
const soon = 1_000;
const firstPause = 5_000;
const longestPause = 3_600_000;

/** All authorization servers of an org share its host, its outages and its rate limits. */
export function orgOf({ token }: PendingRevocation): string {
  return hostOf(token.context.issuer);
}

/** Decides when a pending revocation is tried, so that no org is asked more often than it likes. */
export class RevocationPace {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #throttle: OrgThrottle;

  /**
   * @param clock - gives the time
   * @param random - gives a number from 0 up to 1, to spread the tries
   * @param throttle - knows the rate limits of orgs
   */
  constructor(clock: Clock, random: () => number, throttle: OrgThrottle) {
    this.#clock = clock;
    this.#random = random;
    this.#throttle = throttle;
  }

  /** When an entry that is new in this run is tried first. */
  firstTry(): Timestamp {
    return timestamp(this.#clock.now() + soon);
  }

  /**
   * When an entry is tried again: what passes by itself after 5 seconds, doubled up to an hour, anything else after an
   * hour, and nothing before the pause ends that its org asked for; but at once when the last token in it has expired.
   *
   * @param entry - its attempts include the one that failed
   * @param failure - why it failed
   */
  nextTry(entry: PendingRevocation, failure: Failure): Timestamp {
    const passes = failure.failureClass === 'transient' || failure.failureClass === 'storage';
    const doubled = firstPause * 2 ** Math.max(0, entry.attempts - 1);
    const pause = passes ? Math.min(doubled, longestPause) : longestPause;
    // Up to a fifth earlier, so that entries do not all come back at once.
    const now = this.#clock.now();
    const paused = now + pause * (1 - this.#random() / 5);
    const asked = endOfAskedPause(failure, now) ?? paused;
    const next = Math.max(paused, asked, this.#throttle.pausedUntil(orgOf(entry)) ?? paused);
    return timestamp(Math.min(next, endsByItself(entry) ?? next));
  }

  /** Remembers a rate limit for whatever is asked of the same org; other failures say nothing about it. */
  noteLimit(entry: PendingRevocation, failure: Failure): void {
    if (failure.code !== 'rate_limited') return;
    this.#throttle.pause(orgOf(entry), endOfRateLimit(failure, this.#clock.now()));
  }

  /** The rate limit of the entry's org that has not ended yet, whoever met it, or null. */
  limitOn(entry: PendingRevocation): Failure | null {
    const retryAt = this.#throttle.pausedUntil(orgOf(entry));
    return retryAt === null ? null : new Failure('rate_limited', { retryAt });
  }
}

/** When an entry ends without being asked for, or null when it never does. */
function endsByItself({ token, remaining }: PendingRevocation): Timestamp | null {
  return remaining.length === 1 && remaining[0] === 'access_token' ? token.expiresAt : null;
}
