import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** What a record is about: both are part of the seal, so a record cannot pass for another one. */
export interface RecordLabel {
  readonly kind: 'credential' | 'default';
  /** The credential's identifier; empty for a record of which there is one. */
  readonly id: string;
}

export type OpenResult =
  | { readonly kind: 'opened'; readonly content: string }
  /** Another key sealed it, it has another label, or it was changed: these cannot be told apart. */
  | { readonly kind: 'wrong_key_or_tampered' }
  | { readonly kind: 'newer_format'; readonly version: number }
  | { readonly kind: 'not_a_record' };

const magic = Buffer.from('OAMV', 'latin1');
const formatVersion = 1;
const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;
const headerLength = magic.length + 1;
const overhead = headerLength + ivLength + tagLength;

/**
 * Seals a text with AES-256-GCM (NIST SP 800-38D) under a fresh random IV.
 *
 * Layout in bytes: magic `OAMV` (4), format version (1), IV (12), ciphertext, tag (16). The version and the label are
 * additional authenticated data. A random IV keeps one key safe for 2³² records.
 *
 * @param key - 32 bytes
 */
export function sealRecord(key: KeyObject, label: RecordLabel, content: string): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength });
  cipher.setAAD(authenticatedData(label));
  const ciphertext = [cipher.update(content, 'utf8'), cipher.final()];
  const header = Buffer.concat([magic, Buffer.of(formatVersion)]);
  return Buffer.concat([header, iv, ...ciphertext, cipher.getAuthTag()]);
}

/**
 * Opens what {@link sealRecord} made. Never throws on bad bytes.
 *
 * @param key - the key it was sealed with
 * @param label - what the record must be about
 */
export function openRecord(key: KeyObject, label: RecordLabel, bytes: Buffer): OpenResult {
  if (bytes.length < overhead || !bytes.subarray(0, magic.length).equals(magic)) {
    return { kind: 'not_a_record' };
  }
  const version = bytes.readUInt8(magic.length);
  if (version > formatVersion) return { kind: 'newer_format', version };
  if (version < formatVersion) return { kind: 'not_a_record' };
  const iv = bytes.subarray(headerLength, headerLength + ivLength);
  const ciphertext = bytes.subarray(headerLength + ivLength, -tagLength);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagLength });
  decipher.setAAD(authenticatedData(label));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const content = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    return { kind: 'opened', content: content.toString('utf8') };
  } catch {
    return { kind: 'wrong_key_or_tampered' };
  }
}

function authenticatedData({ kind, id }: RecordLabel): Buffer {
  return Buffer.from(`${magic.toString('latin1')}\0${formatVersion}\0${kind}\0${id}`, 'utf8');
}
