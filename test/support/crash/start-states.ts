import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Lane } from './lane.ts';
import { doOne } from './one-operation.ts';

/** A state of a vault in which opening it writes. */
export type StartState = 'new' | 'key_change_unfinished' | 'key_pending' | 'leftovers';

const markerSchema = z.object({ keys: z.array(z.unknown()), pendingKey: z.number().nullable() });
/** More than any fault lets pass. */
const leftoverCount = 4;
/** The writes of a change of the key that succeed: its first marker, and the one that names the new key. */
const renamesBefore = { key_pending: 1, key_change_unfinished: 2 } as const;
/** So often it is tried: other writes may come in between. */
const mostRounds = 10;

/**
 * Brings a lane's vault into a state. The worker that does it is killed, for a key on a disk that is still failing.
 *
 * @param state - `new` only for a lane that has done nothing yet
 */
export async function prepareStart(lane: Lane, state: StartState): Promise<void> {
  switch (state) {
    case 'new':
      return;
    case 'leftovers':
      await leaveTemporaryFiles(lane);
      return;
    case 'key_change_unfinished':
    case 'key_pending':
      await cutKeyChangeOff(lane, state);
  }
}

/** As a worker does that is killed while it writes records. */
async function leaveTemporaryFiles({ directory }: Lane): Promise<void> {
  for (let number = 1; number <= leftoverCount; number += 1) {
    const name = `one.sealed.${String(number).padStart(16, '0')}.tmp`;
    await writeFile(join(directory, 'vault', 'credentials', name), 'half of a rec');
  }
}

async function cutKeyChangeOff(lane: Lane, state: keyof typeof renamesBefore): Promise<void> {
  await lane.withWorker(`a change of the key is cut off, ${state}`, async (worker) => {
    await lane.goOn(worker, false);
    for (let round = 0; round < mostRounds; round += 1) {
      // A change that was begun would only be brought to its end.
      await doOne(lane, worker, 'change_key');
      lane.ledger.storageIsFaulty = true;
      const after = renamesBefore[state];
      await worker.ask({ kind: 'fail_disk', call: 'rename', code: 'EIO', after });
      await doOne(lane, worker, 'change_key');
      if (await isIn(lane, state)) {
        await lane.killAfter(0);
        return;
      }
      await worker.ask({ kind: 'heal_disk' });
      await lane.rest(worker);
    }
    lane.ledger.report('the vault', `could not be brought into the state ${state}`);
  });
}

async function isIn({ directory }: Lane, state: keyof typeof renamesBefore): Promise<boolean> {
  const text = await readFile(join(directory, 'vault', 'vault.json'), 'utf8');
  const { keys, pendingKey } = markerSchema.parse(JSON.parse(text));
  return state === 'key_pending' ? pendingKey !== null : keys.length > 1;
}
