import type { CredentialEventEmitter } from './credential-events.ts';
import type { DefaultCredential } from './default-credential.ts';
import { Failure, toFailure } from './failure.ts';
import { personOf } from './id-token-claims.ts';
import type { CredentialId } from './identifiers.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { CredentialClient, TokenTypeHint } from './oauth2-client.ts';
import type { RefreshRequests } from './refresh-requests.ts';
import type { RevocationQueue } from './revocation-queue.ts';
import type { PendingRevocation } from './revocation-storage.ts';
import {
  firstRevokeFailure,
  revocableKinds,
  RevocationFailure,
  revokeTokens,
  type RevokeResult,
} from './revocation.ts';
import type { Token, TokenContext } from './token.ts';

/** What credentials are removed with. */
export interface CredentialRemovalParts {
  readonly live: LiveCredentials;
  readonly defaults: DefaultCredential;
  readonly events: CredentialEventEmitter;
  readonly requests: RefreshRequests;
  readonly clientFor: (context: TokenContext) => Pick<CredentialClient, 'revoke'>;
  /** Revokes later what cannot be revoked now; null when nobody does. */
  readonly queue: RevocationQueue | null;
}

/** Ends credentials: here, at the org, or both. */
export class CredentialRemoval {
  readonly #parts: CredentialRemovalParts;
  readonly #revoking = new Set<CredentialId>();

  constructor(parts: CredentialRemovalParts) {
    this.#parts = parts;
  }

  /** @throws Failure `busy` while the credential's tokens are being revoked */
  refuseWhileRevoking(id: CredentialId): void {
    if (this.#revoking.has(id)) throw new Failure('busy');
  }

  /** As {@link CredentialCoordinator.revoke}. */
  async revoke(id: CredentialId, tokens: 'all' | TokenTypeHint): Promise<readonly RevokeResult[]> {
    const { live, requests, clientFor } = this.#parts;
    this.refuseWhileRevoking(id);
    this.#revoking.add(id);
    // A refresh under way, or one that begins meanwhile, would bring a token that nobody revokes.
    const release = await requests.hold(id);
    try {
      const { token } = await live.require(id);
      const present = revocableKinds(token);
      const kinds = tokens === 'all' ? present : present.filter((kind) => kind === tokens);
      if (kinds.length === 0) throw new Failure('token_not_present', { detail: tokens });
      const results = await revokeTokens(clientFor(token.context), token, kinds);
      const failure = firstRevokeFailure(results);
      if (failure !== null) {
        await live.note(id, live.entry('revoke_failed', failure));
        throw new RevocationFailure(failure, results);
      }
      if (endsSession(tokens, token)) await this.#remove(id, 'revoked', token);
      else await live.note(id, live.entry('revoked', tokens));
      return results;
    } finally {
      release();
      this.#revoking.delete(id);
    }
  }

  /** As {@link CredentialCoordinator.remove}. */
  async remove(id: CredentialId): Promise<void> {
    await this.#remove(id, 'removed');
  }

  /** Removes credentials one after another. @throws Failure the first, after the others were removed */
  async clear(ids: readonly CredentialId[]): Promise<void> {
    let first: Failure | null = null;
    for (const id of ids) {
      try {
        await this.remove(id);
      } catch (thrown) {
        first ??= toFailure(thrown);
      }
    }
    if (first !== null) throw first;
  }

  /** As {@link CredentialCoordinator.removeAndRevokeLater}. */
  async removeAndRevokeLater(id: CredentialId): Promise<void> {
    const { live, queue } = this.#parts;
    if (queue === null) throw new Failure('internal', { detail: 'There is no revocation queue.' });
    this.refuseWhileRevoking(id);
    await this.#alone(id, async () => {
      const { token, metadata } = await live.require(id);
      const kinds = revocableKinds(token);
      // First, because a crash between the two must not leave tokens that nobody revokes.
      const revocation = await queue.prepare({
        token,
        credentialId: id,
        remaining: kinds,
        person: personOf(metadata.claims),
        cause: 'removal',
      });
      try {
        await this.#removeNow(id, 'removed');
      } catch (thrown) {
        await revocation.withdraw();
        throw thrown;
      }
      revocation.begin();
    });
  }

  /**
   * Tells whether {@link removeAndRevokeLater} ended before its removal: the credential is still here, so it is kept as
   * it is. It may have been refreshed since, and with the tokens it had before a server revokes the newer ones too.
   */
  async isAbandoned({ cause, credentialId }: PendingRevocation): Promise<boolean> {
    return cause === 'removal' && (await this.#parts.live.metadataOf(credentialId)) !== null;
  }

  /** @param token - when it is given, only the credential that still has it is removed */
  async #remove(id: CredentialId, reason: 'removed' | 'revoked', token?: Token): Promise<void> {
    await this.#alone(id, async () => {
      const credential = await this.#parts.live.with(id);
      if (credential === null || (token !== undefined && credential.token !== token)) return;
      await this.#removeNow(id, reason);
    });
  }

  async #removeNow(id: CredentialId, reason: 'removed' | 'revoked'): Promise<void> {
    const { live, defaults, events } = this.#parts;
    // Asked before, because a storage may take a default that is not stored for none.
    const isDefault = (await defaults.id()) === id;
    await live.remove(id, live.entry(reason));
    events.emit('credential_removed', { id, reason });
    if (isDefault) await defaults.clear();
  }

  async #alone(id: CredentialId, action: () => Promise<void>): Promise<void> {
    const { writes } = this.#parts.live;
    await writes.run('default', () => writes.run(id, action));
  }
}

/** Whether nothing is left of a session without these tokens (the three removal rules of the SDK family). */
function endsSession(revoked: 'all' | TokenTypeHint, { refreshToken }: Token): boolean {
  if (revoked === 'all' || revoked === 'refresh_token') return true;
  return revoked === 'access_token' && refreshToken === undefined;
}
