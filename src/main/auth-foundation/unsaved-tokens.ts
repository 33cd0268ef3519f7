import type { Clock } from './clock.ts';
import type { CredentialId } from './identifiers.ts';

const firstPause = 1_000;
const longestPause = 60_000;

/** One planned attempt; another one in its place means that this one does not count any more. */
interface Attempt {
  readonly cancel: () => void;
}

/** Tries again and again, with growing pauses, to write the tokens that are only in memory. */
export class UnsavedTokens {
  readonly #attempts = new Map<CredentialId, Attempt>();
  readonly #clock: Clock;
  readonly #save: (id: CredentialId) => Promise<void>;
  #isStopped = false;

  /**
   * @param clock - for the pauses: 1 second, doubled up to 60 seconds
   * @param save - writes one; rejects when that failed again
   */
  constructor(clock: Clock, save: (id: CredentialId) => Promise<void>) {
    this.#clock = clock;
    this.#save = save;
  }

  /** The credentials whose newest token is only in memory. */
  get ids(): readonly CredentialId[] {
    return [...this.#attempts.keys()];
  }

  /** Begins to try for one; it goes on until `save` resolves or {@link forget} is called. */
  add(id: CredentialId): void {
    this.forget(id);
    this.#plan(id, firstPause);
  }

  /** Stops trying for one. */
  forget(id: CredentialId): void {
    this.#attempts.get(id)?.cancel();
    this.#attempts.delete(id);
  }

  /** Ends every pause and begins no other; the credentials are still known. */
  stop(): void {
    this.#isStopped = true;
    for (const { cancel } of this.#attempts.values()) cancel();
  }

  #plan(id: CredentialId, pause: number): void {
    if (this.#isStopped) {
      this.#attempts.set(id, { cancel: () => undefined });
      return;
    }
    const cancel = this.#clock.after(pause, () => {
      void this.#save(id).then(
        () => {
          if (this.#attempts.get(id) === attempt) this.forget(id);
        },
        () => {
          // Still refused. Whoever added it has told the person why; only the pause changes.
          if (this.#attempts.get(id) === attempt) {
            this.#plan(id, Math.min(pause * 2, longestPause));
          }
        },
      );
    });
    const attempt: Attempt = { cancel };
    this.#attempts.set(id, attempt);
  }
}
