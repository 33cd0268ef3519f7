// `npm run crash -- --kills N --seed S [--faults] [--parallel K]`: kills a process that works on a vault, N times at
// random moments, and looks each time whether anything was lost. With --faults, disk and keychain fail as well.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  lastLine,
  percentile,
  runCrashes,
  type CrashResult,
} from '../test/support/crash/crash-run.ts';
import { explain, PlainError } from './setup/plain-error.mjs';

const usage = 'Usage: npm run crash -- [--kills N] [--seed S] [--faults] [--parallel K]';
const count = z.coerce.number().int().nonnegative();

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { kills, seed, lanes, faults } = readWish();
  console.log(`\n${kills} kills, seed ${seed}, ${lanes} vaults side by side, faults: ${faults}\n`);
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
  const result = await runCrashes({
    kills,
    seed,
    lanes,
    faults,
    onProgress: (soFar) => {
      if (soFar % 100 === 0) console.log(`${soFar} kills after ${seconds()} s`);
    },
  });
  for (const { kind, detail } of result.findings) console.log(`${kind}: ${detail}`);
  console.log(describeRun(result));
  console.log(`${seconds()} s, seed ${seed}`);
  console.log(lastLine(result));
  return result.findings.length === 0 ? 0 : 1;
}

function readWish(): {
  readonly kills: number;
  readonly seed: number;
  readonly lanes: number;
  readonly faults: 'none' | 'every';
} {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string', default: '100' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        parallel: { type: 'string', default: '2' },
        faults: { type: 'boolean', default: false },
      },
    });
    return {
      kills: count.parse(values.kills),
      seed: count.parse(values.seed),
      lanes: count.min(1).parse(values.parallel),
      faults: values.faults ? 'every' : 'none',
    };
  } catch {
    throw new PlainError('These arguments are not understood.', usage);
  }
}

function describeRun({ untilDurable, underWay, rotationsCutOff, diskFaults }: CrashResult): string {
  const milliseconds = (share: number): string =>
    percentile(untilDurable, share)?.toFixed(2) ?? '-';
  const callsThatFailed = diskFaults.reduce((total, { failures }) => total + failures, 0);
  return [
    `under way when killed: ${Object.entries(underWay)
      .map(([name, times]) => `${name} ${times}`)
      .join(', ')}`,
    `killed between the org's rotation and the durable write: ${rotationsCutOff}`,
    `faults of the disk: ${diskFaults.length}, calls that failed: ${callsThatFailed}`,
    `from a rotated token's receipt to its durable write: p50 ${milliseconds(0.5)} ms, p99 ${milliseconds(0.99)} ms, ` +
      `${untilDurable.length} refreshes`,
  ].join('\n');
}
