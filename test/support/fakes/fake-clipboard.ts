import type { Clipboard } from '../../../src/main/app/index.ts';

/** A clipboard that a test looks at, writes to as another program would, and makes fail. */
export class FakeClipboard implements Clipboard {
  text = '';
  /** Whether clipboard managers were asked not to keep what is there. */
  isSecret = false;
  /** Every call is refused while this is set. */
  failure: Error | null = null;

  async writeSecret(text: string): Promise<void> {
    await this.#enter();
    this.text = text;
    this.isSecret = true;
  }

  async writeText(text: string): Promise<void> {
    await this.#enter();
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

  async #enter(): Promise<void> {
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
  }
}
