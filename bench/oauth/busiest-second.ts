/**
 * Milliseconds by which a bench may note something later than the throttle did: a second is taken to be so much
 * shorter, so that rounding makes no crowd where there was none.
 */
const slack = 5;

/**
 * How many of these times lie in the busiest second.
 *
 * @param times - in milliseconds, oldest first
 */
export function busiestSecond(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= 1_000 - slack) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
