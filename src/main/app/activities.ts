import type { Activity } from '../../shared/index.ts';
import { Failure, toFailure, type CredentialId } from '../auth-foundation/index.ts';

/** The last thing that went wrong with a credential, and when. */
export interface Problem {
  readonly failure: Failure;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What runs on each credential, and what went wrong last: the part of its state that is not stored. */
export class Activities {
  readonly #running = new Map<CredentialId, Activity>();
  readonly #problems = new Map<CredentialId, Problem>();
  readonly #now: () => number;
  readonly #onChange: (id: CredentialId) => void;

  /**
   * @param now - the current time in milliseconds since the epoch
   * @param onChange - is called after each change
   */
  constructor(now: () => number, onChange: (id: CredentialId) => void) {
    this.#now = now;
    this.#onChange = onChange;
  }

  /** What runs on a credential, or null. */
  activityOf(id: CredentialId): Activity | null {
    return this.#running.get(id) ?? null;
  }

  /** What went wrong last with a credential, or null since something succeeded. */
  problemOf(id: CredentialId): Problem | null {
    return this.#problems.get(id) ?? null;
  }

  /**
   * Runs an action of the person on a credential: shows that it runs, and what went wrong.
   *
   * @throws Failure `busy` when another action runs on it; else what the action throws, as a Failure
   */
  async run<Result>(
    id: CredentialId,
    activity: Activity,
    action: () => Promise<Result>,
  ): Promise<Result> {
    if (this.#running.has(id)) throw new Failure('busy');
    this.#running.set(id, activity);
    this.#onChange(id);
    const earlier = this.#problems.get(id);
    try {
      const result = await action();
      // What the action itself has brought up is not over because it succeeded.
      if (this.#problems.get(id) === earlier) this.#problems.delete(id);
      return result;
    } catch (thrown) {
      const failure = toFailure(thrown);
      this.note(id, failure);
      throw failure;
    } finally {
      this.#running.delete(id);
      this.#onChange(id);
    }
  }

  /** Notes a problem that no action of the person was waiting for. */
  note(id: CredentialId, failure: Failure): void {
    this.#problems.set(id, { failure, at: this.#now() });
    this.#onChange(id);
  }

  /** Notes that a credential is well again. */
  settle(id: CredentialId): void {
    if (this.#problems.delete(id)) this.#onChange(id);
  }

  /** Forgets a credential that was removed. */
  forget(id: CredentialId): void {
    this.#problems.delete(id);
    this.#running.delete(id);
  }
}
