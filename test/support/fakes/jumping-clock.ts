import { timestamp, type Clock, type Timestamp } from '../../../src/main/auth-foundation/index.ts';
import { FakeClock } from './fake-clock.ts';

/** A clock whose time of day can jump while its timers go on as they were, as after a sleep or a change of the clock. */
export class JumpingClock implements Clock {
  /** The delay of every timer so far, in milliseconds. */
  readonly delays: number[] = [];
  readonly #running = new FakeClock();
  #ahead = 0;

  now(): Timestamp {
    return timestamp(this.#running.now() + this.#ahead);
  }

  /** Milliseconds of running time, which never jump. */
  get uptime(): number {
    return this.#running.now();
  }

  after(delay: number, action: () => void): () => void {
    this.delays.push(delay);
    return this.#running.after(delay, action);
  }

  /** Lets some milliseconds pass, for the time of day and for the timers. */
  advance(milliseconds: number): void {
    this.#running.advance(milliseconds);
  }

  /** Moves only the time of day: ahead after a sleep, or either way when somebody sets it. */
  jump(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  /** How many timers are still to fire. */
  get pending(): number {
    return this.#running.pending;
  }
}
