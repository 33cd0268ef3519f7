import type { Clock, CredentialId, Secret } from '../../auth-foundation/index.ts';
import { readBackup, writeBackup } from './backup-file.ts';
import type { Disk } from './disk.ts';
import { planRestore } from './restore-plan.ts';
import type { VaultRecords } from './vault-records.ts';

/** What a backup is made with. */
export interface VaultBackupParts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly records: VaultRecords;
}

/**
 * Writes every credential of a vault into a file.
 *
 * @returns how many are in it
 * @throws Failure as {@link writeBackup} does
 */
export async function backUpVault(
  { disk, clock, records }: VaultBackupParts,
  path: string,
  passphrase: Secret,
): Promise<number> {
  return writeBackup(disk, path, {
    passphrase,
    credentials: records.credentials.all(),
    defaultID: records.default.id,
    createdAt: clock.now(),
  });
}

/**
 * Adds the credentials of a backup that are not in the vault. One whose tokens wait to be revoked is left out: the
 * person has ended that session.
 *
 * @returns what was added and what is here already
 * @throws Failure as {@link readBackup} does: nothing is changed then; of class *storage* when not all could be
 *   written: the others are there
 */
export async function restoreVault(
  { disk, clock, records }: VaultBackupParts,
  path: string,
  passphrase: Secret,
): Promise<{ added: readonly CredentialId[]; kept: readonly CredentialId[] }> {
  const backup = await readBackup(disk, path, passphrase);
  const ending = new Set(records.revocations.list().map(({ credentialId }) => credentialId));
  const wanted = backup.credentials.filter(({ token }) => !ending.has(token.id));
  const here = { credentials: records.credentials.entries(), defaultID: records.default.id };
  const plan = planRestore(here, { ...backup, credentials: wanted }, clock.now());
  const results = await Promise.allSettled(
    plan.added.map(async (credential) => ({
      id: credential.token.id,
      isAdded: await records.credentials.restore(credential),
    })),
  );
  const refused = results.find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
  if (plan.defaultID !== null) await records.setDefault(plan.defaultID);
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const added = done.filter(({ isAdded }) => isAdded).map(({ id }) => id);
  const cameMeanwhile = done.filter(({ isAdded }) => !isAdded).map(({ id }) => id);
  return { added, kept: [...plan.kept, ...cameMeanwhile] };
}
