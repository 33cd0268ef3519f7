import { setTimeout as pause } from 'node:timers/promises';
import type { KeychainState } from './file-keychain.ts';
import { drawKillMoment } from './kill-moment.ts';
import type { Lane } from './lane.ts';
import { WorkerDefect } from './worker-process.ts';

/** Opens the vault with a keychain in trouble, which has to be refused, and again when that has passed. */
export async function openWithKeychain(lane: Lane, state: KeychainState): Promise<void> {
  await lane.withWorker(`at the start, keychain ${state}`, async (worker) => {
    await worker.ask({ kind: 'set_keychain', state });
    const answer = await worker.ask({ kind: 'open' });
    if (answer?.kind !== 'refused') throw new WorkerDefect(`It opened: the keychain is ${state}`);
    await worker.ask({ kind: 'set_keychain', state: 'works' });
    await lane.goOn(worker, false);
    await lane.workUntilKilled(worker, drawKillMoment(lane.random));
  });
}

/** Lets the keychain get into trouble during a change of the key; afterwards the change is cut off by a kill. */
export async function changeKeyWithKeychain(lane: Lane, state: KeychainState): Promise<void> {
  await lane.withWorker(`at a change of the key, keychain ${state}`, async (worker) => {
    await lane.goOn(worker, false);
    lane.ledger.storageIsFaulty = true;
    await worker.ask({ kind: 'set_keychain', state });
    await lane.work(worker, 'change_key');
    await pause(200 + lane.random.below(200));
    await worker.ask({ kind: 'set_keychain', state: 'works' });
    await lane.rest(worker);
    const milliseconds = lane.random.next() * 30;
    const moment = { after: 'operation_begins', milliseconds, first: 'change_key' } as const;
    await lane.workUntilKilled(worker, moment);
  });
}
