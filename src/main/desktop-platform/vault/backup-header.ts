import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure, timestamp } from '../../auth-foundation/index.ts';
import { isSaneCost } from './backup-crypto.ts';

const magic = Buffer.from('OAMB', 'latin1');
const formatVersion = 1;
const lengthAt = magic.length + 1;
const jsonAt = lengthAt + 4;
const hashLength = 32;
/** Bytes; a header is about 200. */
const longestJson = 4096;
const saltBounds = { shortest: 16, longest: 64 } as const;

const headerSchema = z
  .strictObject({
    app: z.literal('Okta Account Manager'),
    /** Milliseconds since the epoch. */
    createdAt: z.number().transform(timestamp),
    kdf: z.literal('scrypt'),
    N: z.number(),
    r: z.number(),
    p: z.number(),
    salt: z.base64().refine((text) => {
      const { length } = Buffer.from(text, 'base64');
      return length >= saltBounds.shortest && length <= saltBounds.longest;
    }),
    /** Tells the right passphrase from a wrong one. */
    keyCheck: z.string().regex(/^[0-9a-f]{32}$/),
  })
  .refine(isSaneCost);

/** What stands in the clear at a backup's beginning. It names nobody, and does not count them. */
export type BackupHeader = Readonly<z.output<typeof headerSchema>>;

/** A header as it is in a file. */
export interface WrittenHeader {
  readonly bytes: Buffer;
  /** Stands for every byte before it; each record is sealed to it. */
  readonly hash: Buffer;
}

/**
 * Writes a header. Layout in bytes: magic `OAMB` (4), format version (1), length of the JSON (4, big-endian), JSON,
 * SHA-256 of all that (32).
 */
export function encodeHeader(header: BackupHeader): WrittenHeader {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const hashed = Buffer.concat([magic, Buffer.of(formatVersion), length, json]);
  const hash = hashOf(hashed);
  return { bytes: Buffer.concat([hashed, hash]), hash };
}

/**
 * Reads the header at the beginning of a file. Its hash tells a header that was damaged by accident, which would
 * otherwise look like a wrong passphrase; that nobody changed it is proven by the records.
 *
 * @throws Failure `backup_newer_format` or `backup_damaged`
 */
export function decodeHeader(bytes: Buffer): WrittenHeader & { readonly header: BackupHeader } {
  if (bytes.length < jsonAt || !bytes.subarray(0, magic.length).equals(magic)) {
    throw damaged('It does not begin as a backup does.');
  }
  const version = bytes.readUInt8(magic.length);
  if (version > formatVersion) {
    throw new Failure('backup_newer_format', { detail: `Format ${version}` });
  }
  if (version < formatVersion) throw damaged(`Format ${version}`);
  const jsonLength = bytes.readUInt32BE(lengthAt);
  const hashAt = jsonAt + jsonLength;
  if (jsonLength > longestJson || bytes.length < hashAt + hashLength) {
    throw damaged('Its header is not whole.');
  }
  const hash = bytes.subarray(hashAt, hashAt + hashLength);
  const header = readJson(bytes.subarray(jsonAt, hashAt));
  if (header === null || !hash.equals(hashOf(bytes.subarray(0, hashAt)))) {
    throw damaged('Its header is damaged.');
  }
  return { bytes: bytes.subarray(0, hashAt + hashLength), hash, header };
}

function readJson(json: Buffer): BackupHeader | null {
  try {
    return headerSchema.parse(JSON.parse(json.toString('utf8')));
  } catch {
    // Not a header; the caller says so.
    return null;
  }
}

function hashOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function damaged(detail: string): Failure {
  return new Failure('backup_damaged', { detail });
}
