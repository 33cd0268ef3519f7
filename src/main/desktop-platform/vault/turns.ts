import { setImmediate as turn } from 'node:timers/promises';

/** Files that are open at once. */
const readersAtOnce = 16;
/** Records that one reader opens between two turns of the event loop: all readers together take some milliseconds. */
const recordsInTurn = 4;

/**
 * Does something with many items, several at once, and lets other work run in between.
 *
 * @param job - does it with one item, in about a tenth of a millisecond of its own
 */
export async function forEachInTurns<Item>(
  items: readonly Item[],
  job: (item: Item) => Promise<void>,
): Promise<void> {
  const remaining = items.values();
  const workOn = async (): Promise<void> => {
    let done = 0;
    for (const item of remaining) {
      await job(item);
      done += 1;
      if (done % recordsInTurn === 0) await turn();
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, workOn));
}

/** Gives items one after another, and lets other work run in between. */
export async function* inTurns<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  let given = 0;
  for (const item of items) {
    yield item;
    given += 1;
    if (given % (readersAtOnce * recordsInTurn) === 0) await turn();
  }
}
