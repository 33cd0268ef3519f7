import type { QuarantineReason } from '../../../shared/index.ts';
import type {
  CredentialId,
  Issuer,
  RevocationStorage,
  Secret,
  Timestamp,
  TokenStorage,
} from '../../auth-foundation/index.ts';

/** What a sealed file keeps: a session, tokens to revoke, which one is the default, or what was removed. */
export type RecordKind = 'credential' | 'revocation' | 'default' | 'journal';

/** A sealed file that could not be opened, and what is known of it; it stays on the disk as it is. */
export interface QuarantinedRecord {
  /** Relative to the vault's folder. */
  readonly fileName: string;
  readonly kind: RecordKind;
  readonly reason: QuarantineReason;
  /** Bytes, or null when the file cannot be read. */
  readonly size: number | null;
  /** When it was last written, or null when that is unknown. */
  readonly modifiedAt: Timestamp | null;
  /** From the part of the record that is whole, or null. */
  readonly person: string | null;
  readonly issuer: Issuer | null;
  readonly tags: readonly string[];
}

/** A credential that is not kept any more: no name, no claim, only that it was here and how it ended. */
export interface EndedCredential {
  readonly id: CredentialId;
  readonly issuer: Issuer;
  readonly clientId: string;
  readonly event: 'removed' | 'revoked';
  readonly at: Timestamp;
}

export interface KeyChangeProgress {
  /** Records sealed with the new key. */
  readonly done: number;
  readonly total: number;
}

/** How a change of the key came to its end. */
export interface KeyChangeResult {
  /** True when the old key stays in the keychain, because a file that cannot be opened may need it. */
  readonly oldKeyIsKept: boolean;
}

/** What a vault offers besides keeping tokens: everything that keeps the vault itself alive. */
export interface VaultCare {
  /** The records that could not be opened. They are left as they are, and the others work. */
  quarantined(): readonly QuarantinedRecord[];
  /**
   * Looks again at the records that could not be opened, and at files that came since, after the person has repaired
   * something or moved a file back.
   *
   * @returns the credentials that work again
   * @throws Failure `disk_read_failed` when the folders cannot be listed
   */
  retryQuarantined(): Promise<readonly CredentialId[]>;
  /** Moves a quarantined file out of the vault's records, into `set-aside/` in the vault's folder. */
  setQuarantinedAside(fileName: string): Promise<void>;
  /** The credentials that were removed or revoked, oldest first; at most 200. */
  ended(): readonly EndedCredential[];
  /**
   * Makes a new key, seals every record with it, and deletes the old one once nothing needs it. A crash at any moment
   * leaves a vault that opens; the next open goes on where it stopped.
   *
   * @throws Failure of class *storage*; every record can still be opened then, and asking again goes on
   */
  changeKey(onProgress: (progress: KeyChangeProgress) => void): Promise<KeyChangeResult>;
  /**
   * Goes on with a change of the key that an earlier process began, or joins the one that runs.
   *
   * @returns null when there is none
   * @throws Failure of class *storage*; every record can still be opened then, and the next open goes on
   */
  resumeKeyChange(
    onProgress: (progress: KeyChangeProgress) => void,
  ): Promise<KeyChangeResult | null>;
  /** Whether the keychain still has the key. @throws Failure of class *storage* when the keychain cannot tell */
  keyIsPresent(): Promise<boolean>;
  /** Puts the key back into the keychain. @throws Failure of class *storage* */
  restoreKey(): Promise<void>;
  /**
   * Writes every credential into a file, sealed under a passphrase (backup-file.ts).
   *
   * @returns how many credentials are in it
   */
  backUp(path: string, passphrase: Secret): Promise<number>;
  /**
   * Adds the credentials of a backup that are not here. Those that are here stay as they are: their tokens are newer.
   *
   * @throws Failure `backup_wrong_passphrase`, `backup_damaged`, `backup_newer_format`, or of class *storage*; nothing
   *   is changed with the first three
   */
  restore(
    path: string,
    passphrase: Secret,
  ): Promise<{ readonly added: readonly CredentialId[]; readonly kept: readonly CredentialId[] }>;
  /** Waits for the writes under way, writes what is noted, then gives the folder back. */
  close(): Promise<void>;
}

/** What the product needs of the place where tokens rest. */
export type AccountStorage = TokenStorage & RevocationStorage & VaultCare;
