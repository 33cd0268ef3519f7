import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { openSecret, Secret } from '../../../src/main/auth-foundation/index.ts';
import {
  requireStorable,
  type DeleteResult,
  type GetResult,
  type Keychain,
  type SetResult,
  type Trouble,
} from '../../../src/main/desktop-platform/keychain/keychain.ts';

/** What can be the matter with a keychain; `entries_deleted` is somebody cleaning up in it. */
export const keychainStates = [
  'works',
  'locked',
  'denied',
  'unavailable',
  'timed_out',
  'entries_deleted',
] as const;
export type KeychainState = (typeof keychainStates)[number];

const contentSchema = z.strictObject({
  items: z.record(z.string(), z.string()),
  /** What `entries_deleted` took away, to be put back. */
  taken: z.record(z.string(), z.string()),
});
type Content = z.output<typeof contentSchema>;

/** A keychain in one file, which outlives the process that is killed: a write is whole or did not happen. */
export class FileKeychain implements Keychain {
  readonly #path: string;
  #trouble: Trouble | null = null;

  /** @param path - of the file; it is made with the first item */
  constructor(path: string) {
    this.#path = path;
  }

  /** Puts the keychain in a state; `works` brings back what was taken, unless it was made anew. */
  enter(state: KeychainState): void {
    this.#trouble = null;
    const { items, taken } = this.#read();
    switch (state) {
      case 'works':
        this.#write({ items: { ...taken, ...items }, taken: {} });
        return;
      case 'entries_deleted':
        this.#write({ items: {}, taken: { ...taken, ...items } });
        return;
      case 'locked':
      case 'denied':
      case 'unavailable':
      case 'timed_out':
        this.#trouble = { kind: state, detail: `The keychain file is ${state}.` };
    }
  }

  async get(account: string): Promise<GetResult> {
    requireStorable('account', account);
    await Promise.resolve();
    if (this.#trouble !== null) return this.#trouble;
    const secret = this.#read().items[account];
    return secret === undefined
      ? { kind: 'absent' }
      : { kind: 'found', secret: new Secret(secret) };
  }

  async set(account: string, secret: Secret): Promise<SetResult> {
    requireStorable('account', account);
    requireStorable('secret', openSecret(secret));
    await Promise.resolve();
    if (this.#trouble !== null && !this.#actsTooLate()) return this.#trouble;
    const { items, taken } = this.#read();
    this.#write({ items: { ...items, [account]: openSecret(secret) }, taken });
    return this.#trouble ?? { kind: 'stored' };
  }

  async delete(account: string): Promise<DeleteResult> {
    requireStorable('account', account);
    await Promise.resolve();
    if (this.#trouble !== null && !this.#actsTooLate()) return this.#trouble;
    const { items, taken } = this.#read();
    if (!Object.hasOwn(items, account)) return { kind: 'absent' };
    const others = Object.fromEntries(Object.entries(items).filter(([name]) => name !== account));
    this.#write({ items: others, taken });
    return this.#trouble ?? { kind: 'deleted' };
  }

  /** One that answers too late may have done what it was asked all the same. */
  #actsTooLate(): boolean {
    return this.#trouble?.kind === 'timed_out';
  }

  #read(): Content {
    try {
      return contentSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return { items: {}, taken: {} };
      }
      throw error;
    }
  }

  #write(content: Content): void {
    const temporary = `${this.#path}.new`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(content));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
  }
}
