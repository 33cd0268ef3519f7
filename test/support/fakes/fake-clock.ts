import { timestamp, type Clock, type Timestamp } from '../../../src/main/auth-foundation/index.ts';

interface Alarm {
  readonly at: number;
  readonly action: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  /** @param now - milliseconds since the epoch; 2026-01-01 by default */
  constructor(now: number = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): Timestamp {
    return timestamp(this.#now);
  }

  after(delay: number, action: () => void): () => void {
    const alarm = { at: this.#now + delay, action };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
    };
  }

  /** Moves time on by some milliseconds, and calls what falls due on the way in its order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let due = this.#nextUntil(end); due !== undefined; due = this.#nextUntil(end)) {
      this.#alarms.delete(due);
      this.#now = due.at;
      due.action();
    }
    this.#now = end;
  }

  /** Sets the time without calling anything, as a person or NTP does. */
  setTo(now: number): void {
    this.#now = now;
  }

  /** How many calls are still to come: a forgotten timer shows here. */
  get pending(): number {
    return this.#alarms.size;
  }

  #nextUntil(end: number): Alarm | undefined {
    return [...this.#alarms].sort((a, b) => a.at - b.at).find(({ at }) => at <= end);
  }
}
