import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, systemClock } from '../../../src/main/auth-foundation/index.ts';
import { serializeProofKey } from '../../../src/main/auth-foundation/proof-key.ts';
import { Vault } from '../../../src/main/desktop-platform/index.ts';
import { FakeKeychain } from '../../support/fakes/fake-keychain.ts';

/**
 * Opens a backup beside the app, and takes the private keys out of it that tokens are bound to.
 *
 * @returns the `d` of each key (RFC 7518, section 6.2.2)
 * @throws Failure when it cannot be restored
 */
export async function privateKeysOf(backup: string, passphrase: string): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'oam-e2e-keys-'));
  const vault = await Vault.open({ directory, keychain: new FakeKeychain(), clock: systemClock });
  try {
    const { added } = await vault.restore(backup, new Secret(passphrase));
    const tokens = await Promise.all(added.map((id) => vault.get(id)));
    const keys = tokens.map((token) => token?.proofKey ?? null).filter((key) => key !== null);
    return keys.map((key) => serializeProofKey(key).d);
  } finally {
    await vault.close();
    await rm(directory, { recursive: true });
  }
}
