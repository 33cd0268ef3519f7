import type { RevocationView } from '../../shared/index.ts';
import {
  Failure,
  isCredentialId,
  type CredentialCoordinator,
  type CredentialId,
  type PendingRevocation,
  type RevocationQueue,
} from '../auth-foundation/index.ts';
import { orgNameOf } from './account-view.ts';
import type { OrgProfile } from './preferences.ts';

/** What a person does with tokens that still have to be revoked at their org. */
export class Revocations {
  readonly #coordinator: () => CredentialCoordinator;

  /** @param coordinator - throws a Failure while the vault is not ready */
  constructor(coordinator: () => CredentialCoordinator) {
    this.#coordinator = coordinator;
  }

  /** Tries one now. @throws Failure `account_not_found`, or why the org did not agree: it is tried again by itself */
  async retry(revocationId: string): Promise<void> {
    const id = requireId(revocationId);
    const queue = this.#queue();
    await queue.retry(id);
    const failure = queue.list().find((entry) => entry.id === id)?.lastFailure ?? null;
    if (failure !== null) throw new Failure(failure.code, failure);
  }

  /** Forgets the tokens without revoking them. @throws Failure `account_not_found`, or of class *storage* */
  async giveUp(revocationId: string): Promise<void> {
    await this.#queue().giveUp(requireId(revocationId));
  }

  #queue(): RevocationQueue {
    const { revocationQueue } = this.#coordinator();
    if (revocationQueue === null) throw new Failure('account_not_found');
    return revocationQueue;
  }
}

/**
 * Shows what still has to be revoked, oldest first.
 *
 * @param coordinator - null while the vault is not ready
 * @param orgs - for the names
 */
export function viewRevocations(
  coordinator: CredentialCoordinator | null,
  orgs: readonly OrgProfile[],
): RevocationView[] {
  const queue = coordinator?.revocationQueue ?? null;
  if (queue === null) return [];
  return queue.list().map((entry) => viewRevocation(entry, queue.nextAt(entry.id), orgs));
}

function viewRevocation(
  { id, person, token, remaining, queuedAt, attempts, lastFailure }: PendingRevocation,
  nextAt: number | null,
  orgs: readonly OrgProfile[],
): RevocationView {
  return {
    id,
    person,
    orgName: orgNameOf(token.context, orgs),
    remaining: [...remaining],
    queuedAt,
    attempts,
    nextAt,
    error: lastFailure === null ? null : new Failure(lastFailure.code, lastFailure).toView(),
  };
}

function requireId(revocationId: string): CredentialId {
  if (!isCredentialId(revocationId)) throw new Failure('account_not_found');
  return revocationId;
}
