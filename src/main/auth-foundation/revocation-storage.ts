import type { CredentialId, Timestamp } from './identifiers.ts';
import type { NotedFailure } from './noted-failure.ts';
import type { TokenTypeHint } from './oauth2-client.ts';
import type { Token } from './token.ts';

/** Tokens that left this device's list and still have to be revoked at their org. */
export interface PendingRevocation {
  /** Of this entry, not of the credential. */
  readonly id: CredentialId;
  /** The credential it comes from. */
  readonly credentialId: CredentialId;
  /** The credential was removed with its tokens alive, or an answer of the org was not used. */
  readonly cause: 'removal' | 'unused_answer';
  /** Holds every token, also those that are revoked already. */
  readonly token: Token;
  /** The kinds that the org has not agreed to yet, in the order they are tried. */
  readonly remaining: readonly TokenTypeHint[];
  /** Whose session it is, to show it: name, e-mail or subject; null when there was no ID token. */
  readonly person: string | null;
  readonly queuedAt: Timestamp;
  /** How often it was tried so far. */
  readonly attempts: number;
  readonly lastFailure: NotedFailure | null;
}

/** Keeps pending revocations. Every write is durable when its promise resolves; rejections are of class *storage*. */
export interface RevocationStorage {
  /** All entries, oldest first. */
  pendingRevocations(): Promise<readonly PendingRevocation[]>;
  /** Stores an entry, or replaces the one with the same identifier. */
  putRevocation(entry: PendingRevocation): Promise<void>;
  /** Deletes an entry; a missing one is no error. */
  dropRevocation(id: CredentialId): Promise<void>;
}
