import { setImmediate } from 'node:timers/promises';
import type { CredentialId } from './identifiers.ts';
import type { TokenMetadata } from './token-metadata.ts';

/** How many credentials are taken before others get their turn on the event loop. */
const takenInOneGo = 250;

/** What a {@link MetadataReader} works with. */
export interface MetadataReaderParts {
  /** The metadata of every stored credential. */
  readonly all: () => Promise<readonly TokenMetadata[]>;
  /** The newest metadata of a credential, or null when it is not there any more. */
  readonly metadataOf: (id: CredentialId) => Promise<TokenMetadata | null>;
  readonly onTaken: (metadata: TokenMetadata) => void;
  readonly onMissing: (id: CredentialId) => void;
  /** Is told what could not be read; {@link MetadataReader.tryAgain} reads it again. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** Reads metadata so that of several readings of one credential only the newest counts, whichever ends last. */
export class MetadataReader {
  readonly #parts: MetadataReaderParts;
  readonly #readings = new Map<CredentialId, symbol>();
  readonly #unread = new Set<CredentialId>();
  /** Those that changed since the loading of all began: what is loaded of them is old. */
  readonly #changed = new Set<CredentialId>();
  #loading: symbol | null = null;
  #isLoadingFailed = false;

  constructor(parts: MetadataReaderParts) {
    this.#parts = parts;
  }

  /** Reads all, and leaves the event loop to others in between. Rejects never. */
  async load(): Promise<void> {
    const loading = Symbol('loading');
    this.#loading = loading;
    this.#isLoadingFailed = false;
    try {
      const all = await this.#parts.all();
      for (const [index, metadata] of all.entries()) {
        if (index % takenInOneGo === 0) await setImmediate();
        if (this.#loading !== loading) return;
        if (!this.#changed.has(metadata.id)) this.#parts.onTaken(metadata);
      }
    } catch (thrown) {
      if (this.#loading !== loading) return;
      this.#isLoadingFailed = true;
      this.#parts.onBackgroundError(thrown);
    }
    if (this.#loading !== loading) return;
    this.#loading = null;
    this.#changed.clear();
  }

  /** Reads one that changed. Rejects never. */
  async read(id: CredentialId): Promise<void> {
    this.forget(id);
    const reading = Symbol('reading');
    this.#readings.set(id, reading);
    try {
      const metadata = await this.#parts.metadataOf(id);
      if (this.#readings.get(id) !== reading) return;
      if (metadata === null) this.#parts.onMissing(id);
      else this.#parts.onTaken(metadata);
    } catch (thrown) {
      if (this.#readings.get(id) !== reading) return;
      this.#unread.add(id);
      this.#parts.onBackgroundError(thrown);
    }
    this.#readings.delete(id);
  }

  /** Takes no reading that is under way for the credential's newest. */
  forget(id: CredentialId): void {
    if (this.#loading !== null) this.#changed.add(id);
    this.#readings.delete(id);
    this.#unread.delete(id);
  }

  /** Reads again what could not be read. Rejects never. */
  async tryAgain(): Promise<void> {
    const unread = [...this.#unread].map((id) => this.read(id));
    await Promise.all(this.#isLoadingFailed ? [this.load(), ...unread] : unread);
  }

  /** Takes nothing any more of what is being read. */
  stop(): void {
    this.#loading = null;
    this.#isLoadingFailed = false;
    this.#readings.clear();
    this.#unread.clear();
    this.#changed.clear();
  }
}
