import { atLeast, atMost, inMilliseconds, type Target } from '../targets.ts';
import { percentile } from '../timed.ts';
import type { VaultFigures } from './vault-bench.ts';

/** The figures as a table, one column for each number of credentials. */
export function vaultTable(figures: readonly VaultFigures[]): string {
  const row = (name: string, cell: (figure: VaultFigures) => string): string =>
    `| ${name} | ${figures.map(cell).join(' | ')} |`;
  const p50 = (values: readonly number[]): string => inMilliseconds(percentile(values, 50));
  const p95 = (values: readonly number[]): string => inMilliseconds(percentile(values, 95));
  return [
    row('Credentials', ({ count }) => count.toLocaleString('en')),
    `| --- |${' ---: |'.repeat(figures.length)}`,
    row('Durable replace, p50', ({ replace }) => p50(replace.vault)),
    row('Durable replace, p95', ({ replace }) => p95(replace.vault)),
    row('— the floor: seal, write, fsync, rename, fsync; p50', ({ replace }) => p50(replace.floor)),
    row('— the floor, p95', ({ replace }) => p95(replace.floor)),
    row('— keytar, a token an item, p50', ({ keytar }) =>
      keytar === null ? 'not filled' : p50(keytar.replace),
    ),
    row('— electron-store, one encrypted file, p50', ({ electronStore }) =>
      p50(electronStore.replace),
    ),
    row('Cold open to a listable state', ({ open }) => inMilliseconds(open.milliseconds)),
    row('— the same files in a plain loop', ({ plainLoop }) =>
      inMilliseconds(plainLoop.milliseconds),
    ),
    row('— electron-store', ({ electronStore }) => inMilliseconds(electronStore.open.milliseconds)),
    row('Longest hold of the event loop while opening', ({ open }) =>
      inMilliseconds(open.longestBlock),
    ),
    row('Peak memory after opening', ({ open }) => `${Math.round(open.peakMemory)} MiB`),
    row(
      '— electron-store',
      ({ electronStore }) => `${Math.round(electronStore.open.peakMemory)} MiB`,
    ),
    row('Find by tag, p50', ({ queries }) => p50(queries.byTag)),
    row('Find by claim, p50', ({ queries }) => p50(queries.byClaim)),
    row('`getDefault` + `refreshIfNeeded`, valid, calls a second', ({ queries }) =>
      Math.round(queries.validTokenCalls).toLocaleString('en'),
    ),
    row('Requests for 1,000 concurrent `refresh()`', ({ queries }) => String(queries.requests)),
  ].join('\n');
}

/** What the vault has to reach, and whether it did in these figures. */
export function vaultTargets(figures: readonly VaultFigures[]): readonly Target[] {
  const at = (count: number): VaultFigures => {
    const found = figures.find((figure) => figure.count === count);
    if (found === undefined) throw new Error(`${count} credentials were not measured.`);
    return found;
  };
  const median = ({ replace }: VaultFigures): number => percentile(replace.vault, 50);
  const overFloor = ({ replace }: VaultFigures): number =>
    percentile(replace.vault, 50) / percentile(replace.floor, 50);
  const [few, thousand, many] = [at(10), at(1_000), at(10_000)];
  const keytar = percentile(thousand.keytar?.replace ?? [], 50);
  return [
    ...figures.map((figure) =>
      atMost(`replace at ${figure.count}, times the floor`, overFloor(figure), 1.3),
    ),
    // The disk of a shared machine is not the same from minute to minute: the floor of the same minute is the measure.
    atMost(
      'replace at 10,000, times that at 10 (each against its floor)',
      overFloor(many) / overFloor(few),
      1.2,
    ),
    atMost('replace at 10,000, times that at 10', median(many) / median(few), 1.2),
    atLeast('replace at 1,000, times faster than keytar', keytar / median(thousand), 50),
    atMost(
      'cold open of 10,000, times the plain loop',
      many.open.milliseconds / many.plainLoop.milliseconds,
      1,
    ),
    atMost('longest hold of the event loop at 10,000, ms', many.open.longestBlock, 50),
    ...figures.flatMap(({ count, queries }) => [
      atLeast(`valid token at ${count}, calls a second`, queries.validTokenCalls, 500_000),
      atMost(`storage calls for a valid token at ${count}`, queries.storageCalls, 0),
      atMost(`requests for 1,000 concurrent refreshes at ${count}`, queries.requests, 1),
    ]),
  ];
}
