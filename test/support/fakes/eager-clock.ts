import { FakeClock } from './fake-clock.ts';

/** A clock that stands still, and whose pauses are over at once: for tests that wait for answers, not for time. */
export class EagerClock extends FakeClock {
  /** The delay of every pause so far, in milliseconds. */
  readonly delays: number[] = [];

  override after(delay: number, action: () => void): () => void {
    this.delays.push(delay);
    const due = setImmediate(action);
    return () => {
      clearImmediate(due);
    };
  }
}
