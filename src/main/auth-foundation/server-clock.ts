/** How far a server's clock is from this computer's, as far as its answers tell. */
export interface ClockOffset {
  /** Milliseconds that the server's clock is ahead of this computer's; negative when it is behind. */
  readonly offset: number;
  /** Milliseconds by which `offset` may be wrong, either way. */
  readonly uncertainty: number;
}

/** When a request was sent, and when the head of its answer arrived, by this computer's clock in milliseconds. */
export interface RoundTrip {
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** `Date` has whole seconds (RFC 9110, section 5.6.7), so the server's time is up to this many milliseconds later. */
const dateResolution = 1_000;
const minute = 60_000;

/**
 * What the answers of one server's host tell about its clock. Each `Date` header bounds the offset: the server wrote
 * it between the moments of asking and of receiving. The bounds of all answers together are narrower than any; when
 * they contradict each other, one of the clocks was set, and only the latest answer counts.
 *
 * What is corrected by what: the time checks of an ID token compare the server's times with this computer's clock, so
 * they use {@link correction}. Expiry is not corrected: a token's `issuedAt` is the local time in the middle of its
 * request and is compared with the same local clock, so that a clock which is constantly wrong cancels out. A clock
 * that is set *after* the token was issued does not cancel out: until the next refresh the token seems older or
 * younger than it is, by as much as the clock was set.
 */
export class ServerClock {
  #lowest: number | null = null;
  #highest = 0;

  /**
   * Learns from one answer. One that a cache kept, or without a readable `Date`, tells nothing.
   *
   * @param headers - of the answer
   * @param trip - around the answer
   */
  learn(headers: Headers, { sentAt, answeredAt }: RoundTrip): void {
    const date = readDate(headers);
    if (date === null || answeredAt < sentAt) return;
    const lowest = date - answeredAt;
    const highest = date + dateResolution - sentAt;
    const isContradicted =
      this.#lowest === null || lowest > this.#highest || highest < this.#lowest;
    this.#highest = isContradicted ? highest : Math.min(highest, this.#highest);
    this.#lowest = isContradicted ? lowest : Math.max(lowest, this.#lowest ?? lowest);
  }

  /** The offset that was measured, or null when no answer has told it. */
  get offset(): ClockOffset | null {
    if (this.#lowest === null) return null;
    return {
      offset: Math.round((this.#lowest + this.#highest) / 2),
      uncertainty: Math.ceil((this.#highest - this.#lowest) / 2),
    };
  }

  /** Milliseconds to add to this computer's time to get the server's; 0 while the two may well be the same. */
  get correction(): number {
    const measured = this.offset;
    if (measured === null || Math.abs(measured.offset) <= measured.uncertainty) return 0;
    return measured.offset;
  }
}

/**
 * Reads when an answer was made, by its server's clock.
 *
 * @returns milliseconds since the epoch, or null when it does not say, or has lain in a cache
 */
export function readDate(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  const isFromCache = Number(headers.get('age') ?? 0) > 0;
  return Number.isNaN(date) || isFromCache ? null : date;
}

/**
 * Says in words that this computer's clock is wrong.
 *
 * @param measured - of the server that was asked
 * @returns the sentence, or null when the clock is at most a minute off
 */
export function describeWrongClock(measured: ClockOffset | null): string | null {
  if (measured === null || Math.abs(measured.offset) <= minute) return null;
  const minutes = Math.round(Math.abs(measured.offset) / minute);
  const amount = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const direction = measured.offset > 0 ? 'behind' : 'ahead of';
  return `The clock of this computer is about ${amount} ${direction} the org’s.`;
}
