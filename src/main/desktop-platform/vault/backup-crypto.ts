import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
  scrypt,
  type KeyObject,
} from 'node:crypto';
import { openSecret, toFailure, type Secret } from '../../auth-foundation/index.ts';

/** What one guess at a passphrase costs: scrypt's parameters under their names in RFC 7914, section 2. */
export interface ScryptCost {
  /** CPU and memory cost; a power of two. */
  readonly N: number;
  /** Block size. */
  readonly r: number;
  /** Parallelization. */
  readonly p: number;
}

/** What comes of a passphrase. */
export interface BackupKeys {
  /** Seals the backup's records. */
  readonly key: KeyObject;
  /** Tells whether a passphrase is the right one, and nothing else about it. */
  readonly check: string;
}

/** 128 MiB and about half a second for one guess. */
export const defaultCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

/** What a file may ask for: its cost is obeyed before anything in it is proven. */
const costBounds = {
  smallestN: 2 ** 14,
  largestN: 2 ** 20,
  r: 16,
  p: 4,
  memory: 2 ** 30,
} as const;

const keyLength = 32;
const checkLength = 16;
const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/** Bytes that a sealed text has at least. */
export const shortestSealed = ivLength + tagLength;

/** Tells whether a cost is worth its name and yet takes no more than 1 GiB of memory. */
export function isSaneCost({ N, r, p }: ScryptCost): boolean {
  return (
    Number.isInteger(Math.log2(N)) &&
    N >= costBounds.smallestN &&
    N <= costBounds.largestN &&
    isWithin(r, costBounds.r) &&
    isWithin(p, costBounds.p) &&
    memoryOf({ N, r }) <= costBounds.memory
  );
}

/**
 * Makes a backup's keys from its passphrase, off the main thread (scrypt, RFC 7914, then HKDF-SHA256, RFC 5869).
 *
 * The passphrase is brought into Unicode's form NFKC first: the same characters come as different code points from the
 * keyboards of different systems.
 *
 * @param salt - at least 16 random bytes
 * @param cost - one that {@link isSaneCost}
 * @throws Failure `internal` when the memory cannot be had
 */
export async function deriveKeys(
  passphrase: Secret,
  salt: Buffer,
  cost: ScryptCost,
): Promise<BackupKeys> {
  const stretched = await stretch(passphrase, salt, cost);
  const master = createSecretKey(stretched);
  stretched.fill(0);
  const key = derive(master, 'backup key', keyLength);
  return {
    key: createSecretKey(key),
    check: derive(master, 'backup key check', checkLength).toString('hex'),
  };
}

/**
 * Seals a text with AES-256-GCM (NIST SP 800-38D): IV (12 bytes, fresh and random), ciphertext, tag (16 bytes).
 *
 * @param label - what the text is; it is authenticated and not written
 */
export function sealText(key: KeyObject, label: Buffer, text: string): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength });
  cipher.setAAD(label);
  const ciphertext = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([iv, ...ciphertext, cipher.getAuthTag()]);
}

/**
 * Opens what {@link sealText} made. Never throws on bad bytes.
 *
 * @returns null when the bytes were changed, or sealed with another key or label
 */
export function openText(key: KeyObject, label: Buffer, sealed: Buffer): string | null {
  if (sealed.length < shortestSealed) return null;
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(label);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    const text = [decipher.update(sealed.subarray(ivLength, -tagLength)), decipher.final()];
    return Buffer.concat(text).toString('utf8');
  } catch {
    // The tag does not fit; there is no more to know about it.
    return null;
  }
}

function stretch(passphrase: Secret, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  const typed = Buffer.from(openSecret(passphrase).normalize('NFKC'), 'utf8');
  return new Promise((resolve, reject) => {
    // OpenSSL counts a few blocks more than the formula does.
    const options = { N, r, p, maxmem: 2 * memoryOf({ N, r }) };
    scrypt(typed, salt, keyLength, options, (error, stretched) => {
      typed.fill(0);
      if (error === null) resolve(stretched);
      else reject(toFailure(error));
    });
  });
}

function derive(master: KeyObject, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', purpose, length));
}

/** Bytes (RFC 7914, section 2). */
function memoryOf({ N, r }: Pick<ScryptCost, 'N' | 'r'>): number {
  return 128 * N * r;
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
