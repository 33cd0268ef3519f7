import { systemClock, type Clock } from '../../../src/main/auth-foundation/index.ts';

/** How much faster pauses are over than they say. */
const haste = 50;

/** The system's clock, with pauses that are short: a run has thousands of them. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  after: (delay, action) => systemClock.after(delay / haste, action),
};
