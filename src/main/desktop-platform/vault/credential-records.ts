import {
  Failure,
  historyEntry,
  isCredentialId,
  type Clock,
  type CredentialId,
  type HistoryEntry,
  type Token,
  type TokenMetadata,
} from '../../auth-foundation/index.ts';
import {
  credentialType,
  historyText,
  metadataText,
  readHistory,
  readToken,
  textsOf,
  tokenText,
  type CredentialPart,
  type StoredCredential,
} from './credential-record.ts';
import { CredentialTable, type CredentialEntry } from './credential-table.ts';
import type { Quarantine } from './quarantine.ts';
import { readCredential } from './read-credential.ts';
import { fileNameOf, idOfName, nameInFolder, type RecordFolder } from './record-folder.ts';
import type { RecordsParts } from './records-parts.ts';
import { forEachInTurns, inTurns } from './turns.ts';
import type { WriteQueue } from './write-queue.ts';

/** What a write changes; the rest stays as it is. */
export interface CredentialChange {
  readonly token?: Token;
  readonly metadata?: TokenMetadata;
  readonly note?: HistoryEntry | undefined;
}

/**
 * The credentials of a vault: their files, and what of them is in memory. Tokens and histories stay sealed there until
 * somebody asks for them. Writes to one credential happen in the order they were asked for, and change the memory when
 * they are durable.
 */
export class CredentialRecords {
  readonly #folder: RecordFolder;
  readonly #quarantine: Quarantine;
  readonly #writes: WriteQueue;
  readonly #clock: Clock;
  readonly #onNoted: () => void;
  readonly #table = new CredentialTable();
  /** Those whose file may not be what their caller was told, because the last step of adding or deleting it failed. */
  readonly #inDoubt = new Set<CredentialId>();
  #lastAddedAt = 0;

  constructor({ folder, quarantine, writes, clock, onNoted }: RecordsParts) {
    this.#folder = folder;
    this.#quarantine = quarantine;
    this.#writes = writes;
    this.#clock = clock;
    this.#onNoted = onNoted;
  }

  /** Opens all credentials; a file that cannot be opened does not disturb the others. @throws Failure `disk_read_failed` */
  async load(): Promise<void> {
    await forEachInTurns(await this.#folder.names('credential'), (name) =>
      this.#loadOne(nameInFolder('credential', name)),
    );
    this.#lastAddedAt = Math.max(0, this.#table.lastAddedAt);
  }

  /** The identifiers in the order of adding. */
  ids(): readonly CredentialId[] {
    return this.#table.ids();
  }

  /** What is in memory, in no particular order. */
  entries(): ReadonlyMap<CredentialId, CredentialEntry> {
    return this.#table.entries();
  }

  /** The entry of a credential. @throws Failure `account_not_found` */
  require(id: CredentialId): CredentialEntry {
    const entry = this.#table.get(id);
    if (entry === undefined) throw new Failure('account_not_found', { detail: id });
    return entry;
  }

  metadata(id: CredentialId): TokenMetadata | null {
    return this.#table.get(id)?.metadata ?? null;
  }

  history(id: CredentialId): readonly HistoryEntry[] {
    const entry = this.#table.get(id);
    return entry === undefined ? [] : this.#historyOf(entry);
  }

