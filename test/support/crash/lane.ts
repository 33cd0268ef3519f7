import { setTimeout as pause } from 'node:timers/promises';
import type { CredentialId, TokenContext } from '../../../src/main/auth-foundation/index.ts';
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

/** One fault of the disk that was tried. */
export interface TriedDiskFault {
  readonly scene: string;
  /** How many calls it made fail. */
  readonly failures: number;
}

/** Milliseconds; an operation that is hard to come by is not waited for any longer. */
const patience = 700;
/** So often, in kills, every session is refreshed and the backup is opened. */
const proofEvery = 20;
/** Milliseconds; a worker that is broken has died by then. */
const dyingTime = 300;

/** One vault, and the workers that are killed on it one after another. */
export class Lane {
  readonly ledger: Ledger;
  /** What was under way at the kills so far. */
  readonly underWay: OperationName[] = [];
  /** How many rotated tokens were lost between the org's answer and the disk, and refreshed with the old one. */
  rotationsCutOff = 0;
  /** How often a worker was killed. */
  kills = 0;
  /** Every fault of the disk so far. */
  readonly diskFaults: TriedDiskFault[] = [];
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
    await this.withWorker(describeMoment(moment), async (worker) => {
      if (moment.after === 'opening_begins') {
        await Promise.all([worker.ask({ kind: 'open' }), this.killAfter(moment.milliseconds)]);
        return;
      }
      await this.goOn(worker, this.kills % proofEvery === 0);
      await this.workUntilKilled(worker, moment);
    });
  }

  /** Lets a worker break something in secret. */
  async sabotage(what: Sabotage): Promise<void> {
    await this.withWorker(what, async (worker) => {
      await this.goOn(worker, false);
      await worker.ask({ kind: 'sabotage', what });
      await this.killAfter(what === 'throw' || what === 'abort' ? dyingTime : 0);
    });
  }

  /** Lets a worker work for a while, undisturbed, and ends it in order. */
  async workInPeace(milliseconds: number): Promise<void> {
    await this.withWorker('in peace', async (worker) => {
      await this.goOn(worker, false);
      await this.work(worker, 'store');
      await pause(milliseconds);
      await this.rest(worker);
      await worker.ask({ kind: 'close' });
    });
  }

  /** Looks at everything for the last time: every session is refreshed, and is as good after an orderly end. */
  async prove(): Promise<void> {
    await this.proveOnce();
    await this.withWorker('the last look', async (worker) => {
      await this.goOn(worker, false);
    });
  }

  /** Refreshes every session. */
  async proveOnce(): Promise<void> {
    await this.withWorker('the last proof', async (worker) => {
      await this.goOn(worker, true);
      await this.rest(worker);
      await worker.ask({ kind: 'close' });
    });
  }

  /** Ends the worker, whatever it does. */
  async end(): Promise<void> {
    await this.#worker?.end();
  }

  /** Its own folder; it holds `vault`. */
  get directory(): string {
    return this.#parts.directory;
  }

  get random(): Random {
    return this.#parts.random;
  }

  /**
   * Takes down how many calls a fault of the disk made fail: one that hits nothing proves nothing, which is a finding.
   *
   * @param failures - of the fault as a whole
   */
  noteDiskFault(failures: number): void {
    const scene = this.#scenes.at(-1) ?? '';
    this.diskFaults.push({ scene, failures });
    if (failures === 0) this.ledger.report(`the fault ${scene}`, 'hit nothing');
  }

  /**
   * Starts a worker for a while; it is killed at the end, if it was not before.
   *
   * @param scene - follows the scene before it: what one worker finds, another one has left
   * @throws WorkerDefect also when it has ended by itself meanwhile
   */
  async withWorker(scene: string, use: (worker: WorkerProcess) => Promise<void>): Promise<void> {
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
      await worker.kill();
    } finally {
      await worker.end();
      this.ledger.storageIsFaulty = false;
    }
  }

  /** Opens the vault, compares it with the ledger, and refreshes what has to prove that it can be. */
  async goOn(worker: WorkerProcess, provesAll: boolean): Promise<void> {
    const found = await worker.open();
    if (found === null) return;
    const inDoubt = this.ledger.settle(found);
    for (const id of inDoubt) {
      const session = found.sessions.find((each) => each.id === id);
      if (this.#parts.index.isRotated(session?.prints.refresh ?? null)) this.rotationsCutOff += 1;
    }
    await this.proveSome(worker, provesAll ? this.ledger.sessions : inDoubt);
    if (provesAll) await this.#readBackup(worker);
  }

  /** Refreshes sessions, one after another. */
  async proveSome(worker: WorkerProcess, ids: readonly CredentialId[]): Promise<void> {
    if (ids.length > 0) await worker.ask({ kind: 'refresh', ids: [...ids] });
  }

  async #readBackup(worker: WorkerProcess): Promise<void> {
    const answer = await worker.ask({ kind: 'read_backup' });
    if (answer?.kind === 'backup') this.ledger.compareBackup(answer.ids);
    else throw new WorkerDefect(`The backup cannot be opened: ${answer?.kind ?? ''}`);
  }

  /** Lets the worker do random operations. @param first - what it begins with */
  async work(worker: WorkerProcess, first: OperationName): Promise<void> {
    const seed = this.#parts.random.below(2 ** 31);
    await worker.ask({ kind: 'work', seed, first });
  }

  /** Lets the worker do random operations, and kills it at a moment of them. */
  async workUntilKilled(worker: WorkerProcess, moment: KillMoment): Promise<void> {
    const arrived = Promise.withResolvers<undefined>();
    if (moment.after === 'work_begins') arrived.resolve(undefined);
    this.#onNotice = (notice) => {
      if (isAwaited(moment, notice)) arrived.resolve(undefined);
    };
    await this.work(worker, moment.first);
    const tooLate = new AbortController();
    await Promise.race([
      arrived.promise,
      pause(patience, undefined, { signal: tooLate.signal }).catch(() => undefined),
    ]);
    tooLate.abort();
    this.#onNotice = () => undefined;
    await this.killAfter(moment.milliseconds);
  }

  /** Kills the worker, which counts. */
  async killAfter(milliseconds: number): Promise<void> {
    if (milliseconds >= 1) await pause(milliseconds);
    await this.#kill();
  }

  async #kill(): Promise<void> {
    await this.#worker?.kill();
    this.kills += 1;
    this.underWay.push(...this.ledger.underWay.map(({ operation }) => operation));
  }

  /** Waits until the worker has done everything, and looks at what it shows. */
  async rest(worker: WorkerProcess): Promise<void> {
    const answer = await worker.ask({ kind: 'rest' });
    if (answer?.kind === 'rested') this.ledger.noteUnsaved(answer.unsaved);
    this.ledger.storageIsFaulty = false;
    const found = await worker.look();
    if (found !== null) this.ledger.compareLive(found);
  }
}

function describeMoment({ after, first, milliseconds }: KillMoment): string {
  return `killed ${milliseconds.toFixed(1)} ms after ${after}, beginning with ${first}`;
}
