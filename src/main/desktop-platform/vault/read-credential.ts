import type { QuarantineReason } from '../../../shared/index.ts';
import type { CredentialId, Timestamp, TokenMetadata } from '../../auth-foundation/index.ts';
import { credentialType, openCredential, textsOf } from './credential-record.ts';
import type { CredentialEntry } from './credential-table.ts';
import type { RecordFolder } from './record-folder.ts';
import { migrateCredential } from './record-migrations.ts';

export type CredentialReading =
  | { readonly kind: 'read'; readonly entry: CredentialEntry }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'damaged';
      readonly reason: QuarantineReason;
      /** Whose it is, when that part of the record is whole. */
      readonly metadata: TokenMetadata | null;
    };

/**
 * Reads a credential's file and looks at what is in it, of this format or an older one. It never throws.
 *
 * @param now - the time of a migration, for its history
 */
export async function readCredential(
  folder: RecordFolder,
  id: CredentialId,
  now: Timestamp,
): Promise<CredentialReading> {
  const reading = await folder.read(credentialType, id);
  switch (reading.kind) {
    case 'absent':
      return reading;
    case 'damaged':
      return { ...reading, metadata: null };
    case 'first_format':
      return readFirstFormat(folder, id, reading, now);
    case 'sealed': {
      const { record } = reading;
      const opened = openCredential(record, folder.keys, id);
      if (opened.kind === 'damaged') return opened;
      const { addedAt, metadata } = opened;
      const entry = { addedAt, metadata, record, fileKey: record.keyNumber, notes: [] };
      return { kind: 'read', entry };
    }
  }
}

function readFirstFormat(
  folder: RecordFolder,
  id: CredentialId,
  { content, keyNumber }: { readonly content: string; readonly keyNumber: number },
  now: Timestamp,
): CredentialReading {
  const migrated = migrateCredential(content, id, now);
  if (migrated === null) return { kind: 'damaged', reason: 'invalid_content', metadata: null };
  const { addedAt, metadata } = migrated;
  // Only in memory: the file follows with the next write.
  const record = folder.seal(credentialType, id, textsOf(migrated));
  return { kind: 'read', entry: { addedAt, metadata, record, fileKey: keyNumber, notes: [] } };
}
