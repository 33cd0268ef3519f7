import type { Failure } from './failure.ts';
import { hostOf, timestamp, type CredentialId, type Timestamp } from './identifiers.ts';
import {
  endOfAskedPause,
  type FailedAttempts,
  type RefreshCandidate,
  type RefreshPast,
} from './refresh-plan.ts';
import type { TokenMetadata } from './token-metadata.ts';
import type { TokenContext } from './token.ts';

/**
 * What automatic refresh remembers of one credential: nothing that is secret or names people, and no live instance,
 * so that it keeps nothing alive.
 */
export class PlannedCredential implements RefreshPast {
  readonly id: CredentialId;
  /** Its client, and where its org is. */
  readonly context: TokenContext;
  /** Where its org is asked. */
  readonly host: string;
  /** When it is refreshed by itself, or null. */
  plannedAt: Timestamp | null = null;
  /** Until its time comes *planned*, then *waiting* for its org's turn, then *running*. */
  phase: 'planned' | 'waiting' | 'running' = 'planned';
  /** Gives its place in the org's queue up. */
  withdraw = (): void => undefined;
  #candidate: RefreshCandidate;
  #receivedAt: Timestamp;
  #attemptedAt: Timestamp | null = null;
  #failed: FailedAttempts | null = null;
  readonly #random: () => number;
  #draw: number;

  /** @param random - from 0 up to 1, for {@link draw} */
  constructor(
    { id, issuer, clientId, ...metadata }: TokenMetadata,
    now: Timestamp,
    random: () => number,
  ) {
    this.id = id;
    this.context = { issuer, clientId };
    this.host = hostOf(issuer);
    this.#candidate = candidateOf(metadata);
    this.#receivedAt = earliest(now, metadata.facts.issuedAt);
    this.#random = random;
    this.#draw = random();
  }

  /** From 0 up to 1, and the same until there is a new token or failure, so that planning again changes nothing. */
  get draw(): number {
    return this.#draw;
  }

  get candidate(): RefreshCandidate {
    return this.#candidate;
  }

  get receivedAt(): Timestamp {
    return this.#receivedAt;
  }

  get attemptedAt(): Timestamp | null {
    return this.#attemptedAt;
  }

  get failed(): FailedAttempts | null {
    return this.#failed;
  }

  /** Follows newer metadata. @returns whether they are of another token, for which no failure counts */
  take(metadata: RefreshCandidate, now: Timestamp): boolean {
    const { issuedAt, expiresAt } = this.#candidate.facts;
    this.#candidate = candidateOf(metadata);
    const { facts } = metadata;
    if (facts.issuedAt === issuedAt && facts.expiresAt === expiresAt) return false;
    this.#receivedAt = earliest(now, facts.issuedAt);
    this.#failed = null;
    this.#draw = this.#random();
    return true;
  }

  noteAttempt(at: Timestamp): void {
    this.#attemptedAt = at;
  }

  noteSuccess(): void {
    this.#failed = null;
  }

  noteFailure(last: Failure, at: Timestamp): void {
    this.#failed = { count: (this.#failed?.count ?? 0) + 1, last, at };
    this.#draw = this.#random();
  }

  /** Lets earlier failures count no more: the network or the person's choice is another one now. */
  forgive(now: Timestamp): void {
    if (this.#failed === null) return;
    const { last, at } = this.#failed;
    // Neither ends a session that is over, nor a pause that the org asked for, as long as that lasts.
    const isPaused = (endOfAskedPause(last, at) ?? now) > now;
    if (last.failureClass === 'sign_in_needed' || isPaused) return;
    this.#failed = null;
  }

  /** Moves what happened by the clock as it was to the clock as it is, `by` milliseconds away. */
  moveClock(by: number): void {
    this.#receivedAt = timestamp(this.#receivedAt + by);
    if (this.#attemptedAt !== null) this.#attemptedAt = timestamp(this.#attemptedAt + by);
    if (this.#failed !== null) {
      this.#failed = { ...this.#failed, at: timestamp(this.#failed.at + by) };
    }
  }
}

function candidateOf({
  facts,
  automaticRefresh,
  signInNeeded,
}: RefreshCandidate): RefreshCandidate {
  return { facts, automaticRefresh, signInNeeded };
}

function earliest(one: Timestamp, other: Timestamp): Timestamp {
  return timestamp(Math.min(one, other));
}
