import {
  Failure,
  openSecret,
  type CredentialId,
  type PendingRevocation,
  type Secret,
} from '../../../src/main/auth-foundation/index.ts';
import type {
  AccountStorage,
  EndedCredential,
  KeyChangeProgress,
  KeyChangeResult,
  QuarantinedRecord,
} from '../../../src/main/desktop-platform/vault/vault-care.ts';
import { InMemoryTokenStorage } from './in-memory-token-storage.ts';

/** An InMemoryTokenStorage with the care of a vault around it, as far as the app's own tests need it. */
export class FakeAccountStorage extends InMemoryTokenStorage implements AccountStorage {
  readonly revocations = new Map<CredentialId, PendingRevocation>();
  readonly backups: { readonly path: string; readonly passphrase: string }[] = [];
  /** What {@link quarantined} lists. */
  damaged: readonly QuarantinedRecord[] = [];
  /** What {@link retryQuarantined} brings back. */
  comesBack: readonly CredentialId[] = [];
  /** Adds to the storage what {@link restore} brings back. */
  bringBack: () => Promise<readonly CredentialId[]> = () => Promise.resolve([]);
  /** What {@link ended} lists. */
  endedOnes: readonly EndedCredential[] = [];
  /** Whether {@link resumeKeyChange} finds a change that an earlier process began. */
  isChangingKey = false;
  hasKey = true;
  isClosed = false;
  /** What every act of care rejects with, or null. */
  trouble: Failure | null = null;
  readonly #keyChange: PromiseWithResolvers<KeyChangeResult>[] = [];
  #onProgress: (progress: KeyChangeProgress) => void = () => undefined;

  quarantined(): readonly QuarantinedRecord[] {
    return this.damaged;
  }

  retryQuarantined(): Promise<readonly CredentialId[]> {
    return this.#careful(() => {
      this.damaged = [];
      return this.comesBack;
    });
  }

  setQuarantinedAside(fileName: string): Promise<void> {
    return this.#careful(() => {
      this.damaged = this.damaged.filter((record) => record.fileName !== fileName);
    });
  }

  ended(): readonly EndedCredential[] {
    return this.endedOnes;
  }

  /** Goes on until {@link endKeyChange}. */
  changeKey(onProgress: (progress: KeyChangeProgress) => void): Promise<KeyChangeResult> {
    const running = Promise.withResolvers<KeyChangeResult>();
    this.#onProgress = onProgress;
    this.#keyChange.push(running);
    return running.promise;
  }

  async resumeKeyChange(
    onProgress: (progress: KeyChangeProgress) => void,
  ): Promise<KeyChangeResult | null> {
    return this.isChangingKey ? this.changeKey(onProgress) : null;
  }

  /** Tells how far a change of the key is. */
  tellProgress(progress: KeyChangeProgress): void {
    this.#onProgress(progress);
  }

  /** Ends a change of the key, well or badly. */
  endKeyChange(outcome: KeyChangeResult | Failure = { oldKeyIsKept: false }): void {
    const running = this.#keyChange.shift();
    if (outcome instanceof Failure) running?.reject(outcome);
    else running?.resolve(outcome);
  }

  keyIsPresent(): Promise<boolean> {
    return this.#careful(() => this.hasKey);
  }

  restoreKey(): Promise<void> {
    return this.#careful(() => {
      this.hasKey = true;
    });
  }

  backUp(path: string, passphrase: Secret): Promise<number> {
    return this.#careful(() => {
      this.backups.push({ path, passphrase: openSecret(passphrase) });
      return 3;
    });
  }

  async restore(
    path: string,
    passphrase: Secret,
  ): Promise<{ readonly added: readonly CredentialId[]; readonly kept: readonly CredentialId[] }> {
    this.backups.push({ path, passphrase: openSecret(passphrase) });
    const added = await this.bringBack();
    return this.#careful(() => ({ added, kept: [] }));
  }

  pendingRevocations(): Promise<readonly PendingRevocation[]> {
    return Promise.resolve([...this.revocations.values()]);
  }

  putRevocation(entry: PendingRevocation): Promise<void> {
    this.revocations.set(entry.id, entry);
    return Promise.resolve();
  }

  dropRevocation(id: CredentialId): Promise<void> {
    this.revocations.delete(id);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#careful(() => {
      this.isClosed = true;
    });
  }

  #careful<Result>(act: () => Result): Promise<Result> {
    return this.trouble === null ? Promise.resolve(act()) : Promise.reject(this.trouble);
  }
}
