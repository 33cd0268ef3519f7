import type { Credential } from './credential.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { TokenMetadata } from './token-metadata.ts';
import { matchesQuery, type TokenPredicate, type TokenQuery } from './token-query.ts';
import type { TokenStorage } from './token-storage.ts';

/** What credentials are found with. */
export interface CredentialFinderParts {
  readonly live: LiveCredentials;
  readonly storage: Pick<TokenStorage, 'allIDs'>;
  /** Is told of a record that could not be read. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** Looks through all stored credentials; one that cannot be read does not keep the others from being found. */
export class CredentialFinder {
  readonly #parts: CredentialFinderParts;

  constructor(parts: CredentialFinderParts) {
    this.#parts = parts;
  }

  /** As {@link CredentialCoordinator.find}. */
  async find(query: TokenQuery | TokenPredicate): Promise<readonly Credential[]> {
    const found: Credential[] = [];
    for (const metadata of await this.everyMetadata()) {
      if (!matchesQuery(metadata, query)) continue;
      const credential = await this.#readable(this.#parts.live.with(metadata.id));
      if (credential !== null) found.push(credential);
    }
    return found;
  }

  /** The newest metadata of every credential that can be read, in the order they were added. */
  async everyMetadata(): Promise<readonly TokenMetadata[]> {
    const { live, storage } = this.#parts;
    const all: TokenMetadata[] = [];
    for (const id of await storage.allIDs()) {
      const metadata = await this.#readable(live.metadataOf(id));
      if (metadata !== null) all.push(metadata);
    }
    return all;
  }

  async #readable<Value>(reading: Promise<Value | null>): Promise<Value | null> {
    try {
      return await reading;
    } catch (thrown) {
      this.#parts.onBackgroundError(thrown);
      return null;
    }
  }
}
