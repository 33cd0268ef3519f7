import {
  addToHistory,
  historyEntry,
  type CredentialId,
  type Timestamp,
} from '../../auth-foundation/index.ts';
import type { BackupContent } from './backup-file.ts';
import type { StoredCredential } from './credential-record.ts';

/** What is in the vault before a backup is restored. */
export interface VaultContent {
  /** Those that work: one in quarantine is not here, so that the backup can repair it. */
  readonly credentials: ReadonlyMap<CredentialId, { readonly addedAt: number }>;
  /** As it was set: its credential need not be there. */
  readonly defaultID: CredentialId | null;
}

/** What restoring a backup does. */
export interface RestorePlan {
  /** To be stored, with `restored` as the last line of their history, in the order they were once added. */
  readonly added: readonly StoredCredential[];
  /** Those that are here and stay as they are: their tokens are newer. */
  readonly kept: readonly CredentialId[];
  /** The credential to make the default, or null when the default stays as it is. */
  readonly defaultID: CredentialId | null;
}

/**
 * Works out what restoring a backup does; it changes nothing itself.
 *
 * @param here - what is in the vault
 * @param backup - what was read
 * @param now - when it is restored
 */
export function planRestore(
  here: VaultContent,
  backup: BackupContent,
  now: Timestamp,
): RestorePlan {
  const isHere = ({ token }: StoredCredential): boolean => here.credentials.has(token.id);
  const kept = backup.credentials.filter(isHere).map(({ token }) => token.id);
  const missing = backup.credentials.filter((credential) => !isHere(credential));
  const added = missing.map((credential) => ({
    ...credential,
    history: addToHistory(credential.history, historyEntry('restored', now)),
  }));
  const afterwards = new Set([...here.credentials.keys(), ...added.map(({ token }) => token.id)]);
  const works = (id: CredentialId | null): boolean => id !== null && afterwards.has(id);
  return {
    added: inOrderOfAdding(here, added),
    kept,
    defaultID: !works(here.defaultID) && works(backup.defaultID) ? backup.defaultID : null,
  };
}

/** Gives each one its old place among those that are here; no two are added at the same time. */
function inOrderOfAdding(
  here: VaultContent,
  added: readonly StoredCredential[],
): StoredCredential[] {
  const taken = new Set([...here.credentials.values()].map(({ addedAt }) => addedAt));
  return added
    .toSorted((a, b) => a.addedAt - b.addedAt)
    .map((credential) => {
      let { addedAt } = credential;
      while (taken.has(addedAt)) addedAt += 1;
      taken.add(addedAt);
      return { ...credential, addedAt };
    });
}
