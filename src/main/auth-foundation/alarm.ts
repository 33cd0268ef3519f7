import type { Clock } from './clock.ts';
import type { Timestamp } from './identifiers.ts';

/** The longest delay of a timer, in milliseconds; a longer one would fire at once. */
const longestDelay = 2 ** 31 - 1;

/** One timer for whatever is next, set by the time of day. */
export class Alarm {
  readonly #clock: Clock;
  readonly #action: () => void;
  #at: Timestamp | null = null;
  #cancel = (): void => undefined;

  /** @param action - is called at the time that was set, or earlier when that is over 24 days away */
  constructor(clock: Clock, action: () => void) {
    this.#clock = clock;
    this.#action = action;
  }

  /** Sets the time instead of the one before; null for none. */
  set(at: Timestamp | null): void {
    if (at === this.#at) return;
    this.reset();
    if (at === null) return;
    this.#at = at;
    const delay = Math.min(Math.max(0, at - this.#clock.now()), longestDelay);
    this.#cancel = this.#clock.after(delay, () => {
      this.#at = null;
      this.#action();
    });
  }

  /** Forgets the time that was set; also needed after the clock jumped, because its delay was counted before. */
  reset(): void {
    this.#cancel();
    this.#at = null;
  }
}
