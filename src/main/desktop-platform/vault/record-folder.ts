import { join } from 'node:path';
import type { QuarantineReason } from '../../../shared/index.ts';
import { timestamp, type Timestamp } from '../../auth-foundation/index.ts';
import { errnoCode, readFailure, writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';
import {
  moveDurably,
  proveWritable,
  removeDurably,
  removeLeftovers,
  writeDurably,
} from './durable-file.ts';
import { openFirstFormat } from './first-format.ts';
import type { KeyRing } from './key-ring.ts';
import { readRecord, sealRecord, SealedRecord, type RecordType } from './sealed-record.ts';
import type { RecordKind } from './vault-care.ts';

/** What was found in the place of a record. */
export type FileReading<Part extends string> =
  | { readonly kind: 'sealed'; readonly record: SealedRecord<Part> }
  /** Of format 1, which had no parts: all of its content. */
  | { readonly kind: 'first_format'; readonly content: string; readonly keyNumber: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly reason: QuarantineReason };

/** The content of a record that has only one part, and the number of the key that sealed it. */
export type ContentReading =
  | { readonly kind: 'read'; readonly content: string; readonly keyNumber: number }
  | Exclude<FileReading<never>, { readonly kind: 'sealed' | 'first_format' }>;

const extension = '.sealed';
const setAsideFolder = 'set-aside';
/** The kinds of which there are many have a folder each. */
const folders = { credential: 'credentials', revocation: 'revocations' } as const;
type FolderKind = keyof typeof folders;
/** The key of every record of format 1. */
const firstKeyNumber = 1;

/** The files of a vault: `credentials/<id>.sealed`, `revocations/<id>.sealed`, `default.sealed`, `ended.sealed`. */
export class RecordFolder {
  readonly #disk: Disk;
  readonly #directory: string;
  #keys: KeyRing;

  /**
   * @param disk - where the files are
   * @param directory - the vault's folder
   * @param keys - seal and open every record
   */
  constructor(disk: Disk, directory: string, keys: KeyRing) {
    this.#disk = disk;
    this.#directory = directory;
    this.#keys = keys;
  }

  get keys(): KeyRing {
    return this.#keys;
  }

  /** Seals with these keys from now on. */
  useKeys(keys: KeyRing): void {
    this.#keys = keys;
  }

  /**
   * Makes the folders, and removes what interrupted writes left in them.
   *
   * @throws Failure `disk_full`, `disk_write_failed` or `disk_read_failed`
   */
  async prepare(): Promise<void> {
    for (const folder of this.#recordFolders()) await makeFolder(this.#disk, folder);
    try {
      for (const folder of this.#allFolders()) await removeLeftovers(this.#disk, folder);
    } catch (error) {
      throw readFailure(error);
    }
  }

  /** The names of the records of a kind, as they are in their folder. @throws Failure `disk_read_failed` */
  async names(kind: FolderKind): Promise<readonly string[]> {
    return sealedNames(this.#disk, join(this.#directory, folders[kind]));
  }

  /** Reads a record. It never throws: a file that cannot be read is damaged too. */
  async read<Part extends string>(type: RecordType<Part>, id: string): Promise<FileReading<Part>> {
    let bytes: Buffer;
    try {
      bytes = await this.#disk.readFile(this.#pathOf(fileNameOf(type, id)));
    } catch (error) {
      if (errnoCode(error) === 'ENOENT') return { kind: 'absent' };
      return { kind: 'damaged', reason: 'unreadable' };
    }
    const reading = readRecord(type, id, bytes);
    if (reading.kind === 'sealed') return reading;
    if (reading.kind !== 'first_format') return { kind: 'damaged', reason: reading.kind };
    const key = this.#keys.find(firstKeyNumber);
    const content = key === null ? null : openFirstFormat(key, type.kind, id, bytes);
    if (content === null) return { kind: 'damaged', reason: 'wrong_key_or_tampered' };
    return { kind: 'first_format', content, keyNumber: firstKeyNumber };
  }

  /** Reads and opens a record that has only one part. It never throws. */
  async readContent(type: RecordType<'content'>, id: string): Promise<ContentReading> {
    const reading = await this.read(type, id);
    if (reading.kind === 'first_format') return { ...reading, kind: 'read' };
    if (reading.kind !== 'sealed') return reading;
    const content = reading.record.open('content', this.#keys);
    if (content === null) return { kind: 'damaged', reason: 'wrong_key_or_tampered' };
    return { kind: 'read', content, keyNumber: reading.record.keyNumber };
  }

  /** Seals a record with the current key, for the memory alone. */
  seal<Part extends string>(
    type: RecordType<Part>,
    id: string,
    texts: Readonly<Record<Part, string>>,
  ): SealedRecord<Part> {
    return new SealedRecord(type, id, sealRecord(this.#keys.current, type, id, texts));
  }

  /**
   * Seals a record with the current key and writes it, durably.
   *
   * @returns what is in the file now
   * @throws Failure `disk_full` or `disk_write_failed`
   */
  async write<Part extends string>(
    type: RecordType<Part>,
    id: string,
    texts: Readonly<Record<Part, string>>,
  ): Promise<SealedRecord<Part>> {
    const sealed = sealRecord(this.#keys.current, type, id, texts);
    await writeDurably(this.#disk, this.#pathOf(fileNameOf(type, id)), sealed);
    return new SealedRecord(type, id, sealed);
  }

  /** Deletes a record, durably. @throws Failure `disk_write_failed` */
  async remove<Part extends string>(type: RecordType<Part>, id: string): Promise<void> {
    await removeDurably(this.#disk, this.#pathOf(fileNameOf(type, id)));
  }

  /** Whether a file is not there any more. */
  async isGone(fileName: string): Promise<boolean> {
    try {
      await this.#disk.stat(this.#pathOf(fileName));
      return false;
    } catch (error) {
      return errnoCode(error) === 'ENOENT';
    }
  }

  /** What is known of a file without reading it; null when it is not there or nothing can be known. */
  async facts(fileName: string): Promise<{ size: number; modifiedAt: Timestamp } | null> {
    try {
      const { size, modifiedAt } = await this.#disk.stat(this.#pathOf(fileName));
      return { size, modifiedAt: timestamp(modifiedAt) };
    } catch {
      // It is only shown: a file of which nothing is known is shown as that.
      return null;
    }
  }

  /**
   * Moves a file into `set-aside/`, durably, with a number in its name when there is one of that name.
   *
   * @throws Failure `disk_full` or `disk_write_failed`
   */
  async moveAside(fileName: string): Promise<void> {
    const folder = join(this.#directory, setAsideFolder);
    await makeFolder(this.#disk, folder);
    try {
      await this.#disk.syncFolder(this.#directory);
      const taken = new Set(await this.#disk.readdir(folder));
      const name = freeName(fileName.slice(fileName.lastIndexOf('/') + 1), taken);
      await moveDurably(this.#disk, this.#pathOf(fileName), join(folder, name));
    } catch (error) {
      throw writeFailure(error);
    }
  }

  /** Rejects when a record could not be written now. @throws Failure `disk_full` or `disk_write_failed` */
  async proveWritable(): Promise<void> {
    await proveWritable(this.#disk, join(this.#directory, folders.credential));
  }

  /** Proves that all files are on the medium as they are. @throws Failure `disk_write_failed` */
  async makeDurable(): Promise<void> {
    try {
      for (const folder of this.#allFolders()) await this.#disk.syncFolder(folder);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  #recordFolders(): string[] {
    return Object.values(folders).map((folder) => join(this.#directory, folder));
  }

  #allFolders(): string[] {
    return [this.#directory, ...this.#recordFolders()];
  }

  #pathOf(fileName: string): string {
    return join(this.#directory, fileName);
  }
}

/** The name of a record's file, relative to the vault's folder. */
export function fileNameOf<Part extends string>({ kind }: RecordType<Part>, id: string): string {
  if (kind === 'credential' || kind === 'revocation')
    return nameInFolder(kind, `${id}${extension}`);
  return `${kind}${extension}`;
}

/** The name of a file, relative to the vault's folder, from its name in the folder of a kind. */
export function nameInFolder(kind: FolderKind, name: string): string {
  return `${folders[kind]}/${name}`;
}

/** What the file of a name keeps, whether or not it can be opened. */
export function kindOfName(fileName: string): RecordKind {
  if (fileName.startsWith(nameInFolder('credential', ''))) return 'credential';
  if (fileName.startsWith(nameInFolder('revocation', ''))) return 'revocation';
  return fileName === `default${extension}` ? 'default' : 'journal';
}

/** The identifier that the name of a record's file stands for; whether it is one has to be checked. */
export function idOfName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1, -extension.length);
}

/** Tells whether a folder holds sealed records, whether or not it has a marker. */
export async function holdsSealedRecords(disk: Disk, directory: string): Promise<boolean> {
  for (const folder of ['', ...Object.values(folders)]) {
    if ((await sealedNames(disk, join(directory, folder))).length > 0) return true;
  }
  return false;
}

/** Makes a folder, private to its owner. @throws Failure `disk_full` or `disk_write_failed` */
export async function makeFolder(disk: Disk, path: string): Promise<void> {
  try {
    await disk.makeFolder(path);
  } catch (error) {
    throw writeFailure(error);
  }
}

async function sealedNames(disk: Disk, folder: string): Promise<string[]> {
  try {
    return (await disk.readdir(folder)).filter((name) => name.endsWith(extension));
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return [];
    throw readFailure(error);
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}.${number}`;
  return free;
}
