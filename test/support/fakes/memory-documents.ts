import type { DocumentStore } from '../../../src/main/app/index.ts';

/** One document in memory, as JSON: what is read is never the object that was written. */
export class MemoryDocuments implements DocumentStore {
  /** Thrown by every write while it is set. */
  failure: Error | null = null;
  #json: string;

  constructor(document: unknown = {}) {
    this.#json = JSON.stringify(document);
  }

  read(): unknown {
    return JSON.parse(this.#json);
  }

  write(document: object): void {
    if (this.failure !== null) throw this.failure;
    this.#json = JSON.stringify(document);
  }
}
