import type { z } from 'zod';
import { parseContent } from './parse-content.ts';
import type { Quarantine } from './quarantine.ts';
import { fileNameOf, type RecordFolder } from './record-folder.ts';
import type { RecordType } from './sealed-record.ts';

export interface ContentFileParts<Schema extends z.ZodType> {
  readonly folder: RecordFolder;
  readonly quarantine: Quarantine;
  readonly type: RecordType<'content'>;
  /** The revocation's identifier; empty for a record of which there is one. */
  readonly id: string;
  /** The shape of its content, which is the same in every format. */
  readonly schema: Schema;
}

/** What a change of the key has to know of a file. */
export interface FileState {
  /** Relative to the vault's folder. */
  readonly name: string;
  /** The number of the key that sealed the file, or null when there is none that can be opened. */
  readonly key: number | null;
  /**
   * Whether the last write failed: its content may be in place although its caller was told that it is not, and any key
   * may have sealed it. The next write that succeeds ends it, and so does reading the file.
   */
  readonly isInDoubt: boolean;
}

/** The sealed file of a record that has only one part. */
export class ContentFile<Schema extends z.ZodType> implements FileState {
  readonly name: string;
  readonly #parts: ContentFileParts<Schema>;
  #key: number | null = null;
  #isInDoubt = false;

  constructor(parts: ContentFileParts<Schema>) {
    this.#parts = parts;
    this.name = fileNameOf(parts.type, parts.id);
  }

  get key(): number | null {
    return this.#key;
  }

  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  /** Reads the file. @returns null when there is none, or when it cannot be opened and went into quarantine */
  async read(): Promise<z.output<Schema> | null> {
    const { folder, quarantine, type, id, schema } = this.#parts;
    const reading = await folder.readContent(type, id);
    if (reading.kind === 'damaged') {
      await quarantine.add(this.name, reading.reason);
      return null;
    }
    this.#isInDoubt = false;
    if (reading.kind === 'absent') {
      quarantine.forget(this.name);
      return null;
    }
    const content = parseContent(schema, reading.content);
    if (content === null) {
      await quarantine.add(this.name, 'invalid_content');
      return null;
    }
    quarantine.forget(this.name);
    this.#key = reading.keyNumber;
    return content;
  }

  /** Writes the file, durably. @throws Failure `disk_full` or `disk_write_failed` */
  async write(content: z.input<Schema>): Promise<void> {
    const { folder, quarantine, type, id } = this.#parts;
    try {
      const record = await folder.write(type, id, { content: JSON.stringify(content) });
      this.#key = record.keyNumber;
    } catch (thrown) {
      this.#isInDoubt = true;
      throw thrown;
    }
    this.#isInDoubt = false;
    quarantine.forget(this.name);
  }

  /** Deletes the file, durably. @throws Failure `disk_write_failed` */
  async remove(): Promise<void> {
    const { folder, quarantine, type, id } = this.#parts;
    try {
      await folder.remove(type, id);
    } catch (thrown) {
      this.#isInDoubt = true;
      throw thrown;
    }
    this.#isInDoubt = false;
    this.#key = null;
    quarantine.forget(this.name);
  }
}
