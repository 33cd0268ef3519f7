import { setTimeout as pause } from 'node:timers/promises';
import type { CredentialId } from '../../../src/main/auth-foundation/index.ts';
import type { DiskFault } from './failing-disk.ts';
import { drawKillMoment } from './kill-moment.ts';
import type { Lane } from './lane.ts';
import type { OperationName } from './messages.ts';
import { doOne } from './one-operation.ts';
import type { WorkerProcess } from './worker-process.ts';

/** How a worker ends on a failing disk. */
export type Ending = 'healed' | 'killed_meanwhile';

/** So often a fault is tried until it hits what it is meant for. */
const mostRounds = 10;
/** Milliseconds in which a queue of revocations has made its first tries. */
const firstRevocations = 400;

/**
 * Lets the disk fail while a worker works. When it heals, nothing may be missing in the process that goes on, nor in the
 * next one; when the worker is killed before, nothing may be missing in the next one.
 */
export async function workOnFailingDisk(
  lane: Lane,
  fault: DiskFault,
  ending: Ending,
): Promise<void> {
  await lane.withWorker(`at work, ${describeFault(fault)}, ${ending}`, async (worker) => {
    await lane.goOn(worker, false);
    lane.ledger.storageIsFaulty = true;
    await worker.ask({ kind: 'fail_disk', ...fault });
    await lane.work(worker, fault.call === 'unlink' ? 'remove_and_revoke_later' : 'refresh');
    const failures = await failuresWhenHit(worker);
    await pause(lane.random.below(ending === 'healed' ? 400 : 50));
    if (ending === 'killed_meanwhile') {
      lane.noteDiskFault(failures);
      await lane.killAfter(0);
      return;
    }
    lane.noteDiskFault(await heal(worker));
    await lane.rest(worker);
    await lane.workUntilKilled(worker, drawKillMoment(lane.random));
  });
}

/**
 * Opens the vault on a disk that fails. When it heals, the same process has to open it; when the worker is killed
 * before, the next one.
 */
export async function openOnFailingDisk(
  lane: Lane,
  fault: DiskFault,
  ending: Ending,
): Promise<void> {
  await lane.withWorker(`at the start, ${describeFault(fault)}, ${ending}`, async (worker) => {
    await worker.ask({ kind: 'fail_disk', ...fault });
    const first = await worker.ask({ kind: 'open' });
    lane.noteDiskFault(await failuresWhenHit(worker));
    if (ending === 'killed_meanwhile') {
      await lane.killAfter(lane.random.below(30));
      return;
    }
    await heal(worker);
    const answer = first?.kind === 'refused' ? await worker.ask({ kind: 'open' }) : first;
    if (answer?.kind === 'refused') {
      // The next process may open it: no session is lost by that.
      lane.ledger.report('the vault', `stays closed though the disk has healed: ${answer.code}`);
      await lane.killAfter(0);
    } else if (answer?.kind === 'found') {
      await lane.proveSome(worker, lane.ledger.settle(answer));
      await lane.workUntilKilled(worker, drawKillMoment(lane.random));
    }
  });
}

/** Lets the disk refuse one operation, which has to succeed when it has healed; the next one is cut off by a kill. */
export async function refuseOne(
  lane: Lane,
  operation: OperationName,
  fault: DiskFault,
): Promise<void> {
  await lane.withWorker(`at ${operation}, ${describeFault(fault)}`, async (worker) => {
    await lane.goOn(worker, false);
    await refuse(lane, worker, operation, fault);
    await heal(worker);
    await lane.rest(worker);
    await doOne(lane, worker, operation);
    const milliseconds = lane.random.next() * 30;
    await lane.workUntilKilled(worker, {
      after: 'operation_begins',
      milliseconds,
      first: operation,
    });
  });
}

/**
 * Lets the disk refuse a removal whose tokens were to be revoked later, and keep the entry of that revocation too. The
 * session is refreshed, so that its tokens are not those of the entry any more; the next process must not revoke it.
 *
 * @param end - how the worker ends before it can delete the entry
 */
export async function refuseRevokingLater(
  lane: Lane,
  fault: DiskFault,
  end: 'close' | 'kill',
): Promise<void> {
  const operation = 'remove_and_revoke_later';
  await lane.withWorker(`at ${operation}, ${describeFault(fault)}, then ${end}`, async (worker) => {
    await lane.goOn(worker, false);
    const id = await refuse(lane, worker, operation, fault);
    await heal(worker);
    lane.ledger.storageIsFaulty = false;
    if (id !== null) await worker.ask({ kind: 'refresh', ids: [id] });
    if (end === 'close') await worker.ask({ kind: 'close' });
    await lane.killAfter(0);
  });
  await lane.withWorker('the revocations of the run before are tried', async (worker) => {
    await lane.goOn(worker, false);
    await pause(firstRevocations);
    await lane.proveSome(worker, lane.ledger.sessions);
    await lane.rest(worker);
    await lane.killAfter(0);
  });
}

/**
 * Lets the disk refuse an operation; it is failing afterwards.
 *
 * @returns what the operation was to be done with
 */
async function refuse(
  lane: Lane,
  worker: WorkerProcess,
  operation: OperationName,
  fault: DiskFault,
): Promise<CredentialId | null> {
  for (let round = 0; round < mostRounds; round += 1) {
    lane.ledger.storageIsFaulty = true;
    await worker.ask({ kind: 'fail_disk', ...fault });
    const { outcome, id } = await doOne(lane, worker, operation);
    if (outcome === 'refused') {
      lane.noteDiskFault(await failuresWhenHit(worker));
      return id;
    }
    // Another write took the failure, or there is too little to remove.
    await heal(worker);
    await lane.rest(worker);
    if (outcome === 'nothing') await doOne(lane, worker, 'store');
  }
  lane.noteDiskFault(0);
  return null;
}

/** How many calls have failed when the fault has hit something; 0 when it hits nothing. */
async function failuresWhenHit(worker: WorkerProcess): Promise<number> {
  const answer = await worker.ask({ kind: 'await_disk_failure' });
  return answer?.kind === 'disk' ? answer.failures : 0;
}

/** @returns how many calls the fault has made fail */
async function heal(worker: WorkerProcess): Promise<number> {
  const answer = await worker.ask({ kind: 'heal_disk' });
  return answer?.kind === 'disk' ? answer.failures : 0;
}

function describeFault({ call, code, after }: DiskFault): string {
  return `${call} fails with ${code} from call ${after + 1} on`;
}
