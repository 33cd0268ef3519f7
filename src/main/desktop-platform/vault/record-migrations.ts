import { z } from 'zod';
import {
  describeToken,
  historyEntry,
  notedFailureSchema,
  parseToken,
  type CredentialId,
  type Timestamp,
} from '../../auth-foundation/index.ts';
import type { StoredCredential } from './credential-record.ts';
import { parseContent } from './parse-content.ts';

const firstCredentialSchema = z.strictObject({
  addedAt: z.number(),
  token: z.unknown().transform(parseToken),
  // What a token says of itself is read from the token; the rest of the metadata is the person's, or was found out.
  metadata: z.looseObject({
    tags: z.array(z.string()).catch([]),
    signInNeeded: notedFailureSchema.nullable().catch(null),
  }),
});

/**
 * Brings the content of a credential's record of format 1 to today's form.
 *
 * @param content - one JSON text with everything in it
 * @param id - whose record it must be
 * @param now - when it is migrated, for its history
 * @returns null when it is not the content of this credential's record
 */
export function migrateCredential(
  content: string,
  id: CredentialId,
  now: Timestamp,
): StoredCredential | null {
  const first = parseContent(firstCredentialSchema, content);
  if (first?.token.id !== id) return null;
  const { addedAt, token, metadata } = first;
  return {
    addedAt,
    token,
    metadata: { ...describeToken(token, metadata.tags), signInNeeded: metadata.signInNeeded },
    history: [historyEntry('migrated', now)],
  };
}
