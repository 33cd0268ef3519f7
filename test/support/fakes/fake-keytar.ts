import type { NativeKeychain } from '../../../src/main/desktop-platform/keychain/keytar-keychain.ts';

/** The native module as measured on Linux: a locked keyring gives `null`, `false` and one known error. */
export class FakeKeytar implements NativeKeychain {
  readonly items = new Map<string, string>();
  /** Every call, as `get item`. */
  readonly calls: string[] = [];
  locked = false;
  /** Takes every item and keeps none. */
  forgetful = false;
  /** What happens while the call is under way, before it looks at the items. */
  beforeCall: (call: string) => void = () => undefined;
  mostAtOnce = 0;
  #atOnce = 0;
  #gate: PromiseWithResolvers<undefined> | null = null;
  #reached = Promise.withResolvers<undefined>();

  /** Lets the next call hang until {@link release}, as an open prompt does. */
  hold(): void {
    this.#gate = Promise.withResolvers<undefined>();
    this.#reached = Promise.withResolvers<undefined>();
  }

  /** Resolves when a held call is under way. */
  get reached(): Promise<undefined> {
    return this.#reached.promise;
  }

  release(): void {
    this.#gate?.resolve(undefined);
    this.#gate = null;
  }

  getPassword(_service: string, account: string): Promise<string | null> {
    return this.#call(`get ${account}`, () =>
      this.locked ? null : (this.items.get(account) ?? null),
    );
  }

  setPassword(_service: string, account: string, password: string): Promise<void> {
    return this.#call(`set ${account}`, () => {
      if (this.locked) throw new Error('Cannot create an item in a locked collection');
      if (!this.forgetful) this.items.set(account, password);
    });
  }

  deletePassword(_service: string, account: string): Promise<boolean> {
    return this.#call(`delete ${account}`, () => !this.locked && this.items.delete(account));
  }

  async #call<Result>(name: string, work: () => Result): Promise<Result> {
    this.calls.push(name);
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      this.#reached.resolve(undefined);
      await this.#gate?.promise;
      this.beforeCall(name);
      return work();
    } finally {
      this.#atOnce -= 1;
    }
  }
}
