import {
  openSecret,
  type CredentialId,
  type Failure,
  type PendingRevocation,
  type Secret,
} from '../../../src/main/auth-foundation/index.ts';
import type {
  AccountStorage,
  EndedCredential,
  KeyChangeProgress,
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
  hasKey = true;
  isClosed = false;
  /** What every act of care rejects with, or null. */
  trouble: Failure | null = null;
  readonly #keyChange: PromiseWithResolvers<undefined>[] = [];
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
    return [];
  }

  /** Goes on until {@link endKeyChange}. */
  async changeKey(onProgress: (progress: KeyChangeProgress) => void): Promise<void> {
    const running = Promise.withResolvers<undefined>();
    this.#onProgress = onProgress;
    this.#keyChange.push(running);
    await running.promise;
  }

  /** Tells how far a change of the key is. */
  tellProgress(progress: KeyChangeProgress): void {
    this.#onProgress(progress);
  }

  /** Ends a change of the key, well or badly. */
  endKeyChange(failure?: Failure): void {
    const running = this.#keyChange.shift();
    if (failure === undefined) running?.resolve(undefined);
    else running?.reject(failure);
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
    this.isClosed = true;
    return Promise.resolve();
  }

  #careful<Result>(act: () => Result): Promise<Result> {
    return this.trouble === null ? Promise.resolve(act()) : Promise.reject(this.trouble);
  }
}
