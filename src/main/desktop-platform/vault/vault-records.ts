import type { Clock, CredentialId, HistoryEntry } from '../../auth-foundation/index.ts';
import { CredentialRecords } from './credential-records.ts';
import { DefaultRecord } from './default-record.ts';
import { DelayedFlush } from './delayed-flush.ts';
import { EndedJournal } from './ended-journal.ts';
import type { Resealable } from './key-change.ts';
import type { KeyRing } from './key-ring.ts';
import { Quarantine } from './quarantine.ts';
import { kindOfName, type RecordFolder } from './record-folder.ts';
import { RevocationRecords } from './revocation-records.ts';
import { WriteQueue } from './write-queue.ts';

/** Jobs that write at once: more would only wait for each other in the file system. */
const writesAtOnce = 8;
const probeKey = 'probe';

/**
 * All sealed records of an open vault. A write resolves when it is durable; one that fails leaves the old record, on
 * the disk and in memory, and rejects with `disk_full` or `disk_write_failed`; if only the very last step failed, a
 * restart may find the new record (durable-file.ts).
 */
export class VaultRecords implements Resealable {
  readonly credentials: CredentialRecords;
  readonly revocations: RevocationRecords;
  readonly default: DefaultRecord;
  readonly ended: EndedJournal;
  readonly quarantine: Quarantine;
  readonly #folder: RecordFolder;
  readonly #writes = new WriteQueue(writesAtOnce);
  readonly #flush: DelayedFlush;

  private constructor(folder: RecordFolder, clock: Clock) {
    this.#folder = folder;
    this.quarantine = new Quarantine(folder);
    this.#flush = new DelayedFlush(clock, async () => {
      await this.credentials.flush();
      await this.default.flush();
      await this.ended.flush();
    });
    const parts = {
      folder,
      quarantine: this.quarantine,
      writes: this.#writes,
      clock,
      onNoted: () => {
        this.#flush.ask();
      },
    };
    this.credentials = new CredentialRecords(parts);
    this.revocations = new RevocationRecords(parts);
    this.default = new DefaultRecord(parts);
    this.ended = new EndedJournal(parts);
  }

  /**
   * Opens all records of a folder; one that cannot be opened is quarantined and does not disturb the others.
   *
   * @throws Failure `disk_full`, `disk_write_failed` or `disk_read_failed`
   */
  static async load(folder: RecordFolder, clock: Clock): Promise<VaultRecords> {
    await folder.prepare();
    const records = new VaultRecords(folder, clock);
    await records.credentials.load();
    await records.revocations.load();
    await records.default.load();
    await records.ended.load();
    return records;
  }

  /** Deletes a credential, durably. A note of its end goes into the journal. */
  async remove(id: CredentialId, note: HistoryEntry | undefined): Promise<void> {
    await this.credentials.remove(id, ({ issuer, clientId }) => {
      if (note?.event !== 'removed' && note?.event !== 'revoked') return;
      this.ended.append({ id, issuer, clientId, event: note.event, at: note.at });
    });
  }

  /** Sets or clears the default, durably. Rejects with `account_not_found` when there is no such credential. */
  async setDefault(id: CredentialId | null): Promise<void> {
    await this.default.set(id, (each) => this.credentials.require(each));
  }

  /** Rejects when a record could not be written now. @throws Failure `disk_full` or `disk_write_failed` */
  async proveWritable(): Promise<void> {
    await this.#writes.run(probeKey, () => this.#folder.proveWritable());
  }

  /**
   * Looks again at every file in quarantine, and at those that came since: somebody may have moved one back.
   *
   * @returns the credentials that work again
   * @throws Failure `disk_read_failed` when the folders cannot be listed
   */
  async retryQuarantined(): Promise<readonly CredentialId[]> {
    const listed = this.quarantine.list().map(({ fileName }) => fileName);
    const strangers = [
      ...(await this.credentials.strangers()),
      ...(await this.revocations.strangers()),
    ];
    const restored: CredentialId[] = [];
    for (const fileName of [...listed, ...strangers]) {
      const id = await this.#retry(fileName);
      if (id !== null) restored.push(id);
      if (await this.#folder.isGone(fileName)) this.quarantine.forget(fileName);
    }
    return restored;
  }

  /** Moves a file in quarantine out of the records. @throws Failure `invalid_input`, `disk_full`, `disk_write_failed` */
  async setQuarantinedAside(fileName: string): Promise<void> {
    await this.#writes.run(fileName, () => this.quarantine.setAside(fileName));
  }

  /** Resolves when everything that was asked for is written, noted things included, or was tried. */
  async finish(): Promise<void> {
    await this.#writes.idle();
    await this.#flush.finish();
  }

  keys(): KeyRing {
    return this.#folder.keys;
  }

  async useKeys(keys: KeyRing): Promise<void> {
    this.#folder.useKeys(keys);
    await this.#writes.idle();
  }

  sealedWith(numbers: ReadonlySet<number>): readonly string[] {
    const others = [this.default.file, this.ended.file, ...this.revocations.files];
    const names = others.filter(
      ({ key, isInDoubt }) => isInDoubt || (key !== null && numbers.has(key)),
    );
    return [...this.credentials.sealedWith(numbers), ...names.map(({ name }) => name)];
  }

  async reseal(name: string): Promise<void> {
    switch (kindOfName(name)) {
      case 'credential':
        return this.credentials.reseal(name);
      case 'revocation':
        return this.revocations.reseal(name);
      case 'default':
        return this.default.reseal();
      case 'journal':
        return this.ended.reseal();
    }
  }

  mayNeedOldKeys(): boolean {
    const { quarantine, credentials, revocations } = this;
    const isInDoubt = this.default.file.isInDoubt || this.ended.file.isInDoubt;
    const hasDoubts = credentials.hasDoubts || revocations.hasDoubts || isInDoubt;
    return quarantine.list().length > 0 || hasDoubts;
  }

  async makeDurable(): Promise<void> {
    await this.#folder.makeDurable();
  }

  async #retry(name: string): Promise<CredentialId | null> {
    switch (kindOfName(name)) {
      case 'credential':
        return this.credentials.retry(name);
      case 'revocation':
        await this.revocations.retry(name);
        return null;
      case 'default':
        await this.default.retry();
        return null;
      case 'journal':
        await this.ended.retry();
        return null;
    }
  }
}
