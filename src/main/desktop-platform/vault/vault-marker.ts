import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../auth-foundation/index.ts';
import { readIfPresent, type Disk } from './disk.ts';
import { writeDurably } from './durable-file.ts';

/** A key of the vault as its marker knows it. */
export interface MarkedKey {
  /** 1 for the first key of a vault, one or more further with every change. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** 32 hexadecimal digits that tell the right key from a wrong one (vault-key.ts). */
  readonly keyCheck: string;
}

/** What makes a folder a vault; it holds nothing secret. */
export interface VaultMarker {
  /** 32 hexadecimal digits; names the keychain items. */
  readonly vaultId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Seals every record. */
  readonly current: MarkedKey;
  /** During a change of the key: those that may still be needed to open a record, oldest first. */
  readonly old: readonly MarkedKey[];
  /** The number of a key that may be in the keychain already and has sealed nothing. */
  readonly pendingKey: number | null;
}

const markerName = 'vault.json';
const formatVersion = 2;

const hexadecimal = z.string().regex(/^[0-9a-f]{32}$/);
const keyNumber = z.int().positive();

/** Format 1 knew one key, without a number. */
const firstFormat = z
  .object({
    formatVersion: z.literal(1),
    vaultId: hexadecimal,
    createdAt: z.number(),
    keyCheck: hexadecimal,
  })
  .transform(({ vaultId, createdAt, keyCheck }): VaultMarker => {
    const current = { number: 1, createdAt, keyCheck };
    return { vaultId, createdAt, current, old: [], pendingKey: null };
  });

const secondFormat = z
  .object({
    formatVersion: z.literal(formatVersion),
    vaultId: hexadecimal,
    createdAt: z.number(),
    keys: z
      .array(z.object({ number: keyNumber, createdAt: z.number(), keyCheck: hexadecimal }))
      .refine(areInOrder),
    pendingKey: keyNumber.nullable(),
  })
  .transform(({ vaultId, createdAt, keys, pendingKey }, context): VaultMarker => {
    const current = keys.at(-1);
    if (current === undefined || (pendingKey !== null && pendingKey <= current.number)) {
      context.addIssue('There is no current key, or the pending one is not newer.');
      return z.NEVER;
    }
    return { vaultId, createdAt, current, old: keys.slice(0, -1), pendingKey };
  });

const markerSchema = z.union([firstFormat, secondFormat]);

/**
 * Reads the marker of a vault folder.
 *
 * @returns null when there is none
 * @throws Failure `vault_newer_format`, `vault_damaged` or `disk_read_failed`
 */
export async function readMarker(disk: Disk, directory: string): Promise<VaultMarker | null> {
  const bytes = await readIfPresent(disk, join(directory, markerName));
  if (bytes === null) return null;
  const stored = parseJson(bytes.toString('utf8'));
  const version = z.object({ formatVersion: z.int() }).safeParse(stored);
  if (version.success && version.data.formatVersion > formatVersion) {
    throw new Failure('vault_newer_format', {
      detail: `${markerName}: ${version.data.formatVersion}`,
    });
  }
  const marker = markerSchema.safeParse(stored);
  if (!marker.success) throw new Failure('vault_damaged', { detail: markerName });
  return marker.data;
}

/**
 * Makes a folder a vault, or changes what is known of its keys, durably.
 *
 * When it rejects, the old marker is in place, or the new one is and was not proven to be on the medium.
 *
 * @throws Failure `disk_full` or `disk_write_failed`
 */
export async function writeMarker(
  disk: Disk,
  directory: string,
  { vaultId, createdAt, current, old, pendingKey }: VaultMarker,
): Promise<void> {
  const keys = [...old, current].map(({ number, createdAt: since, keyCheck }) => {
    return { number, createdAt: since, keyCheck };
  });
  const text = JSON.stringify({ formatVersion, vaultId, createdAt, keys, pendingKey }, null, 2);
  await writeDurably(disk, join(directory, markerName), Buffer.from(`${text}\n`, 'utf8'));
}

function areInOrder(keys: readonly MarkedKey[]): boolean {
  return keys.every(({ number }, index) => number > (keys[index - 1]?.number ?? 0));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
