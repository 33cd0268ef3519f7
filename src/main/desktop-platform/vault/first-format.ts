import { createDecipheriv, type KeyObject } from 'node:crypto';

const headerLength = 5;
const ivLength = 12;
const tagLength = 16;

/**
 * Opens a record of format 1, which this app wrote before a record had parts. Never throws on bad bytes.
 *
 * Layout in bytes: magic `OAMV` (4), format version 1 (1), IV (12), ciphertext, tag (16). Magic, version, kind and
 * identifier are additional authenticated data.
 *
 * @param key - the vault's first key: there was no other in those days
 * @param kind - what the record must be
 * @param id - the credential's identifier; empty for the default
 * @param bytes - the whole file
 * @returns its content, or null when another key sealed it, it is another one, or it was changed
 */
export function openFirstFormat(
  key: KeyObject,
  kind: string,
  id: string,
  bytes: Buffer,
): string | null {
  if (bytes.length < headerLength + ivLength + tagLength) return null;
  const iv = bytes.subarray(headerLength, headerLength + ivLength);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(`OAMV\x001\0${kind}\0${id}`, 'utf8'));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const content = decipher.update(bytes.subarray(headerLength + ivLength, -tagLength));
    return Buffer.concat([content, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not match: the caller knows what a record that cannot be opened means.
    return null;
  }
}
