import type { Failure } from './failure.ts';
import type { CredentialId, Timestamp } from './identifiers.ts';

/** What happens to credentials: identifiers and reasons, never token material. */
export interface CredentialEvents {
  credential_added: { readonly id: CredentialId; readonly reason: 'signed_in' | 'restored' };
  credential_removed: { readonly id: CredentialId; readonly reason: 'removed' | 'revoked' };
  credential_refresh_started: { readonly id: CredentialId };
  /** `idTokenProblem` tells why the answer's ID token was set aside, or null. */
  credential_refreshed: {
    readonly id: CredentialId;
    readonly reason: 'refreshed' | 'refreshed_automatically' | 'signed_in_again';
    readonly idTokenProblem: Failure | null;
  };
  credential_refresh_failed: { readonly id: CredentialId; readonly failure: Failure };
  /** A refresh was answered after the credential was removed or signed in again: the answer was not used. */
  credential_refresh_dropped: { readonly id: CredentialId };
  /** The newest token is usable, but only in memory. */
  credential_unsaved: { readonly id: CredentialId; readonly failure: Failure };
  credential_saved: { readonly id: CredentialId };
  /** The access token has just expired; told once for each token. */
  credential_expired: { readonly id: CredentialId };
  tags_updated: { readonly id: CredentialId; readonly tags: readonly string[] };
  automatic_refresh_changed: { readonly id: CredentialId; readonly choice: boolean | null };
  /** Whether a person has to be present for its tokens to be handed out is another choice now. */
  presence_changed: { readonly id: CredentialId; readonly required: boolean };
  /** When the credential is refreshed by itself next; null when it is not. */
  refresh_planned: { readonly id: CredentialId; readonly at: Timestamp | null };
  /** Tokens of a credential that was removed here wait to be revoked at their org. */
  revocation_queued: { readonly id: CredentialId; readonly credentialId: CredentialId };
  /** A try to revoke them failed; it is tried again. */
  revocation_delayed: { readonly id: CredentialId; readonly failure: Failure };
  revocation_ended: {
    readonly id: CredentialId;
    readonly outcome: 'revoked' | 'expired' | 'given_up';
  };
  /** Also told when a default that was gone is back: then there was none before. */
  default_changed: { readonly id: CredentialId | null; readonly previousId: CredentialId | null };
}

export type CredentialEventName = keyof CredentialEvents;
export type CredentialListener<Name extends CredentialEventName> = (
  event: CredentialEvents[Name],
) => unknown;

/** Is called with the name of an event about one credential. */
export type ChangeListener = (name: CredentialEventName) => unknown;

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
    credential_expired: new Set(),
    tags_updated: new Set(),
    automatic_refresh_changed: new Set(),
    presence_changed: new Set(),
    refresh_planned: new Set(),
    revocation_queued: new Set(),
    revocation_delayed: new Set(),
    revocation_ended: new Set(),
    default_changed: new Set(),
  };
  readonly #ofOne = new Map<CredentialId, Set<ChangeListener>>();
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

  /**
   * Calls `listener` at every event about one credential; adding one twice counts once.
   *
   * @returns stops calling it
   */
  onChange(id: CredentialId, listener: ChangeListener): () => void {
    const listeners = this.#ofOne.get(id) ?? new Set();
    this.#ofOne.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#ofOne.get(id) === listeners) this.#ofOne.delete(id);
    };
  }

  /** Tells every listener of this name, without waiting for those that are asynchronous. */
  emit<Name extends CredentialEventName>(name: Name, event: CredentialEvents[Name]): void {
    for (const listener of [...this.#listeners[name]]) {
      void this.#tell(() => listener(event));
    }
    // What is about tokens of a removed credential has an identifier of its own.
    const id = 'credentialId' in event ? event.credentialId : event.id;
    const listeners = id === null ? undefined : this.#ofOne.get(id);
    for (const listener of [...(listeners ?? [])]) void this.#tell(() => listener(name));
  }

  async #tell(call: () => unknown): Promise<void> {
    try {
      await call();
    } catch (thrown) {
      this.#onListenerError(thrown);
    }
  }
}
