import {
  errorCatalogue,
  type AccountView,
  type CommandInput,
  type CommandOutput,
  type HistoryEntryView,
  type TokenKind,
} from '../../shared/index.ts';
import {
  Failure,
  historyEntry,
  isCredentialId,
  makeProof,
  personOf,
  proofKeyOf,
  RevocationFailure,
  timestamp,
  type Credential,
  type CredentialCoordinator,
  type CredentialId,
  type HistoryEntry,
  type Issuer,
  type RevokeResult,
  type Timestamp,
} from '../auth-foundation/index.ts';
import { viewAccount } from './account-view.ts';
import { Activities } from './activities.ts';
import { followCredentials } from './follow-credentials.ts';
import type { Log } from './log.ts';
import type { OrgProfile } from './preferences.ts';
import { curlCommand, readRequestUrl } from './request-copy.ts';
import type { TokenClipboard } from './token-clipboard.ts';

/** What the actions on accounts work with. */
export interface AccountsParts {
  readonly coordinator: () => CredentialCoordinator;
  readonly clipboard: TokenClipboard;
  readonly orgs: () => readonly OrgProfile[];
  /** Seconds until a copied token is cleared. */
  readonly clipboardSeconds: () => number;
  readonly now: () => number;
  /** The current time by an org's clock, which the proofs of its tokens are dated by. */
  readonly orgNow: (issuer: Issuer) => Timestamp;
  readonly log: Log;
  readonly onChange: (id: CredentialId) => void;
  readonly onRevocationsChange: () => void;
}

/** What can be copied. */
type CopyKind = TokenKind | 'request';

/** How the system's own prompts call it. */
const copyNames: Readonly<Record<CopyKind, string>> = {
  access_token: 'the access token',
  id_token: 'the ID token',
  request: 'a request with the access token',
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
      if (kind === 'access_token') await renewForCopy(credential);
      const { accessToken, idToken } = credential.token;
      const token = kind === 'access_token' ? accessToken : idToken;
      if (token === undefined) throw new Failure('token_not_present');
      return this.#copy(id, kind, token);
    });
  }

  /**
   * Copies a request as a command for `curl`, with the access token, and with a proof where the token is bound to a key.
   * Presence and refresh are as with {@link copyToken}.
   *
   * @returns when the clipboard is cleared, in milliseconds since the epoch
   * @throws Failure `invalid_input` when a token must not go to the URL, `dpop_key_rejected` when the token's key is not
   *   here, or as {@link copyToken} does
   */
  async copyRequest(
    accountId: string,
    { method, url, nonce }: Omit<CommandInput<'accounts.copyRequest'>, 'accountId'>,
  ): Promise<number> {
    const target = readRequestUrl(url);
    await this.#confirmPresence(accountId, 'request');
    const credential = await this.#require(accountId);
    const { id } = credential;
    return this.#activities.run(id, 'copying', async () => {
      await renewForCopy(credential);
      const { token } = credential;
      const { accessToken } = token;
      const key = proofKeyOf(token);
      const now = this.#parts.orgNow(token.context.issuer);
      const proof =
        key === null
          ? null
          : await makeProof(key, { method, url: target.href, accessToken, nonce, now });
      return this.#copy(id, 'request', curlCommand({ method, url: target, accessToken, proof }));
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

  async #copy(id: CredentialId, kind: CopyKind, text: string): Promise<number> {
    const { clipboard, clipboardSeconds, log, now, coordinator } = this.#parts;
    const clearsAt = await clipboard.copyToken(text, { accountId: id, kind }, clipboardSeconds());
    log.info('token_copied', { account: id, kind });
    await coordinator().note(id, historyEntry('copied', timestamp(now()), kind));
    return clearsAt;
  }

  async #confirmPresence(accountId: string, kind: CopyKind): Promise<void> {
    const credential = await this.#require(accountId);
    const person = personOf(credential.metadata.claims) ?? 'an account';
    await credential.confirmPresence(`copy ${copyNames[kind]} of ${person}`);
  }

  async #require(accountId: string): Promise<Credential> {
    const coordinator = this.#parts.coordinator();
    const credential = isCredentialId(accountId) ? await coordinator.with(accountId) : null;
    if (credential === null) throw new Failure('account_not_found');
    return credential;
  }
}

/** An access token that cannot be renewed is copied as it is: the person sees its state. */
async function renewForCopy(credential: Credential): Promise<void> {
  if (credential.token.refreshToken !== undefined) await credential.refreshIfNeeded();
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
