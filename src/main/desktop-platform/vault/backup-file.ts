import { randomBytes, type KeyObject } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { passphraseLimits } from '../../../shared/index.ts';
import {
  Failure,
  historyEntrySchema,
  isCredentialId,
  openSecret,
  parseToken,
  serializeToken,
  tokenMetadataSchema,
  type CredentialId,
  type Secret,
  type Timestamp,
} from '../../auth-foundation/index.ts';
import {
  defaultCost,
  deriveKeys,
  openText,
  sealText,
  shortestSealed,
  type ScryptCost,
} from './backup-crypto.ts';
import { decodeHeader, encodeHeader } from './backup-header.ts';
import type { StoredCredential } from './credential-record.ts';
import { readFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';
import { replaceDurably } from './replace-durably.ts';

/** What a backup holds. */
export interface BackupContent {
  readonly credentials: readonly StoredCredential[];
  /** As it was set: its credential need not be among them. */
  readonly defaultID: CredentialId | null;
}

export interface BackupRequest {
  /** Must keep to `passphraseLimits` (shared/limits.ts). */
  readonly passphrase: Secret;
  /** Asked for one at a time, while the file is written: no more than a few are open at once. */
  readonly credentials: AsyncIterable<StoredCredential>;
  readonly defaultID: CredentialId | null;
  readonly createdAt: Timestamp;
  /** {@link defaultCost} by default. */
  readonly cost?: ScryptCost;
}

/** What a record is, as part of its seal. */
interface RecordPlace {
  /** Of the backup's header. */
  readonly hash: Buffer;
  readonly index: number;
  /** There is one `end`, after all credentials. */
  readonly kind: 'credential' | 'end';
}

/** Bytes; ten thousand large credentials take a tenth of it. */
const largestBackup = 512 * 1024 * 1024;
const lengthSize = 4;
/** Bytes that are sealed or opened between two turns of the event loop: some milliseconds. */
const batchSize = 32 * 1024;

const credentialSchema = z
  .strictObject({
    addedAt: z.number().int(),
    token: z.unknown().transform(parseToken),
    metadata: tokenMetadataSchema,
    history: z.array(historyEntrySchema),
  })
  .refine(({ token, metadata }) => token.id === metadata.id);
const endSchema = z.strictObject({ defaultID: z.string().refine(isCredentialId).nullable() });

/**
 * Writes a backup, sealed under a passphrase. It is read back and every record opened before it takes the place of an
 * older file, so a backup that is there can be restored.
 *
 * Layout: header (backup-header.ts), one record per credential, one record with the default. A record is its length
 * (4 bytes, big-endian) and its sealed JSON (backup-crypto.ts). Its place in the backup is part of the seal, so that
 * a record that is missing, moved, repeated or from another backup is noticed.
 *
 * @returns how many credentials are in it
 * @throws Failure `invalid_input` when the passphrase is too short or too long; `disk_full`, `disk_write_failed` or
 *   `disk_read_failed`, and an older file of this name is untouched then (but see replace-durably.ts)
 */
export async function writeBackup(
  disk: Disk,
  path: string,
  { passphrase, credentials, defaultID, createdAt, cost = defaultCost }: BackupRequest,
): Promise<number> {
  requirePassphrase(passphrase);
  const salt = randomBytes(32);
  const { key, check } = await deriveKeys(passphrase, salt, cost);
  const header = encodeHeader({
    app: 'Okta Account Manager',
    createdAt,
    kdf: 'scrypt',
    N: cost.N,
    r: cost.r,
    p: cost.p,
    salt: salt.toString('base64'),
    keyCheck: check,
  });
  let count = 0;
  async function* sealedRecords(): AsyncGenerator<Buffer> {
    for await (const credential of credentials) {
      yield sealRecord(
        key,
        { hash: header.hash, index: count, kind: 'credential' },
        textOf(credential),
      );
      count += 1;
    }
    yield sealRecord(
      key,
      { hash: header.hash, index: count, kind: 'end' },
      JSON.stringify({ defaultID }),
    );
  }
  await replaceDurably(disk, path, {
    write: async (file) => {
      await file.writeFile(header.bytes);
      for await (const batch of inBatches(sealedRecords())) await file.writeFile(batch);
    },
    prove: (temporary) => proveReadable(disk, temporary, key),
  });
  return count;
}

/**
 * Reads a backup. All of it is verified before anything is handed out; it can be from another machine.
 *
 * @throws Failure `backup_wrong_passphrase`, `backup_damaged`, `backup_newer_format` or `disk_read_failed`
 */
export async function readBackup(
  disk: Pick<Disk, 'readFile' | 'stat'>,
  path: string,
  passphrase: Secret,
): Promise<BackupContent> {
  const bytes = await readBounded(disk, path);
  const { header, bytes: headerBytes } = decodeHeader(bytes);
  requireWhole(bytes, headerBytes.length);
  const { key, check } = await deriveKeys(passphrase, Buffer.from(header.salt, 'base64'), header);
  if (check !== header.keyCheck) throw new Failure('backup_wrong_passphrase');
  const credentials = new Map<CredentialId, StoredCredential>();
  const defaultID = await openRecords(bytes, key, (credential) => {
    if (credentials.has(credential.token.id)) throw damaged('An account is in it twice.');
    credentials.set(credential.token.id, credential);
  });
  return { credentials: [...credentials.values()], defaultID };
}

/** Counts as the window does, in UTF-16 code units of what was entered. */
function requirePassphrase(passphrase: Secret): void {
  const { length } = openSecret(passphrase);
  const { shortest, longest } = passphraseLimits;
  if (length >= shortest && length <= longest) return;
  throw new Failure('invalid_input', {
    detail: `A passphrase has ${shortest} to ${longest} characters.`,
  });
}

function textOf({ addedAt, token, metadata, history }: StoredCredential): string {
  return JSON.stringify({ addedAt, token: serializeToken(token), metadata, history });
}

function sealRecord(key: KeyObject, place: RecordPlace, text: string): Buffer {
  const sealed = sealText(key, labelOf(place), text);
  const length = Buffer.alloc(lengthSize);
  length.writeUInt32BE(sealed.length);
  return Buffer.concat([length, sealed]);
}

async function* inBatches(records: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let batch: Buffer[] = [];
  let size = 0;
  for await (const record of records) {
    batch.push(record);
    size += record.length;
    if (size < batchSize) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  yield Buffer.concat(batch);
}

async function proveReadable(disk: Disk, path: string, key: KeyObject): Promise<void> {
  try {
    await openRecords(await readBounded(disk, path), key, () => undefined);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'backup_damaged') throw error;
    // The person chose a place, not a backup: what is wrong is the writing.
    throw new Failure('disk_write_failed', { detail: 'The backup could not be read back.' });
  }
}

/**
 * Opens every record, in turns with the event loop.
 *
 * @param visit - is handed one credential after another, before the rest is verified
 * @returns the default's identifier
 */
async function openRecords(
  bytes: Buffer,
  key: KeyObject,
  visit: (credential: StoredCredential) => void,
): Promise<CredentialId | null> {
  const { bytes: headerBytes, hash } = decodeHeader(bytes);
  let start = headerBytes.length;
  let batchEnd = start + batchSize;
  for (let index = 0; ; index += 1) {
    const end = endOfRecord(bytes, start);
    const sealed = bytes.subarray(start + lengthSize, end);
    if (end === bytes.length) {
      const text = openText(key, labelOf({ hash, index, kind: 'end' }), sealed);
      return parse(endSchema, text).defaultID;
    }
    const text = openText(key, labelOf({ hash, index, kind: 'credential' }), sealed);
    visit(parse(credentialSchema, text));
    start = end;
    if (start < batchEnd) continue;
    batchEnd = start + batchSize;
    await turn();
  }
}

/** Looks whether records follow each other up to the end: a file that was cut off needs no passphrase to be refused. */
function requireWhole(bytes: Buffer, start: number): void {
  let end = endOfRecord(bytes, start);
  while (end < bytes.length) end = endOfRecord(bytes, end);
}

/** @throws Failure `backup_damaged` when no whole record begins there */
function endOfRecord(bytes: Buffer, start: number): number {
  const sealedAt = start + lengthSize;
  if (sealedAt + shortestSealed > bytes.length) throw damaged('Its end is missing.');
  const length = bytes.readUInt32BE(start);
  const end = sealedAt + length;
  if (length < shortestSealed || end > bytes.length) throw damaged('Its end is missing.');
  return end;
}

function parse<Schema extends z.ZodType>(schema: Schema, json: string | null): z.output<Schema> {
  if (json === null) throw damaged('A record was changed.');
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    // What zod found wrong would quote the record.
    throw damaged('A record is not what it should be.');
  }
}

function labelOf({ hash, index, kind }: RecordPlace): Buffer {
  return Buffer.concat([hash, Buffer.from(`\0${index}\0${kind}`, 'utf8')]);
}

async function readBounded(disk: Pick<Disk, 'readFile' | 'stat'>, path: string): Promise<Buffer> {
  try {
    const { size } = await disk.stat(path);
    // Pipes and devices have no size, and reading one need not end.
    if (size === 0 || size > largestBackup) throw damaged(`No backup has ${size} bytes.`);
    return await disk.readFile(path);
  } catch (error) {
    throw readFailure(error);
  }
}

function damaged(detail: string): Failure {
  return new Failure('backup_damaged', { detail });
}
