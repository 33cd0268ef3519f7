import { z } from 'zod';
import { isCredentialId, issuer, timestamp } from '../../auth-foundation/index.ts';
import { ContentFile, type FileState } from './content-file.ts';
import type { Quarantine } from './quarantine.ts';
import type { RecordsParts } from './records-parts.ts';
import type { EndedCredential } from './vault-care.ts';
import type { WriteQueue } from './write-queue.ts';

/** The most entries that are kept; the oldest goes first. */
const longestJournal = 200;

const schema = z.array(
  z.strictObject({
    id: z.string().refine(isCredentialId),
    issuer: z.string().transform(issuer),
    clientId: z.string(),
    event: z.enum(['removed', 'revoked']),
    at: z.number().transform(timestamp),
  }),
);

/** The credentials that were removed or revoked. A crash may lose the newest entries: nothing depends on them. */
export class EndedJournal {
  readonly #file: ContentFile<typeof schema>;
  readonly #quarantine: Quarantine;
  readonly #writes: WriteQueue;
  readonly #onNoted: () => void;
  #entries: readonly EndedCredential[] = [];
  /** What is in the file. */
  #written: readonly EndedCredential[] = this.#entries;

  constructor({ folder, quarantine, writes, onNoted }: RecordsParts) {
    const type = { kind: 'ended', parts: ['content'] } as const;
    this.#file = new ContentFile({ folder, quarantine, type, id: '', schema });
    this.#quarantine = quarantine;
    this.#writes = writes;
    this.#onNoted = onNoted;
  }

  /** Oldest first. */
  get entries(): readonly EndedCredential[] {
    return this.#entries;
  }

  get file(): FileState {
    return this.#file;
  }

  /** Reads the file; one that cannot be opened goes into quarantine, and the journal starts anew. */
  async load(): Promise<void> {
    this.#written = (await this.#file.read()) ?? [];
    this.#entries = this.#written;
  }

  /** Adds an entry in memory; {@link flush} writes it. */
  append(entry: EndedCredential): void {
    this.#entries = [...this.#entries, entry].slice(-longestJournal);
    this.#onNoted();
  }

  /** Writes what was added since the last time, or could not be written then. It never rejects. */
  async flush(): Promise<void> {
    try {
      await this.#writes.run(this.#file.name, async () => {
        if (this.#entries !== this.#written || this.#file.isInDoubt) await this.#write();
      });
    } catch {
      // The entries stay in memory for the next time: a journal is no reason to disturb anybody.
    }
  }

  /** Looks again at a file in quarantine; what was added meanwhile is kept behind what is in it. */
  async retry(): Promise<void> {
    await this.#writes.run(this.#file.name, async () => {
      if (!this.#quarantine.has(this.#file.name)) return;
      const since = this.#entries;
      await this.load();
      if (since.length === 0) return;
      this.#entries = [...this.#written, ...since].slice(-longestJournal);
      this.#onNoted();
    });
  }

  /** Seals the file with the current key. */
  async reseal(): Promise<void> {
    await this.#writes.run(this.#file.name, async () => {
      if (this.#file.key !== null || this.#file.isInDoubt) await this.#write();
    });
  }

  async #write(): Promise<void> {
    const { name } = this.#file;
    // It may be whole, and of a newer app.
    if (this.#quarantine.has(name)) await this.#quarantine.setAside(name);
    const entries = this.#entries;
    await this.#file.write([...entries]);
    this.#written = entries;
  }
}
