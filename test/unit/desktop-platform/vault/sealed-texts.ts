import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../../src/main/auth-foundation/index.ts';
import type { Keychain } from '../../../../src/main/desktop-platform/index.ts';
import type { Disk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import { writeDurably } from '../../../../src/main/desktop-platform/vault/durable-file.ts';
import {
  KeyChange,
  type Resealable,
} from '../../../../src/main/desktop-platform/vault/key-change.ts';
import type { KeyRing } from '../../../../src/main/desktop-platform/vault/key-ring.ts';
import { keyCheckOf } from '../../../../src/main/desktop-platform/vault/vault-key.ts';
import { openKeys } from '../../../../src/main/desktop-platform/vault/vault-keys.ts';
import { WriteQueue } from '../../../../src/main/desktop-platform/vault/write-queue.ts';

export interface SealedTextsParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly keychain: Keychain;
  readonly clock: Clock;
}

interface SealedText {
  readonly number: number;
  readonly text: string;
}

/**
 * The smallest vault there is: named texts, each in a file that only the key which "sealed" it opens, because the file
 * holds a check value of that key.
 */
export class SealedTexts implements Resealable {
  readonly keyChange: KeyChange;
  /** Names of the files that could not be opened. */
  readonly quarantined = new Set<string>();
  /** What was asked of it by a change of the key, in order. */
  readonly log: string[] = [];
  readonly #parts: SealedTextsParts;
  readonly #texts = new Map<string, SealedText>();
  readonly #writes = new WriteQueue(8);
  #keys: KeyRing;

  private constructor(parts: SealedTextsParts, keys: KeyRing) {
    this.#parts = parts;
    this.#keys = keys;
    this.keyChange = new KeyChange({ ...parts, records: this });
  }

  /** Opens what is there, as the vault does. */
  static async open(parts: SealedTextsParts): Promise<SealedTexts> {
    await mkdir(join(parts.directory, 'texts'), { recursive: true });
    const { keys } = await openKeys(parts.disk, parts.directory, parts.keychain, parts.clock);
    const opened = new SealedTexts(parts, keys);
    await opened.#load();
    return opened;
  }

  /** Every text that can be read, by name. */
  all(): Record<string, string> {
    const names = [...this.#texts.keys()].sort();
    return Object.fromEntries(names.map((name) => [name, this.#texts.get(name)?.text ?? '']));
  }

  write(name: string, text: string): Promise<void> {
    return this.#writes.run(name, () => this.#write(name, text));
  }

  keys(): KeyRing {
    return this.#keys;
  }

  async useKeys(keys: KeyRing): Promise<void> {
    this.log.push(`use key ${keys.current.number}`);
    this.#keys = keys;
    await this.#writes.idle();
  }

  sealedWith(numbers: ReadonlySet<number>): readonly string[] {
    return [...this.#texts].filter(([, { number }]) => numbers.has(number)).map(([name]) => name);
  }

  async reseal(name: string): Promise<void> {
    this.log.push(`reseal ${name}`);
    await this.#writes.run(name, async () => {
      const kept = this.#texts.get(name);
      if (kept === undefined || kept.number === this.#keys.current.number) return;
      await this.#write(name, kept.text);
    });
  }

  mayNeedOldKeys(): boolean {
    return this.quarantined.size > 0;
  }

  async makeDurable(): Promise<void> {
    this.log.push('make durable');
    await this.#parts.disk.syncFolder(join(this.#parts.directory, 'texts'));
  }

  async #write(name: string, text: string): Promise<void> {
    const { number, key } = this.#keys.current;
    const content = JSON.stringify({ number, check: keyCheckOf(key, name), text });
    await writeDurably(this.#parts.disk, this.#pathOf(name), Buffer.from(content));
    this.#texts.set(name, { number, text });
  }

  async #load(): Promise<void> {
    const names = await this.#parts.disk.readdir(join(this.#parts.directory, 'texts'));
    for (const name of names.filter((each) => !each.endsWith('.tmp'))) {
      const content = JSON.parse(await readFile(this.#pathOf(name), 'utf8')) as SealedText & {
        check: string;
      };
      const key = this.#keys.find(content.number);
      if (key !== null && keyCheckOf(key, name) === content.check) this.#texts.set(name, content);
      else this.quarantined.add(name);
    }
  }

  #pathOf(name: string): string {
    return join(this.#parts.directory, 'texts', name);
  }
}

/** Puts a marker of the first format in the place of the one that is there, as an older app wrote it. */
export async function toFirstFormat(directory: string): Promise<void> {
  const path = join(directory, 'vault.json');
  const { vaultId, createdAt, keys } = JSON.parse(await readFile(path, 'utf8')) as {
    vaultId: string;
    createdAt: number;
    keys: { keyCheck: string }[];
  };
  const keyCheck = keys[0]?.keyCheck;
  await writeFile(path, JSON.stringify({ formatVersion: 1, vaultId, createdAt, keyCheck }));
}
