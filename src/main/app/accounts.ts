import {
  errorCatalogue,
  type AccountView,
  type CommandOutput,
  type HistoryEntryView,
  type TokenKind,
} from '../../shared/index.ts';
import {
  Failure,
  historyEntry,
  isCredentialId,
  personOf,
  RevocationFailure,
  timestamp,
  type Credential,
  type CredentialCoordinator,
  type CredentialId,
  type HistoryEntry,
  type RevokeResult,
} from '../auth-foundation/index.ts';
import { viewAccount } from './account-view.ts';
import { Activities } from './activities.ts';
import { followCredentials } from './follow-credentials.ts';
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
  readonly onRevocationsChange: () => void;
}

/** How the system's own prompts call a token. */
const tokenNames: Readonly<Record<TokenKind, string>> = {
  access_token: 'access token',
  id_token: 'ID token',
};

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
    const metadata = await coordinator.metadata(id);
    if (metadata === null) return null;
    const defaultId = (await coordinator.getDefault())?.id ?? null;
    return viewAccount(metadata, {
      orgs: this.#parts.orgs(),
      defaultId,
      activities: this.#activities,
      isUnsaved: coordinator.isUnsaved(id),
      nextRefreshAt: coordinator.nextRefreshAt(id),
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
   * Copies a token to the clipboard. An access token that has expired, or is about to, is refreshed first. Where the
   * account requires it, the person is asked to show that it is they before anything else; a no is no problem of the
   * account, and nothing else waits for the answer.
   *
   * @returns when the clipboard is cleared, in milliseconds since the epoch
   * @throws Failure as {@link CredentialCoordinator.confirmPresence} does, or what became of the copy
   */
  async copyToken(accountId: string, kind: TokenKind): Promise<number> {
    await this.#confirmPresence(accountId, kind);
    // It may have gone while the person was asked.
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
      const clearsAt = await this.#parts.clipboard.copyToken(
        token,
        { accountId: id, kind },
        clearAfter,
      );
      this.#parts.log.info('token_copied', { account: id, kind });
      const now = timestamp(this.#parts.now());
      await this.#parts.coordinator().note(id, historyEntry('copied', now, kind));
      return clearsAt;
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

  /** Removes the account now, and revokes its tokens when the org can be reached. */
  async removeAndRevokeLater(accountId: string): Promise<void> {
    const { id } = await this.#require(accountId);
    await this.#activities.run(id, 'removing', () =>
      this.#parts.coordinator().removeAndRevokeLater(id),
    );
  }

  /** Replaces the account's tags. */
  async setTags(accountId: string, tags: readonly string[]): Promise<void> {
    const credential = await this.#require(accountId);
    await this.#activities.run(credential.id, 'saving_tags', () => credential.setTags(tags));
  }

  /** Follows the account's choice about automatic refresh: null leaves it to the settings. */
  async setAutomaticRefresh(accountId: string, choice: boolean | null): Promise<void> {
    const { id } = await this.#require(accountId);
    await this.#activities.run(id, 'saving_settings', () =>
      this.#parts.coordinator().setAutomaticRefresh(id, choice),
    );
  }

  /** Follows the account's choice about presence; see {@link CredentialCoordinator.setRequiresPresence}. */
  async setRequiresPresence(accountId: string, required: boolean): Promise<void> {
    const credential = await this.#require(accountId);
    // The account is not busy meanwhile: nothing waits for the answer of a person.
    await credential.setRequiresPresence(required);
  }

  /** Writes a token that is only in memory. @throws Failure of class *storage* when it still cannot be written */
  async saveNow(accountId: string): Promise<void> {
    const { id } = await this.#require(accountId);
    await this.#parts.coordinator().saveUnsaved(id);
  }

  /** What happened to the account, oldest first. */
  async history(accountId: string): Promise<CommandOutput<'accounts.history'>> {
    const { id } = await this.#require(accountId);
    const entries = await this.#parts.coordinator().history(id);
    return { entries: entries.map(viewHistoryEntry) };
  }

  /** Shows and logs what happens to credentials, whoever caused it. */
  follow(coordinator: CredentialCoordinator): void {
    const { log, onChange, onRevocationsChange } = this.#parts;
    const activities = this.#activities;
    followCredentials(coordinator, { activities, log, onChange, onRevocationsChange });
  }

  async #confirmPresence(accountId: string, kind: TokenKind): Promise<void> {
    const credential = await this.#require(accountId);
    const person = personOf(credential.metadata.claims) ?? 'an account';
    await credential.confirmPresence(`copy the ${tokenNames[kind]} of ${person}`);
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

function viewHistoryEntry({
  at,
  event,
  code,
  detail,
  requestId,
  count,
}: HistoryEntry): HistoryEntryView {
  const failureClass = code === null ? null : errorCatalogue[code].class;
  return { at, event, code, class: failureClass, detail, requestId, count };
}
