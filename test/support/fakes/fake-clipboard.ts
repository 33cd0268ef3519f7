import type { Clipboard } from '../../../src/main/app/index.ts';

/** A clipboard that a test looks at, writes to as another program would, and makes fail. */
export class FakeClipboard implements Clipboard {
  text = '';
  /** Whether clipboard managers were asked not to keep what is there. */
  isSecret = false;
  /** Every call is refused while this is set. */
  failure: Error | null = null;

  #heldWrites: (() => void)[] | null = null;

  /** Holds every write until the test lets them go, the last one first: a system makes no promise about their order. */
  holdWrites(): { readonly releaseLastFirst: () => void } {
    const held: (() => void)[] = [];
    this.#heldWrites = held;
    return {
      releaseLastFirst: () => {
        this.#heldWrites = null;
        for (const release of held.reverse()) release();
      },
    };
  }

  async writeSecret(text: string): Promise<void> {
    await this.#enterWrite();
    this.text = text;
    this.isSecret = true;
  }

  async writeText(text: string): Promise<void> {
    await this.#enterWrite();
    this.text = text;
    this.isSecret = false;
  }

  async readText(): Promise<string> {
    await this.#enter();
    return this.text;
  }

  async clear(): Promise<void> {
    await this.#enter();
    this.text = '';
  }

  async #enterWrite(): Promise<void> {
    const held = this.#heldWrites;
    if (held !== null) await new Promise<void>((resolve) => held.push(resolve));
    await this.#enter();
  }

  async #enter(): Promise<void> {
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
  }
}
