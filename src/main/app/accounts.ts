import type { AccountView, CommandOutput, TokenKind } from '../../shared/index.ts';
import {
  Failure,
  isCredentialId,
  RevocationFailure,
  toFailure,
  type Credential,
  type CredentialCoordinator,
  type CredentialId,
  type RevokeResult,
} from '../auth-foundation/index.ts';
import { viewAccount } from './account-view.ts';
import { Activities } from './activities.ts';
import type { Log } from './log.ts';
import type { OrgProfile } from './preferences.ts';
import type { TokenClipboard } from './token-clipboard.ts';

/** What the actions on accounts work with. */
export interface AccountsParts {
  readonly coordinator: () => CredentialCoordinator;
  readonly clipboard: TokenClipboard;
  readonly orgs: () => readonly OrgProfile[];
  /** Seconds until a copied token is cleared. */
  readonly clipboardSeconds: () => number;
  readonly now: () => number;
  readonly log: Log;
  readonly onChange: (id: CredentialId) => void;
}

/** What a person does with an account; each action shows that it runs, and what went wrong. */
export class Accounts {
  readonly #parts: AccountsParts;
  readonly #activities: Activities;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
    this.#activities = new Activities(parts.now, parts.onChange);
  }

  /** The account as the window sees it, or null when it is gone. */
  async view(id: CredentialId): Promise<AccountView | null> {
    const coordinator = this.#parts.coordinator();
    const credential = await coordinator.with(id);
    if (credential === null) return null;
    const defaultId = (await coordinator.getDefault())?.id ?? null;
    return viewAccount(credential, {
      orgs: this.#parts.orgs(),
      defaultId,
      activities: this.#activities,
    });
  }

  /** Makes an account the default. */
  async makeDefault(accountId: string): Promise<void> {
    const { id } = await this.#require(accountId);
    await this.#activities.run(id, 'making_default', () =>
      this.#parts.coordinator().setDefault(id),
    );
  }

  /** Gets a new access token with the refresh token. */
  async refresh(accountId: string): Promise<void> {
    const credential = await this.#require(accountId);
    await this.#activities.run(credential.id, 'refreshing', () => credential.refresh());
  }

  /**
   * Copies a token to the clipboard. An access token that has expired, or is about to, is refreshed first.
   *
   * @returns when the clipboard is cleared, in milliseconds since the epoch
   */
  async copyToken(accountId: string, kind: TokenKind): Promise<number> {
    const credential = await this.#require(accountId);
    const { id } = credential;
    return this.#activities.run(id, 'copying', async () => {
      if (kind === 'access_token' && credential.token.refreshToken !== undefined) {
        await credential.refreshIfNeeded();
      }
      const { accessToken, idToken } = credential.token;
      const token = kind === 'access_token' ? accessToken : idToken;
      if (token === undefined) throw new Failure('token_not_present');
      const clearAfter = this.#parts.clipboardSeconds();
      this.#parts.log.info('token_copied', { account: id, kind });
      return this.#parts.clipboard.copyToken(token, { accountId: id, kind }, clearAfter);
    });
  }

  /**
   * Ends the session at the org and then removes the account, if the org agreed to all of it.
   *
   * @returns what happened to each token; with one that failed, the account is kept
   */
  async revoke(accountId: string): Promise<CommandOutput<'accounts.revoke'>> {
    const credential = await this.#require(accountId);
    try {
      const results = await this.#activities.run(credential.id, 'revoking', () =>
        credential.revoke(),
      );
      return { results: results.map(viewRevokeResult) };
    } catch (thrown) {
      if (thrown instanceof RevocationFailure) {
        return { results: thrown.results.map(viewRevokeResult) };
      }
      throw thrown;
    }
  }

  /** Removes the account from this device; its tokens stay valid at the org. */
  async remove(accountId: string): Promise<void> {
    const credential = await this.#require(accountId);
    await this.#activities.run(credential.id, 'removing', () => credential.remove());
  }

  /** Replaces the account's tags. */
  async setTags(accountId: string, tags: readonly string[]): Promise<void> {
    const credential = await this.#require(accountId);
    await this.#activities.run(credential.id, 'saving_tags', () => credential.setTags(tags));
  }

  /** Shows and logs what happens to credentials, whoever caused it. */
  follow(coordinator: CredentialCoordinator): void {
    const { events } = coordinator;
    const { log, onChange } = this.#parts;
    this.#followDefault(coordinator);
    events.on('credential_added', ({ id }) => {
      onChange(id);
    });
    events.on('credential_removed', ({ id, reason }) => {
      log.info('account_removed', { account: id, reason });
      this.#activities.forget(id);
      onChange(id);
    });
    events.on('credential_refreshed', ({ id, reason, idTokenProblem }) => {
      log.info('account_refreshed', { account: id, reason });
      if (idTokenProblem === null) this.#activities.settle(id);
      else this.#activities.note(id, idTokenProblem);
      onChange(id);
    });
    events.on('credential_refresh_failed', ({ id, failure }) => {
      const { code, requestId } = failure;
      log.error('account_refresh_failed', { account: id, code, requestId });
      this.#activities.note(id, failure);
    });
    events.on('credential_unsaved', ({ id, failure }) => {
      log.error('account_unsaved', { account: id, code: failure.code, detail: failure.detail });
      onChange(id);
    });
    events.on('credential_saved', ({ id }) => {
      log.info('account_saved', { account: id });
      this.#activities.settle(id);
      onChange(id);
    });
    events.on('tags_updated', ({ id }) => {
      onChange(id);
    });
  }

  /** A new default touches two accounts, and the event names only the new one. */
  #followDefault(coordinator: CredentialCoordinator): void {
    const { log, onChange } = this.#parts;
    let defaultId: CredentialId | null = null;
    let hasChanged = false;
    coordinator.events.on('default_changed', ({ id }) => {
      if (defaultId !== null) onChange(defaultId);
      if (id !== null) onChange(id);
      defaultId = id;
      hasChanged = true;
    });
    coordinator.getDefault().then(
      (first) => {
        if (first === null) return;
        // Whoever was the default before a change that came first is not it any more.
        if (hasChanged) onChange(first.id);
        else defaultId = first.id;
      },
      (thrown: unknown) => {
        log.error('default_not_read', { code: toFailure(thrown).code });
      },
    );
  }

  async #require(accountId: string): Promise<Credential> {
    const coordinator = this.#parts.coordinator();
    const credential = isCredentialId(accountId) ? await coordinator.with(accountId) : null;
    if (credential === null) throw new Failure('account_not_found');
    return credential;
  }
}

function viewRevokeResult({
  kind,
  outcome,
  failure,
}: RevokeResult): CommandOutput<'accounts.revoke'>['results'][number] {
  return { kind, outcome, error: failure?.toView() ?? null };
}
