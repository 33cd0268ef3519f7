/** When something happened: between two readings of a clock that is never set, in milliseconds. */
export interface Moment {
  readonly earliest: number;
  readonly latest: number;
}

/** Milliseconds by which a second is taken to be shorter: the throttle's clock has whole milliseconds. */
const slack = 5;

/**
 * How many of these moments surely lie in the busiest second. The machine may halt a program between what happened and
 * its note of it; what may lie further apart is not counted together.
 *
 * @param moments - oldest first
 */
export function busiestSecond(moments: readonly Moment[]): number {
  let most = 0;
  let first = 0;
  for (const [index, { latest }] of moments.entries()) {
    while (latest - (moments[first]?.earliest ?? latest) >= 1_000 - slack) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
