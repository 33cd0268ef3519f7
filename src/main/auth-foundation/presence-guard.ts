import type { CredentialEventEmitter } from './credential-events.ts';
import { Failure } from './failure.ts';
import type { CredentialId } from './identifiers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { PresenceCheck } from './presence-check.ts';

/** What a guard works with. */
export interface PresenceGuardParts {
  readonly live: LiveCredentials;
  readonly events: CredentialEventEmitter;
  /** Undefined where nothing can ask. */
  readonly check: PresenceCheck | undefined;
}

/** What switching the question off is for, as the system shows it. */
const switchingOff = 'hand out the tokens of an account without asking from now on';

/** Asks for the person's presence, for the credentials that want it before a token is handed out. */
export class PresenceGuard {
  readonly #parts: PresenceGuardParts;
  /** The system shows one prompt at a time. */
  readonly #prompts = new KeyedQueue<'prompt'>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(parts: PresenceGuardParts) {
    this.#parts = parts;
  }

  /** As {@link CredentialCoordinator.confirmPresence}. */
  async confirm(id: CredentialId, reason: string): Promise<void> {
    const metadata = await this.#parts.live.metadataOf(id);
    if (metadata === null) throw new Failure('account_not_found');
    if (metadata.requiresPresence) await this.#ask(id, reason);
  }

  /** As {@link CredentialCoordinator.setRequiresPresence}. */
  async setRequired(id: CredentialId, required: boolean): Promise<void> {
    const { live, events } = this.#parts;
    const { metadata: before } = await live.require(id);
    if (before.requiresPresence === required) return;
    if (required) this.#requireCheck();
    // Outside of the turn to write: the token of a refresh must not wait for a person.
    else if (this.#parts.check?.isAvailable() === true) await this.#ask(id, switchingOff);
    await live.writes.run(id, async () => {
      const credential = await live.require(id);
      if (credential.metadata.requiresPresence === required) return;
      const metadata = { ...credential.metadata, requiresPresence: required };
      await live.setMetadata(credential, metadata, undefined, () => {
        events.emit('presence_changed', { id, required });
      });
    });
  }

  /** A prompt confirms what it says, so only those share one who ask for the same of the same credential. */
  async #ask(id: CredentialId, reason: string): Promise<void> {
    const check = this.#requireCheck();
    const key = `${id} ${reason}`;
    const running = this.#running.get(key) ?? this.#prompt(check, reason, key);
    await running;
  }

  #prompt(check: PresenceCheck, reason: string, key: string): Promise<void> {
    const running = this.#prompts
      .run('prompt', () => check.confirm(reason))
      .finally(() => {
        this.#running.delete(key);
      });
    this.#running.set(key, running);
    return running;
  }

  #requireCheck(): PresenceCheck {
    const { check } = this.#parts;
    if (check?.isAvailable() !== true) throw new Failure('presence_unavailable');
    return check;
  }
}
