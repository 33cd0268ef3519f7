import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TokenContext } from '../../../src/main/auth-foundation/index.ts';
import {
  reportSchema,
  type Answer,
  type Command,
  type Found,
  type Notice,
  type Request,
} from './messages.ts';

/** What a worker process is started with. */
export interface WorkerProcessOptions {
  readonly directory: string;
  readonly context: TokenContext;
  /** A folder for what Node compiled, shared by all workers: half of a worker's start is compiling. */
  readonly compileCache: string;
  /** Is called for every notice, in the order they were sent. */
  readonly onNotice: (notice: Notice) => void;
}

/** The worker ended although nobody had killed it, or could not do what it should always be able to do. */
export class WorkerDefect extends Error {
  override readonly name = 'WorkerDefect';
}

/** A worker in a process of its own, which can be killed at any moment. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer | null>>();
  readonly #ended: Promise<void>;
  #isKilled = false;
  #errors = '';
  #requests = 0;

  constructor({ directory, context, compileCache, onNotice }: WorkerProcessOptions) {
    const program = fileURLToPath(new URL('worker.ts', import.meta.url));
    this.#child = fork(program, [directory, context.issuer, context.clientId], {
      cwd: directory,
      execArgv: [],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    this.#child.on('message', (message) => {
      const report = reportSchema.parse(message);
      if (report.kind === 'notice') onNotice(report.notice);
      else this.#waiting.get(report.number)?.resolve(report.answer);
    });
    // Its last messages may arrive after its exit; all have been told when its channels are closed.
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const disconnected = new Promise((resolve) => this.#child.once('disconnect', resolve));
    this.#ended = Promise.all([closed, disconnected]).then(() => {
      for (const { resolve } of this.#waiting.values()) resolve(null);
    });
  }

  /**
   * Tells the worker to do something.
   *
   * @returns its answer, or null when it was killed before it answered
   * @throws WorkerDefect when it ended by itself
   */
  async ask(command: Command): Promise<Answer | null> {
    const request: Request = { number: (this.#requests += 1), command };
    const answered = Promise.withResolvers<Answer | null>();
    this.#waiting.set(request.number, answered);
    if (this.#child.connected) this.#child.send(request, () => undefined);
    const answer = await Promise.race([answered.promise, this.#ended.then(() => null)]);
    this.#waiting.delete(request.number);
    if (answer === null && !this.#isKilled) throw this.#defect('ended by itself');
    return answer;
  }

  /** Opens the vault, which has to succeed; null when the worker was killed meanwhile. */
  async open(): Promise<Found | null> {
    return this.#found(await this.ask({ kind: 'open' }));
  }

  /** Everything in the vault that is open, as its process sees it. */
  async look(): Promise<Found | null> {
    return this.#found(await this.ask({ kind: 'look' }));
  }

  /**
   * Kills the process (SIGKILL), and waits until its last message has been told.
   *
   * @throws WorkerDefect when it had ended by itself
   */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    const hadEnded = !this.#isKilled && (exitCode !== null || signalCode !== null);
    await this.end();
    // It may also have died a moment ago, before anybody was told.
    if (hadEnded || this.#child.signalCode !== 'SIGKILL') throw this.#defect('ended by itself');
  }

  /** Ends the process at once, unless it has ended already, and waits until its last message has been told. */
  async end(): Promise<void> {
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #found(answer: Answer | null): Found | null {
    if (answer === null || answer.kind === 'found') return answer;
    throw this.#defect(answer.kind === 'refused' ? `was refused: ${answer.code}` : 'was confused');
  }

  #defect(what: string): WorkerDefect {
    return new WorkerDefect(`The worker ${what}.\n${this.#errors}`.trim());
  }
}
