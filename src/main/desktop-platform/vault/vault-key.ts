import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { Failure, openSecret, Secret } from '../../auth-foundation/index.ts';
import { keychainFailure, type Keychain } from '../keychain/keychain.ts';

const keyLength = 32;
const checkLength = 16;

/**
 * Makes a vault's key and stores it as one keychain item. It was read back from the keychain when this resolves.
 *
 * @param vaultId - names the item; a new vault has a new id, so no key is ever overwritten
 * @throws Failure `keychain_locked`, `keychain_unavailable`, `keychain_denied` or `keychain_timed_out`
 */
export async function createVaultKey(keychain: Keychain, vaultId: string): Promise<KeyObject> {
  const bytes = randomBytes(keyLength);
  const answer = await keychain.set(accountOf(vaultId), new Secret(bytes.toString('base64')));
  if (answer.kind !== 'stored') throw keychainFailure(answer);
  return toKey(bytes);
}

/**
 * Fetches a vault's key from the keychain.
 *
 * @throws Failure `vault_key_missing` when the item is not there or is no key; else as {@link createVaultKey}
 */
export async function fetchVaultKey(keychain: Keychain, vaultId: string): Promise<KeyObject> {
  const answer = await keychain.get(accountOf(vaultId));
  switch (answer.kind) {
    case 'found': {
      const bytes = Buffer.from(openSecret(answer.secret), 'base64');
      if (bytes.length === keyLength) return toKey(bytes);
      throw new Failure('vault_key_missing', { detail: 'The keychain item is not a vault key.' });
    }
    case 'absent':
      throw new Failure('vault_key_missing', {
        detail: `The keychain has no key for vault ${vaultId}.`,
      });
    case 'locked':
    case 'unavailable':
    case 'denied':
    case 'too_large':
    case 'timed_out':
      throw keychainFailure(answer);
  }
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

function accountOf(vaultId: string): string {
  return `vault-key-${vaultId}`;
}

function toKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
