import type { CredentialId } from './identifiers.ts';
import type { TokenMetadata } from './token-metadata.ts';
import type { Token } from './token.ts';

/**
 * Creates, reads, updates and deletes tokens (credential-management, "Core components"). Every write is durable when
 * its promise resolves, and leaves what was there untouched when it rejects. Rejections are `Failure`s of the class
 * *storage*.
 */
export interface TokenStorage {
  /** The identifiers of all stored tokens, in the order they were added. */
  allIDs(): Promise<readonly CredentialId[]>;
  /** The token, or null when it is not stored. */
  get(id: CredentialId): Promise<Token | null>;
  /** The token's metadata, or null when it is not stored. */
  getMetadata(id: CredentialId): Promise<TokenMetadata | null>;
  /** Stores a new token. Rejects with `internal` when the identifier is taken. */
  add(token: Token, metadata: TokenMetadata): Promise<void>;
  /** Replaces token and metadata together. Rejects with `account_not_found` when there is none. */
  replace(token: Token, metadata: TokenMetadata): Promise<void>;
  /** Replaces the metadata. Rejects with `account_not_found` when there is no such token. */
  setMetadata(metadata: TokenMetadata): Promise<void>;
  /** Deletes token and metadata; a missing one is no error. */
  remove(id: CredentialId): Promise<void>;
  /**
   * The identifier of the default token, or null when none was set. When the token that was set is gone, or cannot be
   * read any more, a storage may answer with its identifier still, or with null: whoever asks has to look for the
   * token too, and takes a missing one for no default.
   */
  getDefaultID(): Promise<CredentialId | null>;
  /** Sets or clears the default. */
  setDefaultID(id: CredentialId | null): Promise<void>;
}
