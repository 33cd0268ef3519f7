import { z } from 'zod';
import { isCredentialId, type CredentialId } from '../../auth-foundation/index.ts';
import { ContentFile, type FileState } from './content-file.ts';
import type { Quarantine } from './quarantine.ts';
import type { RecordsParts } from './records-parts.ts';
import type { WriteQueue } from './write-queue.ts';

const schema = z.strictObject({ id: z.string().refine(isCredentialId) });

/** The default credential, as it was set: it may be gone since. */
export class DefaultRecord {
  readonly #file: ContentFile<typeof schema>;
  readonly #quarantine: Quarantine;
  readonly #writes: WriteQueue;
  readonly #onNoted: () => void;
  #id: CredentialId | null = null;

  constructor({ folder, quarantine, writes, onNoted }: RecordsParts) {
    const type = { kind: 'default', parts: ['content'] } as const;
    this.#file = new ContentFile({ folder, quarantine, type, id: '', schema });
    this.#quarantine = quarantine;
    this.#writes = writes;
    this.#onNoted = onNoted;
  }

  get id(): CredentialId | null {
    return this.#id;
  }

  /** The file in which it is kept. */
  get file(): FileState {
    return this.#file;
  }

  /** Reads the file; one that cannot be opened goes into quarantine and counts as none. */
  async load(): Promise<void> {
    this.#id = (await this.#file.read())?.id ?? null;
  }

  /**
   * Sets or clears the default, durably. When that fails, the file is brought back to what it was, now or as soon as
   * the disk lets us.
   *
   * @param prove - throws when there is no such credential; it is asked when it is this write's turn
   */
  async set(id: CredentialId | null, prove: (id: CredentialId) => void): Promise<void> {
    await this.#writes.run(this.#file.name, async () => {
      if (id !== null) prove(id);
      try {
        await this.#write(id);
      } catch (thrown) {
        await this.#endDoubt();
        throw thrown;
      }
      this.#id = id;
    });
  }

  /** Makes the file what the memory says, after a write that failed. It never rejects. */
  async flush(): Promise<void> {
    await this.#writes.run(this.#file.name, () => this.#endDoubt());
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
      if (this.#id !== null || this.#file.isInDoubt) await this.#write(this.#id);
    });
  }

  async #endDoubt(): Promise<void> {
    // A damaged file that is still there is not to be deleted: looking at it again ends the doubt.
    if (!this.#file.isInDoubt || this.#quarantine.has(this.#file.name)) return;
    try {
      await this.#write(this.#id);
    } catch {
      this.#onNoted();
    }
  }

  async #write(id: CredentialId | null): Promise<void> {
    if (id === null) await this.#file.remove();
    else await this.#file.write({ id });
  }
}
