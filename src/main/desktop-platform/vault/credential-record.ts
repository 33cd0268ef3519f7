import { z } from 'zod';
import {
  addToHistory,
  describeToken,
  historyEntrySchema,
  parseToken,
  serializeToken,
  tokenMetadataSchema,
  type CredentialId,
  type HistoryEntry,
  type Token,
  type TokenMetadata,
} from '../../auth-foundation/index.ts';
import type { KeyRing } from './key-ring.ts';
import { parseContent } from './parse-content.ts';
import type { RecordType, SealedRecord } from './sealed-record.ts';

/** One credential as it is kept. */
export interface StoredCredential {
  /** Milliseconds since the epoch; gives the order in which they were added. */
  readonly addedAt: number;
  readonly token: Token;
  readonly metadata: TokenMetadata;
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

export type CredentialPart = 'token' | 'metadata' | 'history';

/** The token is first: no damage to what follows can hide it. */
export const credentialType: RecordType<CredentialPart> = {
  kind: 'credential',
  parts: ['token', 'metadata', 'history'],
};

export type OpenedCredential =
  | { readonly kind: 'opened'; readonly addedAt: number; readonly metadata: TokenMetadata }
  | {
      readonly kind: 'damaged';
      readonly reason: 'wrong_key_or_tampered' | 'invalid_content';
      /** Whose it is, when that part is whole. */
      readonly metadata: TokenMetadata | null;
    };

// The time is in both, because each of the two parts may be the only whole one.
const tokenSchema = z.strictObject({
  addedAt: z.number(),
  token: z.unknown().transform(parseToken),
});
const metadataSchema = z.strictObject({ addedAt: z.number(), metadata: tokenMetadataSchema });
const tagsSchema = z.object({ metadata: z.object({ tags: z.array(z.string()) }) });
const historySchema = z.array(historyEntrySchema);

/** The content of the token part; the caller seals it before it touches a disk. */
export function tokenText(addedAt: number, token: Token): string {
  return JSON.stringify({ addedAt, token: serializeToken(token) });
}

/** The content of the metadata part. */
export function metadataText(addedAt: number, metadata: TokenMetadata): string {
  return JSON.stringify({ addedAt, metadata });
}

/** The content of the history part. */
export function historyText(history: readonly HistoryEntry[]): string {
  return JSON.stringify(history);
}

/** The content of all parts. */
export function textsOf(credential: StoredCredential): Readonly<Record<CredentialPart, string>> {
  const { addedAt, token, metadata, history } = credential;
  return {
    token: tokenText(addedAt, token),
    metadata: metadataText(addedAt, metadata),
    history: historyText(history),
  };
}

/**
 * Looks at a credential's record: the token is proven to be whole, but left as it is; the metadata is read, or made
 * anew from the token when that part is not whole. A credential works as long as its token does.
 *
 * @param id - whose record it must be
 */
export function openCredential(
  record: SealedRecord<CredentialPart>,
  keys: KeyRing,
  id: CredentialId,
): OpenedCredential {
  const metadataContent = record.open('metadata', keys);
  const described = parseContent(metadataSchema, metadataContent);
  const isWhole = described?.metadata.id === id;
  if (record.open('token', keys) === null) {
    const metadata = isWhole ? described.metadata : null;
    return { kind: 'damaged', reason: 'wrong_key_or_tampered', metadata };
  }
  if (isWhole) return { kind: 'opened', ...described };
  const kept = readToken(record, keys, id);
  if (kept === null) return { kind: 'damaged', reason: 'invalid_content', metadata: null };
  const tags = parseContent(tagsSchema, metadataContent)?.metadata.tags ?? [];
  return { kind: 'opened', addedAt: kept.addedAt, metadata: describeToken(kept.token, tags) };
}

/** The token of a record, or null when it cannot be opened or is not the token of this credential. */
export function readToken(
  record: SealedRecord<CredentialPart>,
  keys: KeyRing,
  id: CredentialId,
): { readonly addedAt: number; readonly token: Token } | null {
  const content = parseContent(tokenSchema, record.open('token', keys));
  return content?.token.id === id ? content : null;
}

/**
 * The history of a record; one that cannot be read is empty, because nothing depends on it.
 *
 * @param notes - what was noted since the record was written
 */
export function readHistory(
  record: SealedRecord<CredentialPart>,
  keys: KeyRing,
  notes: readonly HistoryEntry[],
): readonly HistoryEntry[] {
  const written: readonly HistoryEntry[] =
    parseContent(historySchema, record.open('history', keys)) ?? [];
  return notes.reduce(addToHistory, written);
}
