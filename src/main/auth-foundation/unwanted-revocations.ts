import type { Clock } from './clock.ts';
import type { CredentialId } from './identifiers.ts';
import type { RevocationStorage } from './revocation-storage.ts';

/** What entries are deleted with. */
export interface UnwantedRevocationsParts {
  readonly storage: Pick<RevocationStorage, 'dropRevocation'>;
  readonly clock: Clock;
  /** Is told what could not be deleted. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** Milliseconds until what could not be deleted is tried again. */
const pause = 60_000;

/** Deletes revocation entries that are not in the queue, because what their tokens come from was kept. */
export class UnwantedRevocations {
  readonly #parts: UnwantedRevocationsParts;
  /** Each cancels the next try. */
  readonly #plans = new Map<CredentialId, () => void>();
  #stopped = false;

  constructor(parts: UnwantedRevocationsParts) {
    this.#parts = parts;
  }

  /** Deletes an entry, now or as soon as the disk lets us. Rejects never. */
  async delete(id: CredentialId): Promise<void> {
    const { storage, clock, onBackgroundError } = this.#parts;
    this.#plans.delete(id);
    try {
      await storage.dropRevocation(id);
    } catch (thrown) {
      onBackgroundError(thrown);
      if (!this.#stopped) {
        this.#plans.set(
          id,
          clock.after(pause, () => void this.delete(id)),
        );
      }
    }
  }

  /** Ends all tries: what is left is found abandoned at the next start. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#plans.values()) cancel();
  }
}
