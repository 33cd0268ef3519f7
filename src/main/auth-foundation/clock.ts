import { timestamp, type Timestamp } from './identifiers.ts';

/** Time as everything in the main process sees it; tests bring a clock of their own. */
export interface Clock {
  /** The current time. */
  now(): Timestamp;
  /**
   * Calls `action` once after `delay` milliseconds.
   *
   * @returns a function that cancels the call
   */
  after(delay: number, action: () => void): () => void;
}

/** The system's clock. */
export const systemClock: Clock = {
  now: () => timestamp(Date.now()),
  after: (delay, action) => {
    const timer = setTimeout(action, delay);
    return () => {
      clearTimeout(timer);
    };
  },
};
