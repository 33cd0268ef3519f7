import type { Clock } from './clock.ts';
import { timestamp, type Timestamp } from './identifiers.ts';

/** Milliseconds between two looks at the clock. */
const beat = 30_000;
/** Milliseconds that a timer may be late, or the clock be corrected, without anybody caring. */
const tolerance = 5_000;

/** Whom a {@link ClockWatch} tells. */
export interface ClockWatcher {
  /** The clock is `by` milliseconds from where it should be: after a sleep ahead, after a change either way. */
  readonly onJump: (by: number) => void;
  /** Another 30 seconds of the machine's running time have passed. */
  readonly onBeat: () => void;
}

/**
 * Notices that the clock jumped, because timers stand still while the machine sleeps and do not follow a clock that is
 * set: every 30 seconds it compares how far the clock got.
 */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #watcher: ClockWatcher;
  #cancel = (): void => undefined;
  #beatAt: Timestamp;
  #seenAt: Timestamp;

  constructor(clock: Clock, watcher: ClockWatcher) {
    this.#clock = clock;
    this.#watcher = watcher;
    this.#beatAt = clock.now();
    this.#seenAt = this.#beatAt;
  }

  start(): void {
    this.#beatAt = this.#clock.now();
    this.#seenAt = this.#beatAt;
    this.#wait();
  }

  stop(): void {
    this.#cancel();
  }

  /** Looks whether the clock was set back since the last look; what is timed before the next beat must know. */
  check(): void {
    const now = this.#clock.now();
    const by = now - this.#seenAt;
    this.#seenAt = now;
    if (by >= -tolerance) return;
    // The time since the last look is missing in `by`; the next beat finds it.
    this.#beatAt = timestamp(this.#beatAt + by);
    this.#watcher.onJump(by);
  }

  #wait(): void {
    this.#cancel = this.#clock.after(beat, () => {
      const now = this.#clock.now();
      const by = now - this.#beatAt - beat;
      this.#beatAt = now;
      this.#seenAt = now;
      this.#wait();
      if (Math.abs(by) > tolerance) this.#watcher.onJump(by);
      this.#watcher.onBeat();
    });
  }
}
