import { setTimeout as pause } from 'node:timers/promises';
import type { CredentialId, TokenContext } from '../../../src/main/auth-foundation/index.ts';
import type { DiskFault } from './failing-disk.ts';
import type { KeychainState } from './file-keychain.ts';
import { drawKillMoment, isAwaited, type KillMoment } from './kill-moment.ts';
import { Ledger } from './ledger.ts';
import type { Notice, OperationName, Sabotage } from './messages.ts';
import type { Random } from './random.ts';
import type { TokenIndex } from './token-index.ts';
import { WorkerDefect, WorkerProcess } from './worker-process.ts';

/** What a lane works with. */
export interface LaneParts {
  /** A folder of its own. */
  readonly directory: string;
  readonly context: TokenContext;
  /** A folder for what Node compiled. */
  readonly compileCache: string;
  readonly index: TokenIndex;
  readonly random: Random;
}

/** Milliseconds; an operation that is hard to come by is not waited for any longer. */
const patience = 700;
/** So often, in kills, every session is refreshed and the backup is opened. */
const proofEvery = 20;
/** So often a fault is tried until it hits something. */
const mostRounds = 10;

/** One vault, and the workers that are killed on it one after another. */
export class Lane {
  readonly ledger: Ledger;
  /** What was under way at the kills so far. */
  readonly underWay: OperationName[] = [];
  /** How many rotated tokens were lost between the org's answer and the disk, and refreshed with the old one. */
  rotationsCutOff = 0;
  /** How often a worker was killed. */
  kills = 0;
  /** How many calls to the disk were made to fail. */
  diskFailures = 0;
  readonly #parts: LaneParts;
  #worker: WorkerProcess | null = null;
  #scenes: readonly string[] = [];
  #onNotice: (notice: Notice) => void = () => undefined;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.ledger = new Ledger(parts.index);
  }

  /** Starts a worker, lets it go on where the last one was killed, and kills it at a random moment. */
  async killOnce(): Promise<void> {
    const moment = drawKillMoment(this.#parts.random);
    await this.#withWorker(describeMoment(moment), async (worker) => {
      if (moment.after === 'opening_begins') {
        await Promise.all([worker.ask({ kind: 'open' }), this.#killAfter(moment.milliseconds)]);
        return;
      }
      await this.#goOn(worker, this.kills % proofEvery === 0);
      await this.#workUntilKilled(worker, moment);
    });
  }

  /**
   * Lets the disk fail while a worker works, and heal: nothing may be missing in the process that goes on, nor in the
   * next one.
   */
  async workOnFailingDisk(fault: DiskFault): Promise<void> {
    await this.#withWorker(`at work, ${describeFault(fault)}`, async (worker) => {
      await this.#goOn(worker, false);
      for (let round = 0, failures = 0; failures === 0 && round < mostRounds; round += 1) {
        this.ledger.storageIsFaulty = true;
        await worker.ask({ kind: 'fail_disk', ...fault });
        const first = fault.call === 'unlink' ? 'remove' : 'refresh';
        await this.#work(worker, first);
        await pause(200 + this.#parts.random.below(300));
        failures = await this.#heal(worker);
        await this.#rest(worker);
      }
      await this.#workUntilKilled(worker, drawKillMoment(this.#parts.random));
    });
  }

  /** Opens the vault on a disk that fails, and again in the same process when it has healed. */
  async openOnFailingDisk(fault: DiskFault): Promise<void> {
    await this.#withWorker(`at the start, ${describeFault(fault)}`, async (worker) => {
      await worker.ask({ kind: 'fail_disk', ...fault });
      const first = await worker.ask({ kind: 'open' });
      await this.#heal(worker);
      const answer = first?.kind === 'refused' ? await worker.ask({ kind: 'open' }) : first;
      if (answer?.kind === 'refused') {
        // The next process may open it: no session is lost by that.
        this.ledger.report('the vault', `stays closed though the disk has healed: ${answer.code}`);
        await this.#kill();
      } else if (answer?.kind === 'found') {
        await this.#prove(worker, this.ledger.settle(answer));
        await this.#workUntilKilled(worker, drawKillMoment(this.#parts.random));
      }
    });
  }

  /** Opens the vault with a keychain in trouble, which has to be refused, and again when that has passed. */
  async openWithKeychain(state: KeychainState): Promise<void> {
    await this.#withWorker(`at the start, keychain ${state}`, async (worker) => {
      await worker.ask({ kind: 'set_keychain', state });
      const answer = await worker.ask({ kind: 'open' });
      if (answer?.kind !== 'refused') throw new WorkerDefect(`It opened: the keychain is ${state}`);
      await worker.ask({ kind: 'set_keychain', state: 'works' });
      await this.#goOn(worker, false);
      await this.#workUntilKilled(worker, drawKillMoment(this.#parts.random));
    });
  }

  /** Lets the keychain get into trouble during a change of the key; afterwards the change is cut off by a kill. */
  async changeKeyWithKeychain(state: KeychainState): Promise<void> {
    await this.#withWorker(`at a change of the key, keychain ${state}`, async (worker) => {
      await this.#goOn(worker, false);
      this.ledger.storageIsFaulty = true;
      await worker.ask({ kind: 'set_keychain', state });
      await this.#work(worker, 'change_key');
      await pause(200 + this.#parts.random.below(200));
      await worker.ask({ kind: 'set_keychain', state: 'works' });
      await this.#rest(worker);
      const milliseconds = this.#parts.random.next() * 30;
      const moment = { after: 'operation_begins', milliseconds, first: 'change_key' } as const;
      await this.#workUntilKilled(worker, moment);
    });
  }

  /** Lets a worker break something in secret. */
  async sabotage(what: Sabotage): Promise<void> {
    await this.#withWorker(what, async (worker) => {
      await this.#goOn(worker, false);
      await worker.ask({ kind: 'sabotage', what });
      await this.#kill();
    });
  }

  /** Lets a worker work for a while, undisturbed, and ends it in order. */
  async workInPeace(milliseconds: number): Promise<void> {
    await this.#withWorker('in peace', async (worker) => {
      await this.#goOn(worker, false);
      await this.#work(worker, 'store');
      await pause(milliseconds);
      await this.#rest(worker);
      await worker.ask({ kind: 'close' });
    });
  }

  /** Looks at everything for the last time: every session is refreshed, and is as good after an orderly end. */
  async prove(): Promise<void> {
    await this.#withWorker('the last proof', async (worker) => {
      await this.#goOn(worker, true);
      await this.#rest(worker);
      await worker.ask({ kind: 'close' });
    });
    await this.#withWorker('the last look', async (worker) => {
      await this.#goOn(worker, false);
    });
  }

  /** Ends the worker, whatever it does. */
  async end(): Promise<void> {
    await this.#worker?.kill();
  }

  /** @param scene - follows the scene before it: what one worker finds, another one has left */
  async #withWorker(scene: string, use: (worker: WorkerProcess) => Promise<void>): Promise<void> {
    this.#scenes = [...this.#scenes.slice(-1), scene];
    this.ledger.scene = this.#scenes.join('; then ');
    const { directory, context, compileCache } = this.#parts;
    const worker = new WorkerProcess({
      directory,
      context,
      compileCache,
      onNotice: (notice) => {
        this.ledger.note(notice);
        this.#onNotice(notice);
      },
    });
    this.#worker = worker;
    try {
      // Its answer says that the process has started.
      await worker.ask({ kind: 'set_keychain', state: 'works' });
      await use(worker);
    } finally {
      await worker.kill();
      this.ledger.storageIsFaulty = false;
    }
  }

  /** Opens the vault, compares it with the ledger, and refreshes what has to prove that it can be. */
  async #goOn(worker: WorkerProcess, provesAll: boolean): Promise<void> {
    const found = await worker.open();
    if (found === null) return;
    const inDoubt = this.ledger.settle(found);
    for (const id of inDoubt) {
      const session = found.sessions.find((each) => each.id === id);
      if (this.#parts.index.isRotated(session?.prints.refresh ?? null)) this.rotationsCutOff += 1;
    }
    await this.#prove(worker, provesAll ? this.ledger.sessions : inDoubt);
    if (provesAll) await this.#readBackup(worker);
  }

  async #prove(worker: WorkerProcess, ids: readonly CredentialId[]): Promise<void> {
    if (ids.length > 0) await worker.ask({ kind: 'refresh', ids: [...ids] });
  }

  async #readBackup(worker: WorkerProcess): Promise<void> {
    const answer = await worker.ask({ kind: 'read_backup' });
    if (answer?.kind === 'backup') this.ledger.compareBackup(answer.ids);
    else throw new WorkerDefect(`The backup cannot be opened: ${answer?.kind ?? ''}`);
  }

  async #work(worker: WorkerProcess, first: OperationName): Promise<void> {
    const seed = this.#parts.random.below(2 ** 31);
    await worker.ask({ kind: 'work', seed, first });
  }

  async #workUntilKilled(worker: WorkerProcess, moment: KillMoment): Promise<void> {
    const arrived = Promise.withResolvers<undefined>();
    if (moment.after === 'work_begins') arrived.resolve(undefined);
    this.#onNotice = (notice) => {
      if (isAwaited(moment, notice)) arrived.resolve(undefined);
    };
    await this.#work(worker, moment.first);
    const tooLate = new AbortController();
    await Promise.race([
      arrived.promise,
      pause(patience, undefined, { signal: tooLate.signal }).catch(() => undefined),
    ]);
    tooLate.abort();
    this.#onNotice = () => undefined;
    await this.#killAfter(moment.milliseconds);
  }

  async #killAfter(milliseconds: number): Promise<void> {
    if (milliseconds >= 1) await pause(milliseconds);
    await this.#kill();
  }

  async #kill(): Promise<void> {
    await this.#worker?.kill();
    this.kills += 1;
    this.underWay.push(...this.ledger.underWay.map(({ operation }) => operation));
  }

  async #heal(worker: WorkerProcess): Promise<number> {
    const answer = await worker.ask({ kind: 'heal_disk' });
    const failures = answer?.kind === 'healed' ? answer.failures : 0;
    this.diskFailures += failures;
    return failures;
  }

  /** Waits until the worker has done everything, and looks at what it shows. */
  async #rest(worker: WorkerProcess): Promise<void> {
    const answer = await worker.ask({ kind: 'rest' });
    if (answer?.kind === 'rested') this.ledger.noteUnsaved(answer.unsaved);
    this.ledger.storageIsFaulty = false;
    const found = await worker.look();
    if (found !== null) this.ledger.compareLive(found);
  }
}

function describeFault({ call, code, after }: DiskFault): string {
  return `${call} fails with ${code} from call ${after + 1} on`;
}

function describeMoment({ after, first, milliseconds }: KillMoment): string {
  return `killed ${milliseconds.toFixed(1)} ms after ${after}, beginning with ${first}`;
}
