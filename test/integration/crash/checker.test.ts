import { expect, test } from 'vitest';
import { lastLine, onLanes, type CrashResult } from '../../support/crash/crash-run.ts';
import { openOnFailingDisk } from '../../support/crash/disk-scenes.ts';
import type { Sabotage } from '../../support/crash/messages.ts';

const limits = { timeout: 120_000 };

test('a vault that forgets an acknowledged session is found out', limits, async () => {
  expect(await lineAfter('lose_session')).toBe(
    'kills 1, sessions lost 1, records unreadable 0, wrong tokens 0',
  );
});

test('a vault that forgets an acknowledged refresh is found out', limits, async () => {
  expect(await lineAfter('lose_refresh')).toBe(
    'kills 1, sessions lost 1, records unreadable 0, wrong tokens 0',
  );
});

test('a vault that gives a session to somebody else is found out', limits, async () => {
  expect(await lineAfter('swap_tokens')).toBe(
    'kills 1, sessions lost 0, records unreadable 0, wrong tokens 1',
  );
});

test(
  'a record that cannot be read any more is found out, and its session is lost',
  limits,
  async () => {
    expect(await lineAfter('damage_record')).toBe(
      'kills 1, sessions lost 1, records unreadable 1, wrong tokens 0',
    );
  },
);

test.each(['throw', 'abort'] as const)(
  'a worker that dies by itself is no kill, but a finding: %s',
  limits,
  async (sabotage) => {
    const { kills, findings } = await runWith(sabotage);
    expect(kills).toBe(0);
    expect(findings[0]?.detail).toContain('The worker ended by itself');
  },
);

test('a fault of the disk that hits nothing is a finding', limits, async () => {
  const fault = { call: 'create', code: 'EIO', after: 1_000_000 } as const;
  const { findings, diskFaults } = await onLanes({ seed: 1, lanes: 1 }, async (lane) => {
    await openOnFailingDisk(lane, fault, 'healed');
  });
  expect(diskFaults.map(({ failures }) => failures)).toEqual([0]);
  expect(findings.map(({ kind }) => kind)).toEqual(['other']);
});

/** What a run says whose worker broke something before it was killed. */
async function lineAfter(sabotage: Sabotage): Promise<string> {
  return lastLine(await runWith(sabotage));
}

async function runWith(sabotage: Sabotage): Promise<CrashResult> {
  return onLanes({ seed: 1, lanes: 1 }, async (lane) => {
    await lane.workInPeace(1_000);
    await lane.sabotage(sabotage);
    await lane.prove();
  });
}
