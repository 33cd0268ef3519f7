import type { CredentialId, HistoryEntry, TokenMetadata } from '../../auth-foundation/index.ts';
import type { CredentialPart } from './credential-record.ts';
import type { SealedRecord } from './sealed-record.ts';

/** One credential in memory: what is shown of it in the clear, the rest sealed as it is in its file. */
export interface CredentialEntry {
  /** Milliseconds since the epoch. */
  readonly addedAt: number;
  readonly metadata: TokenMetadata;
  readonly record: SealedRecord<CredentialPart>;
  /** The key that sealed the file; a record of an older format is sealed anew in memory, not in the file. */
  readonly fileKey: number;
  /** What was noted since the file was written. */
  readonly notes: readonly HistoryEntry[];
}

/** The credentials in memory, in the order in which they were added. */
export class CredentialTable {
  #entries = new Map<CredentialId, CredentialEntry>();
  #isInOrder = true;
  #lastAddedAt = Number.NEGATIVE_INFINITY;
  /** All identifiers in order, or null when that has to be found out again. */
  #ids: readonly CredentialId[] | null = null;

  /** When the newest credential was added, in milliseconds since the epoch. */
  get lastAddedAt(): number {
    return this.#lastAddedAt;
  }

  get(id: CredentialId): CredentialEntry | undefined {
    return this.#entries.get(id);
  }

  /** The entries, in no particular order. */
  entries(): ReadonlyMap<CredentialId, CredentialEntry> {
    return this.#entries;
  }

  /** All identifiers in order; the same list until one is added or deleted. */
  ids(): readonly CredentialId[] {
    if (!this.#isInOrder) this.#sort();
    this.#ids ??= [...this.#entries.keys()];
    return this.#ids;
  }

  set(id: CredentialId, entry: CredentialEntry): void {
    if (!this.#entries.has(id)) {
      this.#ids = null;
      if (entry.addedAt < this.#lastAddedAt) this.#isInOrder = false;
      else this.#lastAddedAt = entry.addedAt;
    }
    this.#entries.set(id, entry);
  }

  delete(id: CredentialId): void {
    if (this.#entries.delete(id)) this.#ids = null;
  }

  #sort(): void {
    const inOrder = [...this.#entries].sort(([, a], [, b]) => a.addedAt - b.addedAt);
    this.#entries = new Map(inOrder);
    this.#isInOrder = true;
  }
}
