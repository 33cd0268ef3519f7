import { randomBytes } from 'node:crypto';
import { Failure, type Clock } from '../../auth-foundation/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';
import { KeyRing, type SealingKey } from './key-ring.ts';
import { holdsSealedRecords } from './record-folder.ts';
import {
  createVaultKey,
  deleteVaultKey,
  findVaultKey,
  keyCheckOf,
  putVaultKey,
} from './vault-key.ts';
import { readMarker, writeMarker, type VaultMarker } from './vault-marker.ts';

export interface OpenedKeys {
  readonly keys: KeyRing;
  /** Whether a change of the key was begun and has not come to its end (key-change.ts). */
  readonly isChanging: boolean;
}

/**
 * Fetches the keys of the vault in a folder, or makes a new vault where there is none. The folder must be locked.
 *
 * A vault whose current key is there opens without an old one: only the records that the old key sealed do not. When
 * the current key is missing, nothing is changed: a change of the key names it current only once it is in the keychain.
 *
 * @throws Failure `keychain_locked`, `keychain_unavailable`, `keychain_denied`, `keychain_timed_out`;
 *   `vault_key_missing` when the keychain does not have the current key; `vault_damaged` when the marker is damaged, or
 *   missing beside sealed records; `vault_newer_format`; `disk_full`, `disk_write_failed`, `disk_read_failed`
 */
export async function openKeys(
  disk: Disk,
  directory: string,
  keychain: Keychain,
  clock: Clock,
): Promise<OpenedKeys> {
  const marker = await readMarker(disk, directory);
  if (marker === null) {
    if (!(await holdsSealedRecords(disk, directory))) {
      return { keys: await createVault(disk, directory, keychain, clock), isChanging: false };
    }
    throw new Failure('vault_damaged', { detail: 'The marker vault.json is missing.' });
  }
  const keys = await fetchKeys(keychain, marker);
  const isChanging = marker.old.length > 0;
  if (isChanging) await makeDurable(disk, directory);
  await dropPendingKey(disk, directory, keychain, marker);
  return { keys, isChanging };
}

/**
 * Whether the keychain still has every key that an open vault uses.
 *
 * @param keys - those of the open vault
 * @throws Failure of class *storage* when the keychain cannot tell, or the marker cannot be read
 */
export async function keysArePresent(
  disk: Disk,
  directory: string,
  keychain: Keychain,
  keys: KeyRing,
): Promise<boolean> {
  const marker = await requireMarker(disk, directory, keys);
  return (await missingKeys(keychain, marker, keys)).length === 0;
}

/**
 * Puts the keys of an open vault that the keychain has lost back into it; they are proven to be there when this
 * resolves.
 *
 * @param keys - those of the open vault
 * @throws Failure of class *storage*
 */
export async function restoreKeys(
  disk: Disk,
  directory: string,
  keychain: Keychain,
  keys: KeyRing,
): Promise<void> {
  const marker = await requireMarker(disk, directory, keys);
  for (const key of await missingKeys(keychain, marker, keys)) {
    await putVaultKey(keychain, marker.vaultId, key);
  }
}

/**
 * Reads the marker of an open vault.
 *
 * @param keys - those of the open vault, whose current one the marker must know
 * @throws Failure `vault_damaged`, `vault_newer_format` or `disk_read_failed`
 */
export async function requireMarker(
  disk: Disk,
  directory: string,
  { current: { number, key } }: KeyRing,
): Promise<VaultMarker> {
  const marker = await readMarker(disk, directory);
  if (marker !== null) {
    const keyCheck = keyCheckOf(key, marker.vaultId);
    const known = [...marker.old, marker.current];
    if (known.some((each) => each.number === number && each.keyCheck === keyCheck)) return marker;
  }
  throw new Failure('vault_damaged', {
    detail: 'The marker vault.json is not the one that the vault was opened with.',
  });
}

/** Makes a new vault: first the key, proven to be in the keychain, then the marker that relies on it. */
async function createVault(
  disk: Disk,
  directory: string,
  keychain: Keychain,
  clock: Clock,
): Promise<KeyRing> {
  const vaultId = randomBytes(16).toString('hex');
  const created = await createVaultKey(keychain, vaultId, 1);
  const createdAt = clock.now();
  const keyCheck = keyCheckOf(created.key, vaultId);
  const current = { number: created.number, createdAt, keyCheck };
  await writeMarker(disk, directory, { vaultId, createdAt, current, old: [], pendingKey: null });
  return new KeyRing(created);
}

async function fetchKeys(
  keychain: Keychain,
  { vaultId, current, old }: VaultMarker,
): Promise<KeyRing> {
  const found = await findVaultKey(keychain, vaultId, current);
  if (found.kind === 'missing') throw new Failure('vault_key_missing', { detail: found.detail });
  const others: SealingKey[] = [];
  for (const marked of old) {
    const other = await findVaultKey(keychain, vaultId, marked);
    if (other.kind === 'found') others.push({ number: marked.number, key: other.key });
  }
  return new KeyRing({ number: current.number, key: found.key }, others);
}

/**
 * The marker that names the newest key may be one that a crash left in place before it was durable. A record sealed
 * with that key must not outlive it.
 */
async function makeDurable(disk: Disk, directory: string): Promise<void> {
  try {
    await disk.syncFolder(directory);
  } catch (error) {
    throw writeFailure(error);
  }
}

/** Cleans up after a change of the key that never came to use its key. */
async function dropPendingKey(
  disk: Disk,
  directory: string,
  keychain: Keychain,
  marker: VaultMarker,
): Promise<void> {
  if (marker.pendingKey === null) return;
  try {
    await deleteVaultKey(keychain, marker.vaultId, marker.pendingKey);
    await writeMarker(disk, directory, { ...marker, pendingKey: null });
  } catch {
    // The key has sealed nothing and the marker still names it: the next open, or the next change, tries again.
  }
}

async function missingKeys(
  keychain: Keychain,
  { vaultId, current, old }: VaultMarker,
  keys: KeyRing,
): Promise<SealingKey[]> {
  const missing: SealingKey[] = [];
  for (const marked of [...old, current]) {
    const key = keys.find(marked.number);
    if (key === null) continue;
    const found = await findVaultKey(keychain, vaultId, marked);
    if (found.kind === 'missing') missing.push({ number: marked.number, key });
  }
  return missing;
}
