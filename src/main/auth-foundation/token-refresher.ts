import type { CredentialEventEmitter } from './credential-events.ts';
import type { Credential } from './credential.ts';
import { timestamp, type CredentialId } from './identifiers.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { noteFailure } from './noted-failure.ts';
import type { RefreshedTokens } from './oauth2-client.ts';
import type { RefreshRequests } from './refresh-requests.ts';
import { describeNextToken, describeRotation } from './token-metadata.ts';

/** Who wanted a refresh: a person or a caller, or this app by itself before the token expires. */
export type RefreshReason = 'asked' | 'automatic';

/** What a refresher works with. */
export interface TokenRefresherParts {
  readonly live: LiveCredentials;
  readonly events: CredentialEventEmitter;
  readonly requests: RefreshRequests;
}

/** Refreshes tokens, once at a time for each credential, and never loses what the org answered. */
export class TokenRefresher {
  readonly #parts: TokenRefresherParts;
  readonly #running = new Map<CredentialId, Promise<void>>();

  constructor(parts: TokenRefresherParts) {
    this.#parts = parts;
  }

  /**
   * Refreshes a credential's token, or joins the refresh that is under way.
   *
   * @param reason - counts for the one who begins it
   * @throws Failure as {@link CredentialCoordinator.refresh} does
   */
  refresh(id: CredentialId, reason: RefreshReason): Promise<void> {
    return this.#running.get(id) ?? this.#start(id, reason);
  }

  /** Whether a refresh of this credential is under way. */
  isRefreshing(id: CredentialId): boolean {
    return this.#running.has(id);
  }

  #start(id: CredentialId, reason: RefreshReason): Promise<void> {
    const running = this.#refresh(id, reason).finally(() => {
      this.#running.delete(id);
    });
    this.#running.set(id, running);
    return running;
  }

  async #refresh(id: CredentialId, reason: RefreshReason): Promise<void> {
    const { events, requests } = this.#parts;
    await requests.run(id, {
      tells: 'every_failure',
      onBegin: () => {
        events.emit('credential_refresh_started', { id });
      },
      take: (credential, answer) => this.#take(credential, answer, reason),
    });
  }

  async #take(credential: Credential, answer: RefreshedTokens, why: RefreshReason): Promise<void> {
    const { live, events } = this.#parts;
    const { id } = credential;
    const { response, receivedAt, idTokenProblem } = answer;
    const reason = why === 'automatic' ? 'refreshed_automatically' : 'refreshed';
    const token = credential.token.refreshedWith(response, timestamp(receivedAt));
    const next = describeNextToken(credential.metadata, token);
    const metadata = describeRotation(next, credential.token, token);
    if (idTokenProblem !== null) {
      // Noted before the write, so that the one write makes both lines durable.
      await live.note(id, live.entry(reason));
      const note = live.entry('id_token_set_aside', idTokenProblem);
      const problem = noteFailure(idTokenProblem, note.at);
      await live.replaceRotated(token, { ...metadata, idTokenProblem: problem }, note);
    } else {
      const before = response.id_token === undefined ? credential.metadata.idTokenProblem : null;
      await live.replaceRotated(token, { ...metadata, idTokenProblem: before }, live.entry(reason));
    }
    events.emit('credential_refreshed', { id, reason, idTokenProblem });
  }
}
