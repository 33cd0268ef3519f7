import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import type { KeyRing, SealingKey } from './key-ring.ts';

/** What a kind of record is made of. */
export interface RecordType<Part extends string> {
  readonly kind: 'credential' | 'default' | 'revocation' | 'ended';
  /** The names of its parts, in their order in the file: a damaged length hides the parts after it. */
  readonly parts: readonly Part[];
}

export type RecordReading<Part extends string> =
  | { readonly kind: 'sealed'; readonly record: SealedRecord<Part> }
  /** Version 1, which first-format.ts opens. */
  | { readonly kind: 'first_format' }
  | { readonly kind: 'newer_format' }
  | { readonly kind: 'not_a_record' };

const magic = Buffer.from('OAMV', 'latin1');
const formatVersion = 2;
const algorithm = 'aes-256-gcm';
const keyNumberOffset = magic.length + 1;
const writeIdOffset = keyNumberOffset + 4;
const writeIdLength = 8;
const headerLength = writeIdOffset + writeIdLength;
const lengthLength = 4;
const ivLength = 12;
const tagLength = 16;
const partOverhead = lengthLength + ivLength + tagLength;

/**
 * Seals the parts of a record, each for itself, with AES-256-GCM (NIST SP 800-38D) under a fresh random IV, so that
 * damage in one part leaves the others.
 *
 * Layout in bytes: magic `OAMV` (4), format version (1), number of the key (4), random bytes of this write (8); then
 * for each part the length of its ciphertext (4), IV (12), ciphertext, tag (16). Numbers are big-endian. The header,
 * the record's kind and identifier, and the part's name are additional authenticated data: no part can pass for
 * another one, for one of another record, or for one of an earlier write. Random IVs keep one key safe for 2³² parts.
 *
 * @param sealingKey - 32 bytes and its number
 * @param type - what the record is made of
 * @param id - the credential's or revocation's identifier; empty for a record of which there is one
 * @param texts - the content of each part
 */
export function sealRecord<Part extends string>(
  sealingKey: SealingKey,
  type: RecordType<Part>,
  id: string,
  texts: Readonly<Record<Part, string>>,
): Buffer {
  const header = Buffer.alloc(headerLength);
  magic.copy(header);
  header.writeUInt8(formatVersion, magic.length);
  header.writeUInt32BE(sealingKey.number, keyNumberOffset);
  randomBytes(writeIdLength).copy(header, writeIdOffset);
  const parts = type.parts.map((name) =>
    sealPart(sealingKey.key, authenticatedData(header, type.kind, id, name), texts[name]),
  );
  return Buffer.concat([header, ...parts.flat()]);
}

/**
 * Finds the parts of a record without opening them. Never throws on bad bytes.
 *
 * @param type - what the record must be made of
 * @param id - what the record must be about, as in {@link sealRecord}
 * @param bytes - the whole file; they are kept, not copied
 */
export function readRecord<Part extends string>(
  type: RecordType<Part>,
  id: string,
  bytes: Buffer,
): RecordReading<Part> {
  if (bytes.length <= magic.length || !bytes.subarray(0, magic.length).equals(magic)) {
    return { kind: 'not_a_record' };
  }
  const version = bytes.readUInt8(magic.length);
  if (version > formatVersion) return { kind: 'newer_format' };
  if (version === 1) return { kind: 'first_format' };
  if (version < 1 || bytes.length < headerLength + partOverhead) return { kind: 'not_a_record' };
  return { kind: 'sealed', record: new SealedRecord(type, id, bytes) };
}

/** A record whose parts are still sealed. */
export class SealedRecord<Part extends string> {
  /** Which key sealed it, by what its header says: a false number opens nothing. */
  readonly keyNumber: number;
  readonly #header: Buffer;
  readonly #label: { readonly kind: string; readonly id: string };
  /** IV, ciphertext and tag of each part; one that was cut off is missing. */
  readonly #parts: ReadonlyMap<Part, Buffer>;

  /** @param bytes - what {@link sealRecord} gave, or {@link readRecord} has looked at; they are kept, not copied */
  constructor({ kind, parts }: RecordType<Part>, id: string, bytes: Buffer) {
    this.keyNumber = bytes.readUInt32BE(keyNumberOffset);
    this.#header = bytes.subarray(0, headerLength);
    this.#label = { kind, id };
    this.#parts = findParts(parts, bytes);
  }

  /**
   * Opens a part.
   *
   * @param keys - the key that sealed it must be among them
   * @returns null when another key sealed the part, when it is another one, or when it was changed: these cannot be
   *   told apart
   */
  open(part: Part, keys: KeyRing): string | null {
    const sealed = this.#parts.get(part);
    const key = keys.find(this.keyNumber);
    if (sealed === undefined || key === null) return null;
    const { kind, id } = this.#label;
    return openPart(key, authenticatedData(this.#header, kind, id, part), sealed);
  }
}

function findParts<Part extends string>(names: readonly Part[], bytes: Buffer): Map<Part, Buffer> {
  const found = new Map<Part, Buffer>();
  let offset = headerLength;
  for (const name of names) {
    if (bytes.length < offset + partOverhead) break;
    const end = offset + partOverhead + bytes.readUInt32BE(offset);
    if (bytes.length < end) break;
    found.set(name, bytes.subarray(offset + lengthLength, end));
    offset = end;
  }
  return found;
}

function sealPart(key: KeyObject, data: Buffer, text: string): Buffer[] {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength });
  cipher.setAAD(data);
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const length = Buffer.alloc(lengthLength);
  length.writeUInt32BE(ciphertext.length);
  return [length, iv, ciphertext, cipher.getAuthTag()];
}

function openPart(key: KeyObject, data: Buffer, sealed: Buffer): string | null {
  const iv = sealed.subarray(0, ivLength);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagLength });
  decipher.setAAD(data);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    const text = decipher.update(sealed.subarray(ivLength, -tagLength));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not match: the caller knows what a part that cannot be opened means.
    return null;
  }
}

function authenticatedData(header: Buffer, kind: string, id: string, part: string): Buffer {
  return Buffer.concat([header, Buffer.from(`\0${kind}\0${id}\0${part}`, 'utf8')]);
}
