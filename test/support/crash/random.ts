/** Random numbers that a seed repeats (mulberry32): the same seed gives the same run, as far as the machine lets it. */
export class Random {
  #state: number;

  /** @param seed - 32 bits of it count */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0 and less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** At least 0 and less than `limit`, whole. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of a list, or undefined when it is empty. */
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }
}
