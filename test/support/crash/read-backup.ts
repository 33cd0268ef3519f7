import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, type CredentialId } from '../../../src/main/auth-foundation/index.ts';
import { Vault } from '../../../src/main/desktop-platform/index.ts';
import { FakeKeychain } from '../fakes/fake-keychain.ts';
import { backupPassphrase } from './operations.ts';

/** The backup's name in a worker's folder. */
export const backupName = 'backup.oam';

/**
 * Restores the backup of a worker's folder into an empty vault of its own.
 *
 * @returns the credentials in it, or null when there is no backup
 * @throws Failure when it cannot be restored
 */
export async function readBackup(directory: string): Promise<CredentialId[] | null> {
  const backup = join(directory, backupName);
  const isThere = await access(backup).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  const restored = join(directory, 'restored');
  const vault = await Vault.open({
    directory: restored,
    keychain: new FakeKeychain(),
    clock: systemClock,
  });
  try {
    const { added } = await vault.restore(backup, backupPassphrase());
    return [...added];
  } finally {
    await vault.close();
    await rm(restored, { recursive: true });
  }
}
