import type { KeyObject } from 'node:crypto';

/** A key of the vault; its number names it in every record that it sealed. */
export interface SealingKey {
  /** 1 for the first key of a vault, one more with every change. */
  readonly number: number;
  readonly key: KeyObject;
}

/** The keys of an open vault: one that seals, and during a change of the key also those that still open records. */
export class KeyRing {
  readonly #keys: ReadonlyMap<number, SealingKey>;
  readonly current: SealingKey;

  /**
   * @param current - seals every record from now on
   * @param others - only open records
   */
  constructor(current: SealingKey, others: readonly SealingKey[] = []) {
    this.current = current;
    this.#keys = new Map([...others, current].map((key) => [key.number, key]));
  }

  /** The key of this number, or null when the ring does not have it. */
  find(number: number): KeyObject | null {
    return this.#keys.get(number)?.key ?? null;
  }
}
