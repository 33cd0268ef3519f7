import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  lastLine,
  runCrashes,
  type CrashResult,
  type CrashRunOptions,
} from '../../support/crash/crash-run.ts';
import { faultCells } from '../../support/crash/fault-cells.ts';

const lanes = 2;

// Some minutes on a busy machine: every kill needs a new process, and so does every fault.
test('nothing is lost by 100 kills at random moments', { timeout: 600_000 }, async ({ signal }) => {
  await expectNothingLost({ kills: 100, faults: 'none', signal });
});

test('nothing is lost when disk and keychain fail', { timeout: 600_000 }, async ({ signal }) => {
  const { diskFaults } = await expectNothingLost({ kills: 0, faults: 'every', signal });
  const cells = faultCells().filter(({ what }) => what === 'disk');
  expect(diskFaults.length).toBeGreaterThanOrEqual(cells.length);
  expect(diskFaults.filter(({ failures }) => failures === 0)).toEqual([]);
});

async function expectNothingLost(
  options: Pick<CrashRunOptions, 'kills' | 'faults' | 'signal'>,
): Promise<CrashResult> {
  const seed = randomInt(2 ** 31);
  const repeat = `--kills ${options.kills} --seed ${seed} --parallel ${lanes}`;
  const command = `npm run crash -- ${repeat}${options.faults === 'every' ? ' --faults' : ''}`;
  console.log(command);
  const result = await runCrashes({ ...options, seed, lanes });
  console.log(lastLine(result));
  expect(result.findings, `Again with: ${command}`).toEqual([]);
  expect(lastLine(result)).toBe(
    `kills ${result.kills}, sessions lost 0, records unreadable 0, wrong tokens 0`,
  );
  expect(result.kills).toBeGreaterThanOrEqual(options.kills);
  return result;
}
