import type { Timestamp } from './identifiers.ts';

interface Item<Key> {
  readonly key: Key;
  readonly at: Timestamp;
  /** Counts up with every {@link Agenda.set}. */
  readonly order: number;
}

/**
 * What is due when, one time for each key; of those due at the same time the one that was set first comes first. A
 * change costs O(log n), and the earliest is known at once.
 */
export class Agenda<Key> {
  /** A binary heap: an item is never due after the two below it, at twice its index plus one and plus two. */
  readonly #heap: Item<Key>[] = [];
  readonly #places = new Map<Key, number>();
  #count = 0;

  /** When the earliest is due, or null when there is nothing to do. */
  get nextAt(): Timestamp | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Notes when a key is due, instead of what was noted for it before. */
  set(key: Key, at: Timestamp): void {
    const place = this.#places.get(key) ?? this.#heap.length;
    this.#count += 1;
    this.#settle({ key, at, order: this.#count }, place);
  }

  /** Strikes a key out; a missing one is no error. */
  delete(key: Key): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    const last = this.#heap.pop();
    if (last !== undefined && last.key !== key) this.#settle(last, place);
  }

  /** Takes out the earliest key that is due at `now`; undefined when none is. */
  take(now: Timestamp): Key | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.delete(first.key);
    return first.key;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#places.clear();
  }

  /** Puts an item where it belongs, beginning at a place that is free. */
  #settle(item: Item<Key>, from: number): void {
    let place = from;
    for (let above = parent(place); place > 0; place = above, above = parent(place)) {
      const other = this.#heap[above];
      if (other === undefined || isBefore(other, item)) break;
      this.#put(other, place);
    }
    for (;;) {
      const below = this.#earlierBelow(place);
      const other = this.#heap[below];
      if (other === undefined || isBefore(item, other)) break;
      this.#put(other, place);
      place = below;
    }
    this.#put(item, place);
  }

  #earlierBelow(place: number): number {
    const left = place * 2 + 1;
    const [one, two] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && two !== undefined && isBefore(two, one) ? left + 1 : left;
  }

  #put(item: Item<Key>, place: number): void {
    this.#heap[place] = item;
    this.#places.set(item.key, place);
  }
}

function isBefore(one: Item<unknown>, other: Item<unknown>): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}

function parent(place: number): number {
  return (place - 1) >> 1;
}
