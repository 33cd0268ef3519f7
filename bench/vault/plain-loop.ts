import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/main/auth-foundation/index.ts';
import type { Keychain } from '../../src/main/desktop-platform/index.ts';
import { credentialType } from '../../src/main/desktop-platform/vault/credential-record.ts';
import { nodeDisk } from '../../src/main/desktop-platform/vault/disk.ts';
import { readRecord } from '../../src/main/desktop-platform/vault/sealed-record.ts';
import { openKeys } from '../../src/main/desktop-platform/vault/vault-keys.ts';

/**
 * Reads and opens every credential of a vault, one after another, and looks at nothing else.
 *
 * @returns how many could be opened
 */
export async function openPlainly(directory: string, keychain: Keychain): Promise<number> {
  const { keys } = await openKeys(nodeDisk, directory, keychain, systemClock);
  const folder = join(directory, 'credentials');
  let opened = 0;
  for (const name of await readdir(folder)) {
    const id = name.replace('.sealed', '');
    const bytes = await readFile(join(folder, name));
    const reading = readRecord(credentialType, id, bytes);
    if (reading.kind !== 'sealed') continue;
    if (credentialType.parts.every((part) => reading.record.open(part, keys) !== null)) opened += 1;
  }
  return opened;
}
