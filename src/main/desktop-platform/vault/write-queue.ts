import { KeyedQueue } from '../../auth-foundation/index.ts';

/** A {@link KeyedQueue} with a limit: jobs of different keys run side by side, but never too many at once. */
export class WriteQueue {
  readonly #limit: number;
  readonly #inOrder = new KeyedQueue<string>();
  readonly #unsettled = new Set<Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param limit - the most jobs that run at once, which bounds open files and threads of the pool */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `job` after every earlier one of the same key; settles as the job does. */
  async run<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
    const result = this.#inOrder.run(key, () => this.#limited(job));
    this.#unsettled.add(result);
    try {
      return await result;
    } finally {
      this.#unsettled.delete(result);
    }
  }

  /** Resolves when everything that was asked for so far is done, well or badly. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#unsettled);
  }

  async #limited<Result>(job: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await job();
    } finally {
      // The place is handed over, so that nobody who comes later can take it in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
