import { z } from 'zod';
import {
  isCredentialId,
  notedFailureSchema,
  parseToken,
  serializeToken,
  timestamp,
  type CredentialId,
  type PendingRevocation,
} from '../../auth-foundation/index.ts';
import { ContentFile, type FileState } from './content-file.ts';
import { idOfName, nameInFolder } from './record-folder.ts';
import type { RecordsParts } from './records-parts.ts';

const revocationType = { kind: 'revocation', parts: ['content'] } as const;

const schema = z.strictObject({
  id: z.string().refine(isCredentialId),
  credentialId: z.string().refine(isCredentialId),
  cause: z.enum(['removal', 'unused_answer']),
  token: z.unknown().transform(parseToken),
  remaining: z.array(z.enum(['access_token', 'refresh_token', 'device_secret'])),
  person: z.string().nullable(),
  queuedAt: z.number().transform(timestamp),
  attempts: z.number().int(),
  lastFailure: notedFailureSchema.nullable(),
});

interface Kept {
  readonly file: ContentFile<typeof schema>;
  readonly entry: PendingRevocation;
}

/** The pending revocations: a file each, and all of them in memory. */
export class RevocationRecords {
  readonly #parts: RecordsParts;
  readonly #kept = new Map<CredentialId, Kept>();
  /** Those that were refused and may have left a file. */
  readonly #inDoubt = new Set<CredentialId>();

  constructor(parts: RecordsParts) {
    this.#parts = parts;
  }

  /** Oldest first. */
  list(): readonly PendingRevocation[] {
    const entries = [...this.#kept.values()].map(({ entry }) => entry);
    return entries.sort((a, b) => a.queuedAt - b.queuedAt);
  }

  /** The files, and the keys that sealed them. */
  get files(): readonly FileState[] {
    return [...this.#kept.values()].map(({ file }) => file);
  }

  /** Whether there is a file that nobody may rely on: it could be sealed with any key. */
  get hasDoubts(): boolean {
    return this.#inDoubt.size > 0;
  }

  /** Opens all of them; a file that cannot be opened goes into quarantine. @throws Failure `disk_read_failed` */
  async load(): Promise<void> {
    for (const name of await this.#parts.folder.names('revocation')) {
      await this.#loadOne(nameInFolder('revocation', name));
    }
  }

  /** Stores an entry or replaces the one with its identifier, durably. */
  async put(entry: PendingRevocation): Promise<void> {
    const file = this.#kept.get(entry.id)?.file ?? this.#fileOf(entry.id);
    await this.#parts.writes.run(file.name, async () => {
      try {
        await file.write(contentOf(entry));
      } catch (thrown) {
        // If only the last step failed, a new file is there that its caller is told is not.
        if (!this.#kept.has(entry.id)) this.#inDoubt.add(entry.id);
        throw thrown;
      }
      this.#inDoubt.delete(entry.id);
      this.#kept.set(entry.id, { file, entry });
    });
  }

  /** Deletes an entry, durably, also one that was refused; a missing one is no error. */
  async drop(id: CredentialId): Promise<void> {
    const file = this.#kept.get(id)?.file ?? this.#fileOf(id);
    await this.#parts.writes.run(file.name, async () => {
      if (!this.#kept.has(id) && !this.#inDoubt.has(id)) return;
      await file.remove();
      this.#inDoubt.delete(id);
      this.#kept.delete(id);
    });
  }

  /** The files that came since they were loaded. @throws Failure `disk_read_failed` */
  async strangers(): Promise<readonly string[]> {
    const names = await this.#parts.folder.names('revocation');
    return names
      .map((name) => nameInFolder('revocation', name))
      .filter((fileName) => !this.#isKnown(fileName) && !this.#parts.quarantine.has(fileName));
  }

  /** Looks again at a file in quarantine, or for the first time at one that came since they were loaded. */
  async retry(fileName: string): Promise<void> {
    await this.#parts.writes.run(fileName, async () => {
      if (!this.#isKnown(fileName)) await this.#loadOne(fileName);
    });
  }

  /** Seals a file with the current key; one that is gone is left alone. */
  async reseal(fileName: string): Promise<void> {
    await this.#parts.writes.run(fileName, async () => {
      const kept = [...this.#kept.values()].find(({ file }) => file.name === fileName);
      if (kept === undefined) return;
      await kept.file.write(contentOf(kept.entry));
    });
  }

  /** One that was refused is no entry, whatever its file says. */
  #isKnown(fileName: string): boolean {
    const id = idOfName(fileName);
    return isCredentialId(id) && (this.#kept.has(id) || this.#inDoubt.has(id));
  }

  async #loadOne(fileName: string): Promise<void> {
    const id = idOfName(fileName);
    if (!isCredentialId(id)) {
      await this.#parts.quarantine.add(fileName, 'wrong_name');
      return;
    }
    const file = this.#fileOf(id);
    const entry = await file.read();
    if (entry === null) return;
    if (entry.id === id) this.#kept.set(id, { file, entry });
    else await this.#parts.quarantine.add(fileName, 'invalid_content');
  }

  #fileOf(id: CredentialId): ContentFile<typeof schema> {
    const { folder, quarantine } = this.#parts;
    return new ContentFile({ folder, quarantine, type: revocationType, id, schema });
  }
}

/** Its secrets in the clear: the file seals it. */
function contentOf(entry: PendingRevocation): z.input<typeof schema> {
  return { ...entry, token: serializeToken(entry.token), remaining: [...entry.remaining] };
}
