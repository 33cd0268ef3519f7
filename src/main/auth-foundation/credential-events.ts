import type { Failure } from './failure.ts';
import type { CredentialId } from './identifiers.ts';

/** What happens to credentials: identifiers and reasons, never token material. */
export interface CredentialEvents {
  credential_added: { readonly id: CredentialId; readonly reason: 'signed_in' };
  credential_removed: { readonly id: CredentialId; readonly reason: 'removed' | 'revoked' };
  credential_refresh_started: { readonly id: CredentialId };
  /** `idTokenProblem` tells why the answer's ID token was set aside, or null. */
  credential_refreshed: {
    readonly id: CredentialId;
    readonly reason: 'refreshed' | 'signed_in_again';
    readonly idTokenProblem: Failure | null;
  };
  credential_refresh_failed: { readonly id: CredentialId; readonly failure: Failure };
  /** A refresh was answered after the credential was removed or signed in again: the answer was not used. */
  credential_refresh_dropped: { readonly id: CredentialId };
  /** The newest token is usable, but only in memory. */
  credential_unsaved: { readonly id: CredentialId; readonly failure: Failure };
  credential_saved: { readonly id: CredentialId };
  tags_updated: { readonly id: CredentialId; readonly tags: readonly string[] };
  default_changed: { readonly id: CredentialId | null };
}

export type CredentialEventName = keyof CredentialEvents;
export type CredentialListener<Name extends CredentialEventName> = (
  event: CredentialEvents[Name],
) => unknown;

/** Tells listeners about events, in order; a listener that fails harms neither the others nor the teller. */
export class CredentialEventEmitter {
  readonly #listeners: { readonly [Name in CredentialEventName]: Set<CredentialListener<Name>> } = {
    credential_added: new Set(),
    credential_removed: new Set(),
    credential_refresh_started: new Set(),
    credential_refreshed: new Set(),
    credential_refresh_failed: new Set(),
    credential_refresh_dropped: new Set(),
    credential_unsaved: new Set(),
    credential_saved: new Set(),
    tags_updated: new Set(),
    default_changed: new Set(),
  };
  readonly #onListenerError: (thrown: unknown) => void;

  /**
   * @param onListenerError - is told what a listener threw or rejected with
   */
  constructor(onListenerError: (thrown: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** Calls `listener` at every event of this name; adding one twice counts once. */
  on<Name extends CredentialEventName>(name: Name, listener: CredentialListener<Name>): void {
    this.#listeners[name].add(listener);
  }

  /** Stops calling `listener`. */
  off<Name extends CredentialEventName>(name: Name, listener: CredentialListener<Name>): void {
    this.#listeners[name].delete(listener);
  }

  /** Tells every listener of this name, without waiting for those that are asynchronous. */
  emit<Name extends CredentialEventName>(name: Name, event: CredentialEvents[Name]): void {
    for (const listener of [...this.#listeners[name]]) {
      void this.#tell(listener, event);
    }
  }

  async #tell<Name extends CredentialEventName>(
    listener: CredentialListener<Name>,
    event: CredentialEvents[Name],
  ): Promise<void> {
    try {
      await listener(event);
    } catch (thrown) {
      this.#onListenerError(thrown);
    }
  }
}
