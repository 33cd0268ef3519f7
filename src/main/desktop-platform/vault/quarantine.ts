import type { QuarantineReason } from '../../../shared/index.ts';
import {
  Failure,
  KeyedQueue,
  type IdTokenClaims,
  type TokenMetadata,
} from '../../auth-foundation/index.ts';
import { kindOfName, type RecordFolder } from './record-folder.ts';
import type { QuarantinedRecord } from './vault-care.ts';

/** The list of the sealed files that could not be opened. They stay on the disk as they are. */
export class Quarantine {
  readonly #folder: RecordFolder;
  readonly #records = new Map<string, QuarantinedRecord>();
  readonly #moves = new KeyedQueue<'set-aside'>();

  constructor(folder: RecordFolder) {
    this.#folder = folder;
  }

  /** The records, by their file names. */
  list(): readonly QuarantinedRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  }

  has(fileName: string): boolean {
    return this.#records.has(fileName);
  }

  /**
   * Lists a file, at once; resolves when what can be known of it is known. Never rejects.
   *
   * @param fileName - relative to the vault's folder
   * @param metadata - the part of the record that is whole, or null
   */
  async add(
    fileName: string,
    reason: QuarantineReason,
    metadata: TokenMetadata | null = null,
  ): Promise<void> {
    const listed: QuarantinedRecord = {
      fileName,
      kind: kindOfName(fileName),
      reason,
      size: null,
      modifiedAt: null,
      person: personOf(metadata?.claims ?? null),
      issuer: metadata?.issuer ?? null,
      tags: metadata?.tags ?? [],
    };
    this.#records.set(fileName, listed);
    const facts = await this.#folder.facts(fileName);
    // It may have been repaired meanwhile.
    if (facts !== null && this.#records.get(fileName) === listed) {
      this.#records.set(fileName, { ...listed, ...facts });
    }
  }

  /** Takes a file off the list: it was repaired, replaced, or is gone. */
  forget(fileName: string): void {
    this.#records.delete(fileName);
  }

  /**
   * Moves a file that is on the list out of the records, durably; one that is gone meanwhile only leaves the list.
   *
   * @throws Failure `invalid_input` when it is not on the list; `disk_full` or `disk_write_failed`
   */
  async setAside(fileName: string): Promise<void> {
    // One after another: two of the same name must not choose the same free one.
    await this.#moves.run('set-aside', async () => {
      if (!this.has(fileName)) {
        throw new Failure('invalid_input', { detail: 'This file is not in quarantine.' });
      }
      try {
        await this.#folder.moveAside(fileName);
      } catch (error) {
        // Only a missing file is no error: a move that is done but not durable is told.
        if (!isMissing(error) || !(await this.#folder.isGone(fileName))) throw error;
      }
      this.forget(fileName);
    });
  }
}

function personOf(claims: IdTokenClaims | null): string | null {
  return claims?.name ?? claims?.email ?? claims?.preferred_username ?? claims?.sub ?? null;
}

function isMissing(error: unknown): boolean {
  return error instanceof Failure && error.detail === 'ENOENT';
}
