import { z } from 'zod';
import { isCredentialId, type CredentialId } from '../../auth-foundation/index.ts';
import { ContentFile } from './content-file.ts';
import type { RecordsParts } from './records-parts.ts';
import type { WriteQueue } from './write-queue.ts';

const schema = z.strictObject({ id: z.string().refine(isCredentialId) });

/** The default credential, as it was set: it may be gone since. */
export class DefaultRecord {
  readonly #file: ContentFile<typeof schema>;
  readonly #writes: WriteQueue;
  #id: CredentialId | null = null;

  constructor({ folder, quarantine, writes }: RecordsParts) {
    const type = { kind: 'default', parts: ['content'] } as const;
    this.#file = new ContentFile({ folder, quarantine, type, id: '', schema });
    this.#writes = writes;
  }

  get id(): CredentialId | null {
    return this.#id;
  }

  /** The files in which it is kept, by the key that sealed them. */
  get file(): { readonly name: string; readonly key: number | null } {
    return this.#file;
  }

  /** Reads the file; one that cannot be opened goes into quarantine and counts as none. */
  async load(): Promise<void> {
    this.#id = (await this.#file.read())?.id ?? null;
  }

  /**
   * Sets or clears the default, durably.
   *
   * @param prove - throws when there is no such credential; it is asked when it is this write's turn
   */
  async set(id: CredentialId | null, prove: (id: CredentialId) => void): Promise<void> {
    await this.#writes.run(this.#file.name, async () => {
      if (id !== null) prove(id);
      await this.#write(id);
      this.#id = id;
    });
  }

  /** Looks again at a file in quarantine. */
  async retry(): Promise<void> {
    await this.#writes.run(this.#file.name, async () => {
      if (this.#id === null) await this.load();
    });
  }

  /** Seals the file with the current key. */
  async reseal(): Promise<void> {
    await this.#writes.run(this.#file.name, async () => {
      if (this.#id !== null) await this.#write(this.#id);
    });
  }

  async #write(id: CredentialId | null): Promise<void> {
    if (id === null) await this.#file.remove();
    else await this.#file.write({ id });
  }
}
