import type { HistoryEntry } from './credential-history.ts';
import type { CredentialId } from './identifiers.ts';
import type { TokenMetadata } from './token-metadata.ts';
import type { Token } from './token.ts';

/**
 * Creates, reads, updates and deletes tokens (credential-management, "Core components"). Every write is durable when
 * its promise resolves, and leaves what was there untouched when it rejects. Rejections are `Failure`s of the class
 * *storage*. A `note` is added to the credential's history in the same write.
 */
export interface TokenStorage {
  /** The identifiers of all stored tokens, in the order they were added. */
  allIDs(): Promise<readonly CredentialId[]>;
  /** The token, or null when it is not stored, or was found damaged. */
  get(id: CredentialId): Promise<Token | null>;
  /** The token's metadata, or null when it is not stored. */
  getMetadata(id: CredentialId): Promise<TokenMetadata | null>;
  /** Stores a new token. Rejects with `internal` when the identifier is taken. */
  add(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void>;
  /** Replaces token and metadata together. Rejects with `account_not_found` when there is none. */
  replace(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void>;
  /** Replaces the metadata. Rejects with `account_not_found` when there is no such token. */
  setMetadata(metadata: TokenMetadata, note?: HistoryEntry): Promise<void>;
  /** Deletes token, metadata and history; a missing one is no error. The note may be kept as the end of its life. */
  remove(id: CredentialId, note?: HistoryEntry): Promise<void>;
  /**
   * The identifier of the default token, or null when none was set. When the token that was set is gone, or cannot be
   * read any more, a storage may answer with its identifier still, or with null: whoever asks has to look for the
   * token too, and takes a missing one for no default.
   */
  getDefaultID(): Promise<CredentialId | null>;
  /** Sets or clears the default. */
  setDefaultID(id: CredentialId | null): Promise<void>;
  /**
   * Rejects when a write would fail now, because the disk is full, read-only or gone. It is asked before a refresh: a
   * server that rotates refresh tokens must not be asked for one that cannot be kept.
   */
  proveWritable(): Promise<void>;
  /** What happened to the credential, oldest first; empty when it is not stored. */
  history(id: CredentialId): Promise<readonly HistoryEntry[]>;
  /**
   * Adds to the history without a write of its own: it becomes durable with the credential's next write, or after a
   * while. A crash may lose it; a token it never touches. A missing credential is no error.
   */
  note(id: CredentialId, entry: HistoryEntry): Promise<void>;
}