  /** The token, or null when there is none; one that turns out not to be a token goes into quarantine. */
  async token(id: CredentialId): Promise<Token | null> {
    return (await this.#open(id))?.token ?? null;
  }

  /**
   * All that is kept of every credential, in the order of adding; those whose token cannot be read are left out. Other
   * work runs in between.
   */
  async *all(): AsyncGenerator<StoredCredential> {
    for await (const id of inTurns(this.ids())) {
      const kept = await this.#open(id);
      if (kept === null) continue;
      const { addedAt, metadata } = kept.entry;
      yield { addedAt, token: kept.token, metadata, history: this.#historyOf(kept.entry) };
    }
  }

  /** Stores a new credential. Rejects with `internal` when the identifier is taken, also by a file in quarantine. */
  async add(token: Token, metadata: TokenMetadata, note: HistoryEntry | undefined): Promise<void> {
    // The order of adding is the order of asking; the clock may stand still or go back.
    const addedAt = Math.max(this.#clock.now(), this.#lastAddedAt + 1);
    this.#lastAddedAt = addedAt;
    const history = note === undefined ? [] : [note];
    await this.#inTurn(token.id, async (fileName) => {
      if (this.#table.get(token.id) !== undefined || this.#quarantine.has(fileName)) {
        throw new Failure('internal', { detail: `The identifier ${token.id} is taken.` });
      }
      await this.#orAsBefore(token.id, () => this.#write({ addedAt, token, metadata, history }));
    });
  }

  /**
   * Stores a credential as it was kept elsewhere. A file in quarantine that has its place is set aside first.
   *
   * @returns false when there is such a credential; it stays as it is
   * @throws Failure `disk_full` or `disk_write_failed`
   */
  async restore(credential: StoredCredential): Promise<boolean> {
    const { id } = credential.token;
    return this.#inTurn(id, async (fileName) => {
      if (this.#table.get(id) !== undefined) return false;
      if (this.#quarantine.has(fileName)) await this.#quarantine.setAside(fileName);
      await this.#orAsBefore(id, () => this.#write(credential));
      this.#lastAddedAt = Math.max(this.#lastAddedAt, credential.addedAt);
      return true;
    });
  }

  /** Changes a credential. Rejects with `account_not_found` when there is none. */
  async change(id: CredentialId, change: CredentialChange): Promise<void> {
    await this.#inTurn(id, () => this.#rewrite(id, this.require(id), change));
  }

  /**
   * Deletes a credential, durably; a missing one is no error.
   *
   * @param onRemoved - is told what was known of it
   */
  async remove(id: CredentialId, onRemoved: (metadata: TokenMetadata) => void): Promise<void> {
    await this.#inTurn(id, async () => {
      const metadata = this.metadata(id);
      if (metadata === null) return;
      await this.#orAsBefore(id, () => this.#folder.remove(credentialType, id));
      this.#table.delete(id);
      onRemoved(metadata);
    });
  }

  /** Adds to a history in memory, in its turn among the writes; {@link flush} writes it. */
  async note(id: CredentialId, note: HistoryEntry): Promise<void> {
    await this.#inTurn(id, () => {
      this.#addNote(id, note);
      return Promise.resolve();
    });
  }

  /** Whether there is a file that nobody may rely on: it could be sealed with any key. */
  get hasDoubts(): boolean {
    return this.#inDoubt.size > 0;
  }

  /** Writes what was noted, one record after another, and ends doubts. It never rejects. */
  async flush(): Promise<void> {
    for (const id of [...this.#inDoubt]) await this.#inTurn(id, () => this.#endDoubt(id));
    for (const [id, { notes }] of [...this.#table.entries()]) {
      if (notes.length > 0) await this.#flushOne(id);
    }
  }

  /** Seals a file with the current key; one that has it already, or is gone, is left alone. */
  async reseal(fileName: string): Promise<void> {
    const id = idOfName(fileName);
    if (!isCredentialId(id)) return;
    await this.#inTurn(id, async () => {
      const entry = this.#table.get(id);
      if (entry === undefined || entry.fileKey === this.#folder.keys.current.number) return;
      await this.#rewrite(id, entry, {});
    });
  }

  /** The files that one of these keys sealed. */
  sealedWith(numbers: ReadonlySet<number>): readonly string[] {
    return [...this.#table.entries()]
      .filter(([, { fileKey }]) => numbers.has(fileKey))
      .map(([id]) => fileNameOf(credentialType, id));
  }

  /** The files that came since they were loaded. @throws Failure `disk_read_failed` */
  async strangers(): Promise<readonly string[]> {
    const names = await this.#folder.names('credential');
    return names
      .map((name) => nameInFolder('credential', name))
      .filter((fileName) => !this.#isKnown(fileName) && !this.#quarantine.has(fileName));
  }

  /**
   * Looks again at a file in quarantine, or for the first time at one that came since they were loaded.
   *
   * @returns whose credential works again, or null
   */
  async retry(fileName: string): Promise<CredentialId | null> {
    const id = idOfName(fileName);
    if (!isCredentialId(id)) {
      await this.#loadOne(fileName);
      return null;
    }
    return this.#inTurn(id, async () => {
      if (this.#isKnown(fileName)) return null;
      await this.#loadOne(fileName);
      // What it is, is known for sure only when the token was opened.
      if ((await this.#open(id)) === null) return null;
      this.#addNote(id, historyEntry('restored', this.#clock.now()));
      return id;
    });
  }

  /** One that was refused is no credential, whatever its file says. */
  #isKnown(fileName: string): boolean {
    const id = idOfName(fileName);
    return isCredentialId(id) && (this.#table.get(id) !== undefined || this.#inDoubt.has(id));
  }

  /** Reads a file into the table, or lists it as damaged. */
  async #loadOne(fileName: string): Promise<void> {
    const id = idOfName(fileName);
    if (!isCredentialId(id)) {
      await this.#quarantine.add(fileName, 'wrong_name');
      return;
    }
    const reading = await readCredential(this.#folder, id, this.#clock.now());
    if (reading.kind === 'damaged') {
      await this.#quarantine.add(fileName, reading.reason, reading.metadata);
      return;
    }
    this.#quarantine.forget(fileName);
    if (reading.kind === 'read') this.#table.set(id, reading.entry);
  }

  /** Opens a token; one that turns out to be none goes into quarantine. */
  async #open(id: CredentialId): Promise<{ entry: CredentialEntry; token: Token } | null> {
    const entry = this.#table.get(id);
    if (entry === undefined) return null;
    const kept = readToken(entry.record, this.#folder.keys, id);
    if (kept !== null) return { entry, token: kept.token };
    this.#table.delete(id);
    const fileName = fileNameOf(credentialType, id);
    await this.#quarantine.add(fileName, 'invalid_content', entry.metadata);
    return null;
  }

  #historyOf({ record, notes }: CredentialEntry): readonly HistoryEntry[] {
    return readHistory(record, this.#folder.keys, notes);
  }

  #addNote(id: CredentialId, note: HistoryEntry): void {
    const entry = this.#table.get(id);
    if (entry === undefined) return;
    this.#table.set(id, { ...entry, notes: [...entry.notes, note] });
    this.#onNoted();
  }

  async #flushOne(id: CredentialId): Promise<void> {
    try {
      await this.#inTurn(id, async () => {
        const entry = this.#table.get(id);
        if (entry !== undefined && entry.notes.length > 0) await this.#rewrite(id, entry, {});
      });
    } catch {
      // The notes stay in memory for the next write: a history is no reason to disturb anybody.
    }
  }

  /**
   * Does something to a file that was not there before, or is not to be there any more. When that fails, the file is
   * brought back to what it was, now or as soon as the disk lets us: whoever was told that a credential is kept, or is
   * not stored, can rely on it.
   */
  async #orAsBefore(id: CredentialId, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (thrown) {
      this.#inDoubt.add(id);
      await this.#endDoubt(id);
      throw thrown;
    }
  }

  /** Makes the file what the memory says. One that still cannot be written is tried again with the next flush. */
  async #endDoubt(id: CredentialId): Promise<void> {
    if (!this.#inDoubt.has(id)) return;
    const entry = this.#table.get(id);
    try {
      if (entry === undefined) await this.#folder.remove(credentialType, id);
      else await this.#rewrite(id, entry, {});
      this.#inDoubt.delete(id);
    } catch {
      this.#onNoted();
    }
  }

  async #rewrite(
    id: CredentialId,
    entry: CredentialEntry,
    { token, metadata = entry.metadata, note }: CredentialChange,
  ): Promise<void> {
    const { addedAt, record } = entry;
    const notes = note === undefined ? entry.notes : [...entry.notes, note];
    await this.#put(id, addedAt, metadata, {
      token: token === undefined ? this.#tokenTextOf(entry) : tokenText(addedAt, token),
      metadata: metadataText(addedAt, metadata),
      history: historyText(readHistory(record, this.#folder.keys, notes)),
    });
  }

  async #write(credential: StoredCredential): Promise<void> {
    const { addedAt, token, metadata } = credential;
    await this.#put(token.id, addedAt, metadata, textsOf(credential));
  }

  async #put(
    id: CredentialId,
    addedAt: number,
    metadata: TokenMetadata,
    texts: Readonly<Record<CredentialPart, string>>,
  ): Promise<void> {
    const record = await this.#folder.write(credentialType, id, texts);
    this.#table.set(id, { addedAt, metadata, record, fileKey: record.keyNumber, notes: [] });
    this.#inDoubt.delete(id);
    this.#quarantine.forget(fileNameOf(credentialType, id));
  }

  /** The content of the token part as it is, whatever it is. */
  #tokenTextOf({ record, metadata: { id } }: CredentialEntry): string {
    const text = record.open('token', this.#folder.keys);
    if (text === null) throw new Failure('record_damaged', { detail: id });
    return text;
  }

  #inTurn<Result>(id: CredentialId, job: (fileName: string) => Promise<Result>): Promise<Result> {
    const fileName = fileNameOf(credentialType, id);
    return this.#writes.run(fileName, () => job(fileName));
  }
}
