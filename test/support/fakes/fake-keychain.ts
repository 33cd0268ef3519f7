import { Secret, openSecret } from '../../../src/main/auth-foundation/index.ts';
import {
  requireStorable,
  type DeleteResult,
  type GetResult,
  type Keychain,
  type SetResult,
  type Trouble,
} from '../../../src/main/desktop-platform/keychain/keychain.ts';

/** A keychain in memory that a test can put in every state; it meets the same contract as the real one. */
export class FakeKeychain implements Keychain {
  /** What every call answers until it is null again. */
  trouble: Trouble | null = null;
  readonly #items = new Map<string, string>();

  /** Puts the keychain in a state: every call answers with this trouble, and the items stay. */
  fail(kind: Trouble['kind']): void {
    this.trouble = { kind, detail: `The fake keychain is ${kind}.` };
  }

  /** The keychain works again. */
  recover(): void {
    this.trouble = null;
  }

  /** The account names of all items. */
  get accounts(): readonly string[] {
    return [...this.#items.keys()];
  }

  /** Every secret in the clear, for searches that must not find one elsewhere. */
  get secrets(): readonly string[] {
    return [...this.#items.values()];
  }

  /** Puts back what another program or a restored keychain would have: no proof, no check. */
  put(account: string, secret: string): void {
    this.#items.set(account, secret);
  }

  async get(account: string): Promise<GetResult> {
    requireStorable('account', account);
    await Promise.resolve();
    if (this.trouble !== null) return this.trouble;
    const secret = this.#items.get(account);
    return secret === undefined
      ? { kind: 'absent' }
      : { kind: 'found', secret: new Secret(secret) };
  }

  async set(account: string, secret: Secret): Promise<SetResult> {
    requireStorable('account', account);
    requireStorable('secret', openSecret(secret));
    await Promise.resolve();
    if (this.trouble !== null) return this.trouble;
    this.#items.set(account, openSecret(secret));
    return { kind: 'stored' };
  }

  async delete(account: string): Promise<DeleteResult> {
    requireStorable('account', account);
    await Promise.resolve();
    if (this.trouble !== null) return this.trouble;
    return this.#items.delete(account) ? { kind: 'deleted' } : { kind: 'absent' };
  }
}
