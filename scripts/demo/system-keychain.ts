import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/main/auth-foundation/index.ts';
import { KeytarKeychain } from '../../src/main/desktop-platform/index.ts';
import { nodeDisk } from '../../src/main/desktop-platform/vault/disk.ts';
import { deleteVaultKey } from '../../src/main/desktop-platform/vault/vault-key.ts';
import { readMarker } from '../../src/main/desktop-platform/vault/vault-marker.ts';

/** The name that a development build uses (src/main/index.ts). */
export const developmentService = 'Okta Account Manager (dev)';

/** Whether this system has a keychain that the app could use, asked as the app asks. A locked one counts. */
export async function hasSystemKeychain(): Promise<boolean> {
  const keychain = new KeytarKeychain({
    service: developmentService,
    clock: systemClock,
    deadline: 10_000,
  });
  const { kind } = await keychain.get('demo-probe');
  return kind !== 'unavailable';
}

/**
 * Takes the keys of a throw-away profile's vaults out of the system keychain, where the app has put them: also the key of
 * a vault that was set aside.
 *
 * @throws Failure of class *storage* when the keychain does not let go of them
 */
export async function forgetVaultKeys(profile: string): Promise<void> {
  const keychain = new KeytarKeychain({ service: developmentService, clock: systemClock });
  const vaults = (await readdir(profile)).filter((name) => name.startsWith('vault'));
  for (const vault of vaults) {
    const marker = await readMarker(nodeDisk, join(profile, vault));
    if (marker === null) continue;
    const { vaultId, current, old, pendingKey } = marker;
    const numbers = [...old, current].map(({ number }) => number);
    for (const number of pendingKey === null ? numbers : [...numbers, pendingKey]) {
      await deleteVaultKey(keychain, vaultId, number);
    }
  }
}
