import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../auth-foundation/index.ts';
import { readIfPresent, type Disk } from './disk.ts';
import { writeDurably } from './durable-file.ts';

const markerName = 'vault.json';
const formatVersion = 1;

const markerSchema = z.object({
  formatVersion: z.literal(formatVersion),
  /** 32 hexadecimal digits; names the keychain item. */
  vaultId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  /** Tells the right key from a wrong one (vault-key.ts). */
  keyCheck: z.string().regex(/^[0-9a-f]{32}$/),
});

/** What makes a folder a vault; it holds nothing secret. */
export type VaultMarker = Omit<z.infer<typeof markerSchema>, 'formatVersion'>;

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
  const version = z.object({ formatVersion: z.number().int() }).safeParse(stored);
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
 * Makes a folder a vault, durably.
 *
 * @throws Failure `disk_full` or `disk_write_failed`
 */
export async function writeMarker(
  disk: Disk,
  directory: string,
  { vaultId, createdAt, keyCheck }: VaultMarker,
): Promise<void> {
  const text = JSON.stringify({ formatVersion, vaultId, createdAt, keyCheck }, null, 2);
  await writeDurably(disk, join(directory, markerName), Buffer.from(`${text}\n`, 'utf8'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
