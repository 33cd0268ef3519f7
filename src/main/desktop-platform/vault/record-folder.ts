import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import {
  isCredentialId,
  parseToken,
  serializeToken,
  tokenMetadataSchema,
  type CredentialId,
  type Token,
  type TokenMetadata,
} from '../../auth-foundation/index.ts';
import { errnoCode, readFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';
import { removeDurably, writeDurably } from './durable-file.ts';
import { openRecord, sealRecord } from './sealed-record.ts';

/** One credential as it is kept. */
export interface StoredCredential {
  /** Milliseconds since the epoch; no two are equal, so it also gives the order in which they were added. */
  readonly addedAt: number;
  readonly token: Token;
  readonly metadata: TokenMetadata;
}

/** Why a sealed file was left alone. */
export type QuarantineReason =
  | 'wrong_name'
  | 'unreadable'
  | 'not_a_record'
  | 'wrong_key_or_tampered'
  | 'newer_format'
  | 'invalid_content';

/** A sealed file that could not be opened; it stays on the disk as it is. */
export interface QuarantinedFile {
  /** Relative to the vault's folder. */
  readonly fileName: string;
  readonly reason: QuarantineReason;
}

export interface LoadedCredentials {
  readonly credentials: Map<CredentialId, StoredCredential>;
  readonly quarantined: readonly QuarantinedFile[];
}

type ReadResult<Content> =
  | { readonly kind: 'read'; readonly content: Content }
  | { readonly kind: 'absent' }
  | { readonly kind: 'quarantined'; readonly reason: QuarantineReason };

const folderName = 'credentials';
const extension = '.sealed';
const defaultName = `default${extension}`;
/** Files that are open at once; each is opened and parsed between two turns of the event loop. */
const readersAtOnce = 16;

const credentialSchema = z.strictObject({
  addedAt: z.number(),
  token: z.unknown().transform(parseToken),
  metadata: tokenMetadataSchema,
});
const defaultSchema = z.strictObject({ id: z.string().refine(isCredentialId) });

/** The sealed files of a vault: `credentials/<id>.sealed` and `default.sealed`. */
export class RecordFolder {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #key: KeyObject;

  /**
   * @param disk - where the files are
   * @param directory - the vault's folder
   * @param key - seals and opens every record
   */
  constructor(disk: Disk, directory: string, key: KeyObject) {
    this.#disk = disk;
    this.#directory = directory;
    this.#key = key;
  }

  /** Opens all credentials; a file that cannot be opened does not disturb the others. */
  async load(): Promise<LoadedCredentials> {
    const names = await sealedNames(this.#disk, credentialFolder(this.#directory));
    const credentials = new Map<CredentialId, StoredCredential>();
    const quarantined: QuarantinedFile[] = [];
    const remaining = names.values();
    const readOn = async (): Promise<void> => {
      for (const name of remaining) {
        const result = await this.#readCredential(name);
        if (result.kind === 'read') credentials.set(result.content.token.id, result.content);
        if (result.kind === 'quarantined') {
          quarantined.push({ fileName: `${folderName}/${name}`, reason: result.reason });
        }
      }
    };
    await Promise.all(Array.from({ length: readersAtOnce }, readOn));
    return { credentials, quarantined };
  }

  /** Reads the default's identifier. */
  async loadDefault(): Promise<{
    id: CredentialId | null;
    quarantined: readonly QuarantinedFile[];
  }> {
    const path = join(this.#directory, defaultName);
    const result = await this.#read(path, { kind: 'default', id: '' }, defaultSchema);
    if (result.kind === 'read') return { id: result.content.id, quarantined: [] };
    if (result.kind === 'absent') return { id: null, quarantined: [] };
    return { id: null, quarantined: [{ fileName: defaultName, reason: result.reason }] };
  }

  /** Writes a credential, durably. Rejects as {@link writeDurably}. */
  async write({ addedAt, token, metadata }: StoredCredential): Promise<void> {
    const content = JSON.stringify({ addedAt, token: serializeToken(token), metadata });
    const sealed = sealRecord(this.#key, { kind: 'credential', id: token.id }, content);
    await writeDurably(this.#disk, this.#pathOf(token.id), sealed);
  }

  /** Deletes a credential, durably. Rejects as {@link removeDurably}. */
  async remove(id: CredentialId): Promise<void> {
    await removeDurably(this.#disk, this.#pathOf(id));
  }

  /** Writes the default's identifier or removes it, durably. */
  async writeDefault(id: CredentialId | null): Promise<void> {
    const path = join(this.#directory, defaultName);
    if (id === null) {
      await removeDurably(this.#disk, path);
      return;
    }
    const sealed = sealRecord(this.#key, { kind: 'default', id: '' }, JSON.stringify({ id }));
    await writeDurably(this.#disk, path, sealed);
  }

  #pathOf(id: CredentialId): string {
    return join(credentialFolder(this.#directory), `${id}${extension}`);
  }

  async #readCredential(name: string): Promise<ReadResult<StoredCredential>> {
    const id = name.slice(0, -extension.length);
    if (!isCredentialId(id)) return { kind: 'quarantined', reason: 'wrong_name' };
    const result = await this.#read(this.#pathOf(id), { kind: 'credential', id }, credentialSchema);
    if (result.kind !== 'read') return result;
    const { token, metadata } = result.content;
    if (token.id === id && metadata.id === id) return result;
    return { kind: 'quarantined', reason: 'invalid_content' };
  }

  async #read<Schema extends z.ZodType>(
    path: string,
    label: Parameters<typeof openRecord>[1],
    schema: Schema,
  ): Promise<ReadResult<z.output<Schema>>> {
    let bytes: Buffer;
    try {
      bytes = await this.#disk.readFile(path);
    } catch (error) {
      if (errnoCode(error) === 'ENOENT') return { kind: 'absent' };
      return { kind: 'quarantined', reason: 'unreadable' };
    }
    const record = openRecord(this.#key, label, bytes);
    if (record.kind !== 'opened') return { kind: 'quarantined', reason: record.kind };
    const content = parseContent(schema, record.content);
    return content === null
      ? { kind: 'quarantined', reason: 'invalid_content' }
      : { kind: 'read', content };
  }
}

/** The folder of the credentials inside a vault's folder. */
export function credentialFolder(directory: string): string {
  return join(directory, folderName);
}

/** Tells whether a folder holds sealed records, whether or not it has a marker. */
export async function holdsSealedRecords(disk: Disk, directory: string): Promise<boolean> {
  const found = [
    ...(await sealedNames(disk, directory)),
    ...(await sealedNames(disk, credentialFolder(directory))),
  ];
  return found.length > 0;
}

async function sealedNames(disk: Disk, folder: string): Promise<string[]> {
  try {
    return (await disk.readdir(folder)).filter((name) => name.endsWith(extension));
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return [];
    throw readFailure(error);
  }
}

function parseContent<Schema extends z.ZodType>(
  schema: Schema,
  content: string,
): z.output<Schema> | null {
  try {
    return schema.parse(JSON.parse(content));
  } catch {
    // Not the shape of a record: the caller sets the file aside, and its content goes nowhere.
    return null;
  }
}
