import type { Clock } from './clock.ts';
import { timestamp, type Timestamp } from './identifiers.ts';

/** How many jobs of one org run at once. */
export const atOnce = 2;
/** How many jobs of one org start within any second. */
export const startsPerSecond = 3;
const second = 1_000;
/** No pause is longer than this many milliseconds; one that seems to be is from before the clock was set back. */
const longestPause = 3_600_000;

/** Work that rejects never. */
type Job = () => Promise<void>;

interface Org {
  /** First come, first served; wrapped, so that each place in the queue is its own. */
  readonly queue: Set<{ readonly job: Job }>;
  running: number;
  /** How many jobs have started and not made their first request yet. */
  unasked: number;
  /** The latest starts, oldest first. */
  starts: readonly Timestamp[];
  pausedUntil: Timestamp;
  cancelWait: () => void;
}

/**
 * Lets the background work for one org run at most 2 at once and start at most 3 times a second, in the order it came,
 * and not at all while the org asks for a pause. Orgs do not wait for each other. What a person asks for is not work of
 * a throttle, and never held back; but it counts as a start when it is told by {@link noteRequest}.
 */
export class OrgThrottle {
  readonly #clock: Clock;
  readonly #orgs = new Map<string, Org>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs a job as soon as its org may be asked, which can be at once.
   *
   * @param host - of the org
   * @param job - starts a request; it must not reject
   * @returns a function that withdraws the job, unless it has started
   */
  enqueue(host: string, job: Job): () => void {
    const org = this.#org(host);
    const place = { job };
    org.queue.add(place);
    this.#serve(org);
    return () => {
      org.queue.delete(place);
      if (org.queue.size === 0) org.cancelWait();
    };
  }

  /** Counts a request to an org as a start, whoever made it; the first one of each job counted when the job started. */
  noteRequest(host: string): void {
    const org = this.#org(host);
    if (org.unasked > 0) org.unasked -= 1;
    else this.#noteStart(org);
  }

  /** Until when an org asks for a pause, or null when it does not. */
  pausedUntil(host: string): Timestamp | null {
    const org = this.#orgs.get(host);
    const pausedUntil = org === undefined ? 0 : this.#endOfPause(org);
    return pausedUntil > this.#clock.now() ? timestamp(pausedUntil) : null;
  }

  /** Starts nothing for an org until then, at most an hour from now; of several pauses the longest counts. */
  pause(host: string, until: Timestamp): void {
    const org = this.#org(host);
    const end = Math.min(until, this.#clock.now() + longestPause);
    org.pausedUntil = timestamp(Math.max(end, this.#endOfPause(org)));
  }

  /**
   * Looks at every org again after the clock jumped: a pause may be over, or seem longer than it is.
   *
   * @param by - milliseconds that the clock was set back, as a negative number, or that it is ahead
   */
  clockJumped(by: number): void {
    for (const org of this.#orgs.values()) {
      // Ahead is nothing to correct: the machine slept, and the pause went on meanwhile.
      if (by < 0) org.pausedUntil = timestamp(org.pausedUntil + by);
      this.#serve(org);
    }
  }

  #serve(org: Org): void {
    org.cancelWait();
    for (const place of org.queue) {
      // Whichever ends first serves the next.
      if (org.running >= atOnce) return;
      const wait = this.#waitOf(org);
      if (wait > 0) {
        org.cancelWait = this.#clock.after(wait, () => {
          this.#serve(org);
        });
        return;
      }
      org.queue.delete(place);
      void this.#run(org, place.job);
    }
  }

  /** Milliseconds until the org may be asked again. */
  #waitOf(org: Org): number {
    const { starts } = org;
    const now = this.#clock.now();
    const oldest = starts.length < startsPerSecond ? undefined : starts[0];
    // A start in the future tells only that the clock was set back.
    const free = oldest === undefined || oldest > now ? now : oldest + second;
    return Math.max(free, this.#endOfPause(org)) - now;
  }

  #endOfPause({ pausedUntil }: Org): number {
    return pausedUntil - this.#clock.now() <= longestPause ? pausedUntil : 0;
  }

  async #run(org: Org, job: Job): Promise<void> {
    org.running += 1;
    org.unasked += 1;
    this.#noteStart(org);
    try {
      await job();
    } finally {
      org.running -= 1;
      // One that ended without a request leaves nothing to be made up for.
      org.unasked = Math.min(org.unasked, org.running);
      this.#serve(org);
    }
  }

  #noteStart(org: Org): void {
    org.starts = [...org.starts, this.#clock.now()].slice(-startsPerSecond);
  }

  #org(host: string): Org {
    const known = this.#orgs.get(host);
    if (known !== undefined) return known;
    const org: Org = {
      queue: new Set(),
      running: 0,
      unasked: 0,
      starts: [],
      pausedUntil: timestamp(0),
      cancelWait: () => undefined,
    };
    this.#orgs.set(host, org);
    return org;
  }
}
