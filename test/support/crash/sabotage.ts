import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialId } from '../../../src/main/auth-foundation/index.ts';
import type { Sabotage } from './messages.ts';
import type { Workplace } from './operations.ts';

/** Milliseconds, in which the worker says that it did what it was told. */
const untilDeath = 50;

/**
 * Breaks a vault in secret, as a defect of the vault would: the checker has to notice it after the next start. Or breaks
 * the process itself, as a defect of the code or of Node would.
 *
 * @param what - is to be broken
 * @param place - with sessions of at least two people
 * @param directory - the worker's folder
 * @param refresh - refreshes a credential and acknowledges it
 */
export async function commitSabotage(
  what: Sabotage,
  { coordinator, vault }: Workplace,
  directory: string,
  refresh: (id: CredentialId) => Promise<void>,
): Promise<void> {
  const [victim, ...others] = await coordinator.find(() => true);
  if (victim === undefined) throw new Error('There is nothing to break.');
  const { id } = victim;
  const path = join(directory, 'vault', 'credentials', `${id}.sealed`);
  switch (what) {
    case 'lose_session':
      await vault.remove(id);
      return;
    case 'lose_refresh': {
      const before = await readFile(path);
      await refresh(id);
      await writeFile(path, before);
      return;
    }
    case 'swap_tokens': {
      const other = others.find(({ token }) => token.claims?.sub !== victim.token.claims?.sub);
      if (other === undefined) throw new Error('Everything belongs to one person.');
      await vault.replace(other.token.withId(id), victim.metadata);
      return;
    }
    case 'damage_record': {
      const bytes = await readFile(path);
      // The token is most of a record; it would live without the history at its end.
      const middle = Math.floor(bytes.length / 2);
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, bytes);
      return;
    }
    case 'throw':
      setTimeout(() => {
        throw new Error('A defect.');
      }, untilDeath);
      return;
    case 'abort':
      setTimeout(() => process.abort(), untilDeath);
  }
}
