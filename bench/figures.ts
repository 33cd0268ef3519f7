/** What one figure measured, in milliseconds. */
export interface Figure {
  readonly name: string;
  readonly runs: readonly number[];
  /** What the same machine needed at the same time without the app: the yardstick for the figure. */
  readonly baseline: { readonly name: string; readonly runs: readonly number[] };
}

/** Measures the same thing several times, after a first time that warms up and does not count. */
export async function measure(
  count: number,
  once: (index: number) => Promise<number>,
): Promise<readonly number[]> {
  await once(0);
  const runs: number[] = [];
  for (let index = 1; index <= count; index += 1) runs.push(await once(index));
  return runs;
}

/** The line for a figure: medians, and how far the runs lie apart. */
export function describeFigure({ name, runs, baseline }: Figure): string {
  const [from, to] = [Math.min(...runs), Math.max(...runs)].map(Math.round);
  const times = (median(runs) / median(baseline.runs)).toFixed(1);
  return [
    `${name}: ${Math.round(median(runs))} ms (median of ${runs.length}, ${from} to ${to})`,
    `  ${baseline.name}: ${Math.round(median(baseline.runs))} ms, so ${times} times that`,
  ].join('\n');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
