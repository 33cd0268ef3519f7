import { expect, test } from 'vitest';
import { forEachInTurns, inTurns } from '../../../../src/main/desktop-platform/vault/turns.ts';

const items = Array.from({ length: 1_000 }, (_, index) => index);

/** Counts the turns of the event loop until it is told to stop. */
function countTurns(): () => number {
  let turns = 0;
  let stopped = false;
  const count = (): void => {
    turns += 1;
    if (!stopped) setImmediate(count);
  };
  setImmediate(count);
  return () => {
    stopped = true;
    return turns;
  };
}

test('every item is worked on once, some at a time', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await forEachInTurns(items, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect(done.sort((a, b) => a - b)).toEqual(items);
  expect(most).toBe(16);
});

test('other work runs in between, also when nothing has to be waited for', async () => {
  const stop = countTurns();
  await forEachInTurns(items, () => Promise.resolve());
  expect(stop()).toBeGreaterThanOrEqual(10);
});

test('items that are given one after another let other work run too', async () => {
  const stop = countTurns();
  const given: number[] = [];
  for await (const item of inTurns(items)) given.push(item);
  expect(stop()).toBeGreaterThanOrEqual(10);
  expect(given).toEqual(items);
});

test('a failure is told', async () => {
  await expect(forEachInTurns(items, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
