import { execFile as execFileWithCallback } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { World } from './world.ts';

const execFile = promisify(execFileWithCallback);
const script = fileURLToPath(new URL('keychain-script.ts', import.meta.url));

/** The name of the keychain item that holds a key of the world's vault. */
export async function vaultKeyItem(world: World, number = 1): Promise<string> {
  const text = await readFile(join(world.profile, 'vault', 'vault.json'), 'utf8');
  const { vaultId } = z.object({ vaultId: z.string() }).parse(JSON.parse(text));
  return number === 1 ? `vault-key-${vaultId}` : `vault-key-${vaultId}-${number}`;
}

/** Whether the world's keychain has an item. */
export async function isInKeychain(world: World, item: string): Promise<boolean> {
  return (await ask(world, 'get', item)) === 'found';
}

/** Deletes an item of the world's keychain behind the app's back, as a person in the keychain's own app would. */
export async function deleteFromKeychain(world: World, item: string): Promise<void> {
  const answer = await ask(world, 'delete', item);
  if (answer !== 'deleted') throw new Error(`The keychain answered ${answer}.`);
}

/** In a process of its own, which sees the keychain of its environment. */
async function ask(world: World, method: 'get' | 'delete', item: string): Promise<string> {
  const env = { ...process.env, ...world.keyring.env };
  const { stdout } = await execFile(process.execPath, [script, method, item], { env });
  return stdout.trim();
}
