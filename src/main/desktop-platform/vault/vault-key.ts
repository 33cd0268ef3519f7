import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { openSecret, Secret } from '../../auth-foundation/index.ts';
import { keychainFailure, type Keychain } from '../keychain/keychain.ts';
import type { SealingKey } from './key-ring.ts';
import type { MarkedKey } from './vault-marker.ts';

/** What the keychain has for a key of the vault. */
export type FoundKey =
  | { readonly kind: 'found'; readonly key: KeyObject }
  /** There is no item, or it holds something else. */
  | { readonly kind: 'missing'; readonly detail: string };

const keyLength = 32;
const checkLength = 16;

/**
 * Makes a key of a vault and stores it as one keychain item. It was read back from the keychain when this resolves.
 *
 * @param vaultId - names the item, together with the number
 * @param number - one that no key of this vault has, because its item is replaced
 * @throws Failure `keychain_locked`, `keychain_unavailable`, `keychain_denied` or `keychain_timed_out`
 */
export async function createVaultKey(
  keychain: Keychain,
  vaultId: string,
  number: number,
): Promise<SealingKey> {
  const created = { number, key: toKey(randomBytes(keyLength)) };
  await putVaultKey(keychain, vaultId, created);
  return created;
}

/**
 * Looks for a key of a vault in the keychain.
 *
 * @param marked - the key as the vault's marker knows it
 * @throws Failure as {@link createVaultKey}, when the keychain cannot tell
 */
export async function findVaultKey(
  keychain: Keychain,
  vaultId: string,
  { number, keyCheck }: MarkedKey,
): Promise<FoundKey> {
  const answer = await keychain.get(accountOf(vaultId, number));
  switch (answer.kind) {
    case 'found': {
      const bytes = Buffer.from(openSecret(answer.secret), 'base64');
      if (bytes.length !== keyLength) return missing('The keychain item is not a vault key.');
      const key = toKey(bytes);
      if (keyCheckOf(key, vaultId) === keyCheck) return { kind: 'found', key };
      return missing('The key in the keychain is not the key of this vault.');
    }
    case 'absent':
      return missing(`The keychain has no key for vault ${vaultId}.`);
    case 'locked':
    case 'unavailable':
    case 'denied':
    case 'too_large':
    case 'timed_out':
      throw keychainFailure(answer);
  }
}

/**
 * Stores a key of a vault in the keychain; it was read back when this resolves.
 *
 * @throws Failure as {@link createVaultKey}
 */
export async function putVaultKey(
  keychain: Keychain,
  vaultId: string,
  { number, key }: SealingKey,
): Promise<void> {
  const bytes = key.export();
  const secret = new Secret(bytes.toString('base64'));
  bytes.fill(0);
  const answer = await keychain.set(accountOf(vaultId, number), secret);
  if (answer.kind !== 'stored') throw keychainFailure(answer);
}

/**
 * Deletes a key of a vault from the keychain; one that is not there is no error.
 *
 * @throws Failure as {@link createVaultKey}
 */
export async function deleteVaultKey(
  keychain: Keychain,
  vaultId: string,
  number: number,
): Promise<void> {
  const answer = await keychain.delete(accountOf(vaultId, number));
  if (answer.kind !== 'deleted' && answer.kind !== 'absent') throw keychainFailure(answer);
}

/**
 * A value that tells whether a key is a vault's key, and nothing else about it (HKDF-SHA256, RFC 5869). Without it a
 * wrong key could not be told from a vault in which every record is damaged.
 */
export function keyCheckOf(key: KeyObject, vaultId: string): string {
  return Buffer.from(hkdfSync('sha256', key, vaultId, 'vault key check', checkLength)).toString(
    'hex',
  );
}

function accountOf(vaultId: string, number: number): string {
  return number === 1 ? `vault-key-${vaultId}` : `vault-key-${vaultId}-${number}`;
}

function missing(detail: string): FoundKey {
  return { kind: 'missing', detail };
}

function toKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
