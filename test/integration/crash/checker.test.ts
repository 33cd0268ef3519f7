import { expect, test } from 'vitest';
import { lastLine, onLanes } from '../../support/crash/crash-run.ts';
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

/** What a run says whose worker broke something before it was killed. */
async function lineAfter(sabotage: Sabotage): Promise<string> {
  const result = await onLanes({ seed: 1, lanes: 1 }, async (lane) => {
    await lane.workInPeace(1_000);
    await lane.sabotage(sabotage);
    await lane.prove();
  });
  return lastLine(result);
}
