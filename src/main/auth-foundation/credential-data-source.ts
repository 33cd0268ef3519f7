import type { CredentialCoordinator } from './credential-coordinator.ts';
import { Credential, type CredentialRecord } from './credential.ts';
import type { CredentialId } from './identifiers.ts';

/**
 * Creates and caches {@link Credential} instances, so that only one exists for any stored token
 * (credential-management, "Core components"). The identifier is what makes a token the same token: its content
 * changes with every refresh.
 */
export class CredentialDataSource {
  readonly #credentials = new Map<CredentialId, Credential>();

  /** The live instance for an identifier, or undefined when none was made yet. */
  get(id: CredentialId): Credential | undefined {
    return this.#credentials.get(id);
  }

  /** How many instances are alive. */
  get size(): number {
    return this.#credentials.size;
  }

  /**
   * Gives the one instance of a token, made now if need be, and brings it to `record`.
   *
   * @param owner - the coordinator that the instance works with
   * @param record - the newest token and metadata
   */
  credential(owner: CredentialCoordinator, record: CredentialRecord): Credential {
    const known = this.#credentials.get(record.token.id);
    if (known !== undefined) {
      Credential.update(known, record);
      return known;
    }
    const made = new Credential(owner, record);
    this.#credentials.set(made.id, made);
    return made;
  }

  /** Forgets an instance. */
  remove(id: CredentialId): void {
    this.#credentials.delete(id);
  }
}
