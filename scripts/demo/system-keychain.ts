import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../src/main/auth-foundation/index.ts';
import { KeytarKeychain } from '../../src/main/desktop-platform/index.ts';

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

/** Takes the key of a throw-away profile's vault out of the system keychain, where the app has put it. */
export async function forgetVaultKey(profile: string): Promise<void> {
  const text = await readFile(join(profile, 'vault', 'vault.json'), 'utf8').catch(() => null);
  if (text === null) return;
  const { vaultId } = z.object({ vaultId: z.string() }).parse(JSON.parse(text));
  const keychain = new KeytarKeychain({ service: developmentService, clock: systemClock });
  await keychain.delete(`vault-key-${vaultId}`);
}
