/** A figure beside what it has to reach. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly reached: boolean;
}

/** A figure that must not be larger than its limit. One that is not a number has not reached it. */
export function atMost(name: string, value: number, limit: number): Target {
  return { name, value, limit, reached: value <= limit };
}

/** A figure that must not be smaller than its limit. One that is not a number has not reached it. */
export function atLeast(name: string, value: number, limit: number): Target {
  return { name, value, limit, reached: value >= limit };
}

/** Names the figures that are short of their targets, in one sentence; null when there are none. */
export function shortOf(targets: readonly Target[]): string | null {
  const short = targets.filter(({ reached }) => !reached);
  if (short.length === 0) return null;
  return `Short of its target: ${short.map(({ name }) => name).join('; ')}.`;
}

/** Milliseconds as the tables show them. */
export function inMilliseconds(value: number): string {
  return `${value < 100 ? value.toPrecision(2) : Math.round(value)} ms`;
}
