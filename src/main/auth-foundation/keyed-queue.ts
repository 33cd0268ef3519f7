/** Runs tasks of one key after another, in the order they came; tasks of different keys run side by side. */
export class KeyedQueue<Key> {
  readonly #tails = new Map<Key, Promise<unknown>>();

  /**
   * Runs `task` when all earlier tasks of `key` have settled.
   *
   * @returns what the task returns; a failed task does not stop those after it
   */
  async run<Result>(key: Key, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const running = before.then(task, task);
    this.#tails.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#tails.get(key) === running) this.#tails.delete(key);
    }
  }
}
