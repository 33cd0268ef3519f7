import type { Clock } from './clock.ts';
import type { Failure } from './failure.ts';
import { timestamp, type Timestamp } from './identifiers.ts';
import type { PendingRevocation } from './revocation-storage.ts';

/** Pauses in milliseconds. */
const soon = 1_000;
const firstPause = 5_000;
const longestPause = 3_600_000;
/** The longest that an org's word on its rate limit is believed, as in retry-after.ts. */
const longestLimit = 3_600_000;

/** All authorization servers of an org share its host, its outages and its rate limits. */
export function orgOf({ token }: PendingRevocation): string {
  return new URL(token.context.issuer).origin;
}

interface Limit {
  readonly failure: Failure;
  readonly until: Timestamp;
}

/** Decides when a pending revocation is tried, so that no org is asked more often than it likes. */
export class RevocationPace {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #limits = new Map<string, Limit>();

  /**
   * @param clock - gives the time
   * @param random - gives a number from 0 up to 1, to spread the tries
   */
  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** When an entry that is new in this run is tried first. */
  firstTry(): Timestamp {
    return timestamp(this.#clock.now() + soon);
  }

  /**
   * When an entry is tried again: what passes by itself after 5 seconds, doubled up to an hour, anything else after an
   * hour, and nothing before its org's rate limit ends; but at once when the last token in it has expired.
   *
   * @param entry - its attempts include the one that failed
   * @param failure - why it failed
   */
  nextTry(entry: PendingRevocation, failure: Failure): Timestamp {
    const passes = failure.failureClass === 'transient' || failure.failureClass === 'storage';
    const doubled = firstPause * 2 ** Math.max(0, entry.attempts - 1);
    const pause = passes ? Math.min(doubled, longestPause) : longestPause;
    // Up to a fifth earlier, so that entries do not all come back at once.
    const paused = this.#clock.now() + pause * (1 - this.#random() / 5);
    const next = Math.max(paused, this.#limitOf(entry)?.until ?? paused);
    return timestamp(Math.min(next, endsByItself(entry) ?? next));
  }

  /** Remembers a rate limit for all entries of the same org; other failures say nothing about them. */
  noteLimit(entry: PendingRevocation, failure: Failure): void {
    if (failure.code !== 'rate_limited' || failure.retryAt === null) return;
    const until = Math.min(failure.retryAt, this.#clock.now() + longestLimit);
    this.#limits.set(orgOf(entry), { failure, until: timestamp(until) });
  }

  /** The rate limit of the entry's org that has not ended yet, or null. */
  limitOn(entry: PendingRevocation): Failure | null {
    return this.#limitOf(entry)?.failure ?? null;
  }

  #limitOf(entry: PendingRevocation): Limit | null {
    const limit = this.#limits.get(orgOf(entry));
    const left = (limit?.until ?? 0) - this.#clock.now();
    // One that lasts longer than any is from before the clock was set back.
    return limit !== undefined && left > 0 && left <= longestLimit ? limit : null;
  }
}

/** When an entry ends without being asked for, or null when it never does. */
function endsByItself({ token, remaining }: PendingRevocation): Timestamp | null {
  return remaining.length === 1 && remaining[0] === 'access_token' ? token.expiresAt : null;
}
