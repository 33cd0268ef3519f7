import { BackgroundWork, type BackgroundSettings, type WakeReason } from './background-work.ts';
import type { Clock } from './clock.ts';
import type {
  CredentialCoordinatorParts,
  RefreshOptions,
  RevokeOptions,
  UserInfoOptions,
  WaitOptions,
} from './coordinator-options.ts';
import { CredentialCalls } from './credential-calls.ts';
import { CredentialDataSource } from './credential-data-source.ts';
import { CredentialEventEmitter } from './credential-events.ts';
import { CredentialFinder } from './credential-finder.ts';
import type { HistoryEntry } from './credential-history.ts';
import { CredentialRemoval } from './credential-removal.ts';
import type { Credential } from './credential.ts';
import { DefaultCredential } from './default-credential.ts';
import { Failure } from './failure.ts';
import { seconds, type CredentialId, type Seconds, type Timestamp } from './identifiers.ts';
import { LiveCredentials } from './live-credentials.ts';
import type { Introspection, TokenTypeHint, UserInfo } from './oauth2-client.ts';
import { OrgThrottle } from './org-throttle.ts';
import { PresenceGuard } from './presence-guard.ts';
import { RefreshRequests } from './refresh-requests.ts';
import { readRequest, ResourceRequests, type FetchOptions } from './resource-requests.ts';
import { RevocationQueue } from './revocation-queue.ts';
import type { RevokeResult } from './revocation.ts';
import { tagTexts, type Tags } from './tags.ts';
import { TokenDownscoper } from './token-downscoper.ts';
import { describeNextToken, describeToken, type TokenMetadata } from './token-metadata.ts';
import type { TokenPredicate, TokenQuery } from './token-query.ts';
import { TokenRefresher } from './token-refresher.ts';
import type { TokenStorage } from './token-storage.ts';
import type { Token, TokenContext } from './token.ts';
import { waitUnlessAborted } from './wait-unless-aborted.ts';

/**
 * Keeps storage, live credentials and authorization servers consistent (credential-management, "Core components").
 * The order of every change is: durable write, then memory, then one event, then the callers (design, section 4).
 */
export class CredentialCoordinator {
  readonly events: CredentialEventEmitter;
  /** Revokes later what could not be revoked; null without a storage for it. */
  readonly revocationQueue: RevocationQueue | null;
  readonly #storage: TokenStorage;
  readonly #clock: Clock;
  readonly #live: LiveCredentials;
  readonly #defaults: DefaultCredential;
  readonly #requests: RefreshRequests;
  readonly #refresher: TokenRefresher;
  readonly #downscoper: TokenDownscoper;
  readonly #calls: CredentialCalls;
  readonly #resources: ResourceRequests;
  readonly #presence: PresenceGuard;
  readonly #removal: CredentialRemoval;
  readonly #finder: CredentialFinder;
  readonly #background: BackgroundWork;
  readonly #settings: BackgroundSettings;

  constructor(parts: CredentialCoordinatorParts) {
    const { storage, clientFor, clock, random = Math.random } = parts;
    const { throttle = new OrgThrottle(clock) } = parts;
    const { onBackgroundError = () => undefined, dataSource = new CredentialDataSource() } = parts;
    const events = new CredentialEventEmitter(onBackgroundError);
    const shared = { storage, clientFor, clock, throttle, events, onBackgroundError };
    const live = new LiveCredentials({ ...shared, owner: this, dataSource });
    const queue =
      parts.revocations === undefined
        ? null
        : new RevocationQueue({ ...shared, random, storage: parts.revocations });
    const defaults = new DefaultCredential({ ...shared, live });
    const requests = new RefreshRequests({ ...shared, live, queue });
    const finder = new CredentialFinder({ ...shared, live });
    const removal = new CredentialRemoval({ ...shared, live, defaults, requests, queue });
    const settings: BackgroundSettings = {
      grace: parts.refreshGrace ?? seconds(30),
      refreshesAutomatically: parts.automaticRefresh?.enabled ?? false,
    };
    this.events = events;
    this.revocationQueue = queue;
    this.#storage = storage;
    this.#clock = clock;
    this.#live = live;
    this.#defaults = defaults;
    this.#requests = requests;
    this.#refresher = new TokenRefresher({ live, events, requests });
    this.#downscoper = new TokenDownscoper({ live, events, requests });
    this.#calls = new CredentialCalls({ clientFor });
    this.#resources = new ResourceRequests({ clientFor, clock });
    this.#presence = new PresenceGuard({ live, events, check: parts.presence });
    this.#removal = removal;
    this.#finder = finder;
    this.#settings = settings;
    const refresh = (id: CredentialId): Promise<void> => this.refresh(id, { reason: 'automatic' });
    const own = { live, finder, removal, queue, requests, random, settings, refresh };
    this.#background = new BackgroundWork({ ...shared, ...own });
  }

  /**
   * Begins what happens by itself: takes up the revocations that an earlier run left, drops those of removals that a crash
   * interrupted, and plans the automatic refreshes. Rejects never: what cannot be read is told as a background error.
   */
  async start(): Promise<void> {
    await this.#background.start();
  }

  /**
   * Ends what happens by itself, for good: every timer is cancelled, and no refresh begins any more, because nobody
   * would keep its answer. Call {@link saveEveryUnsaved} next.
   */
  stop(): void {
    this.#background.stop();
  }

  /** Does now what would have been done while the machine slept or had no network, and plans the rest anew. */
  async wake(reason: WakeReason): Promise<void> {
    await this.#background.wake(reason);
  }

  /**
   * Plans the automatic refresh of some credentials anew, because what their requests are made with was changed. Earlier
   * failures of theirs count no more, but for a needed sign-in and the pause that an org asked for.
   *
   * @param matching - tells by issuer and client which ones
   */
  reconsider(matching: (context: TokenContext) => boolean): void {
    this.#background.reconsider(matching);
  }

  /** The current time, by the clock this coordinator was given. */
  now(): Timestamp {
    return this.#clock.now();
  }

  /** How long before its expiry a token is refreshed, by `refreshIfNeeded` and by itself. */
  get refreshGrace(): Seconds {
    return this.#settings.grace;
  }

  set refreshGrace(grace: Seconds) {
    this.#settings.grace = grace;
    this.#background.followSettings();
  }

  /**
   * Stores a token. The first one stored becomes the default; `default_changed` comes after `credential_added`.
   *
   * @param token - a new token
   * @param tags - to find it by
   * @throws Failure of class *storage* when it could not be written; nothing is stored then
   */
  async store(token: Token, tags: Tags = []): Promise<Credential> {
    const { id } = token;
    const metadata = describeToken(token, tagTexts(tags));
    const credential = await this.#live.writes.run(id, async () => {
      const made = await this.#live.add(token, metadata, this.#live.entry('signed_in'));
      this.events.emit('credential_added', { id, reason: 'signed_in' });
      return made;
    });
    await this.#live.writes.run('default', () => this.#defaults.toFirst(id));
    return credential;
  }

  /**
   * Gives an existing credential the token of a new sign-in; identifier, tags, default and the choices of automatic
   * refresh and presence stay.
   *
   * @param id - the credential
   * @param token - from the new sign-in
   * @throws Failure `account_not_found`, or of class *storage*: then the old token is kept as it was
   */
  async signInAgain(id: CredentialId, token: Token): Promise<Credential> {
    return this.#live.writes.run(id, async () => {
      const credential = await this.#live.require(id);
      const renewed = token.withId(id);
      const metadata = describeNextToken(credential.metadata, renewed);
      const reason = 'signed_in_again';
      await this.#live.replace(renewed, metadata, this.#live.entry(reason));
      this.events.emit('credential_refreshed', { id, reason, idTokenProblem: null });
      return credential;
    });
  }

  /** Tells about credentials that the storage brought back by itself. One may be the default again, or the first one. */
  async noticeRestored(ids: readonly CredentialId[]): Promise<void> {
    await this.#live.writes.run('default', async () => {
      this.#live.welcomeBack(ids);
      for (const id of ids) this.events.emit('credential_added', { id, reason: 'restored' });
      await this.#defaults.noticeRestored(ids);
    });
  }

  /** Takes up the revocations that the storage brought back by itself. Rejects never. */
  async noticeRestoredRevocations(): Promise<void> {
    await this.#background.takeUpRevocations();
  }

  /** The default credential, or null; a default whose token is gone counts as none. */
  async getDefault(): Promise<Credential | null> {
    return this.#defaults.alive ?? this.#defaults.get();
  }

  /**
   * Makes a credential the default.
   *
   * @param id - a stored credential, or null for none
   * @throws Failure `account_not_found`, or of class *storage*
   */
  async setDefault(id: CredentialId | null): Promise<void> {
    await this.#live.writes.run('default', async () => {
      if (id !== null) await this.#live.require(id);
      await this.#defaults.set(id);
    });
  }

  /** The one live instance for an identifier, or null when nothing is stored under it. */
  async with(id: string): Promise<Credential | null> {
    return this.#live.with(id);
  }

  /** What is known of a credential without opening its token, or null when nothing is stored under the identifier. */
  async metadata(id: CredentialId): Promise<TokenMetadata | null> {
    return this.#live.metadataOf(id);
  }

  /** The identifiers of all stored credentials, in the order they were added. */
  async allIDs(): Promise<readonly CredentialId[]> {
    return this.#storage.allIDs();
  }

  /** How many credentials are stored. */
  async size(): Promise<number> {
    return (await this.#storage.allIDs()).length;
  }

  /**
   * The credentials that match an example or a predicate over their metadata. One that cannot be read is left out and
   * told as a background error.
   *
   * @throws whatever the predicate throws
   */
  async find(query: TokenQuery | TokenPredicate): Promise<readonly Credential[]> {
    return this.#finder.find(query);
  }

  /**
   * Replaces a credential's tags as a whole.
   *
   * @throws Failure `account_not_found`, or of class *storage*
   */
  async setTags(id: CredentialId, tags: Tags): Promise<void> {
    await this.#live.writes.run(id, async () => {
      const credential = await this.#live.require(id);
      const metadata = { ...credential.metadata, tags: tagTexts(tags) };
      const note = this.#live.entry('tags_changed');
      await this.#live.setMetadata(credential, metadata, note, () => {
        this.events.emit('tags_updated', { id, tags: metadata.tags });
      });
    });
  }

  /**
   * Chooses whether a credential is refreshed by itself before it expires.
   *
   * @param choice - null follows the coordinator's default
   * @throws Failure `account_not_found`, or of class *storage*
   */
  async setAutomaticRefresh(id: CredentialId, choice: boolean | null): Promise<void> {
    await this.#live.writes.run(id, async () => {
      const credential = await this.#live.require(id);
      if (credential.metadata.automaticRefresh === choice) return;
      const metadata = { ...credential.metadata, automaticRefresh: choice };
      await this.#live.setMetadata(credential, metadata, undefined, () => {
        this.events.emit('automatic_refresh_changed', { id, choice });
      });
    });
  }

  /** Sets whether credentials without a choice of their own are refreshed by themselves. */
  setAutomaticRefreshDefault(enabled: boolean): void {
    this.#settings.refreshesAutomatically = enabled;
    this.#background.followSettings();
  }

  /**
   * Chooses whether a person has to show that they are present before a token of a credential is handed out:
   * {@link authorize}, {@link downscope} and {@link confirmPresence} ask then. Nothing else does: not the token getters,
   * which are synchronous, nor refreshing, automatic refresh, revoking or removing.
   *
   * @param required - turning it off asks first. Where nothing can ask, it is turned off without, so that a credential
   *   restored on another computer stays usable; the caller makes sure that the person means it
   * @throws Failure `presence_unavailable` when it is turned on where nothing can ask; `presence_denied`,
   *   `account_not_found`, or of class *storage*: then it is as it was
   */
  async setRequiresPresence(id: CredentialId, required: boolean): Promise<void> {
    await this.#presence.setRequired(id, required);
  }

  /**
   * Asks the person to show that they are present, if the credential requires it; to be called before one of its tokens
   * is handed out. Callers with the same reason at the same moment share one prompt. The credential may have changed,
   * or gone, when this resolves.
   *
   * @param reason - what it is for, as the end of “the app is trying to …”; the system shows it
   * @throws Failure `presence_denied`, `presence_unavailable` where nothing can ask, or `account_not_found`
   */
  async confirmPresence(id: CredentialId, reason: string): Promise<void> {
    await this.#presence.confirm(id, reason);
  }

  /** Whether a credential's newest token is only in memory because it could not be written yet. */
  isUnsaved(id: CredentialId): boolean {
    return this.#live.alive(id)?.isUnsaved ?? false;
  }

  /** When a credential is refreshed by itself next, or null when it is not. */
  nextRefreshAt(id: CredentialId): Timestamp | null {
    return this.#background.nextRefreshAt(id);
  }

  /** What happened to a credential, oldest first; empty when nothing is stored under the identifier. */
  async history(id: CredentialId): Promise<readonly HistoryEntry[]> {
    return this.#storage.history(id);
  }

  /** Adds a line to a credential's history for what this coordinator does not see, as a copied token. */
  async note(id: CredentialId, entry: HistoryEntry): Promise<void> {
    await this.#storage.note(id, entry);
  }

  /**
   * Refreshes a credential's token. All callers of one identifier share one request and its outcome.
   *
   * @param id - the credential
   * @throws Failure of any class. With `token_unsaved` the new token is in use but only in memory; it is written
   *   as soon as that works. With any other of class *storage* the org was not asked, because the answer could not be
   *   kept. Of class *sign_in_needed*: that is remembered with the credential, but for a missing refresh
   *   token. Else nothing changed.
   */
  async refresh(
    id: CredentialId,
    { signal, reason = 'asked' }: RefreshOptions = {},
  ): Promise<void> {
    if (signal?.aborted === true) throw new Failure('cancelled');
    this.#removal.refuseWhileRevoking(id);
    await waitUnlessAborted(this.#refresher.refresh(id, reason), signal);
  }

  /** Whether a refresh of this credential is under way. */
  isRefreshing(id: CredentialId): boolean {
    return this.#refresher.isRefreshing(id);
  }

  /**
   * Gets a token that may do less than the credential's, to hand it to somebody else (RFC 6749, section 6): with an
   * identifier of its own, without refresh token, and not stored. The credential stays as it is; a refresh token that
   * the org rotated is kept before the new token is handed out. Callers with the same scopes share one request. Asks
   * for the person's presence first where that is required.
   *
   * @param scopes - at least one, each granted to the credential
   * @throws Failure `invalid_input`, as {@link confirmPresence} does, or as {@link refresh} does; with `token_unsaved`
   *   there is no new token
   */
  async downscope(
    id: CredentialId,
    scopes: readonly string[],
    { signal }: WaitOptions = {},
  ): Promise<Token> {
    if (signal?.aborted === true) throw new Failure('cancelled');
    this.#removal.refuseWhileRevoking(id);
    await waitUnlessAborted(
      this.#presence.confirm(id, 'hand out a token with fewer scopes'),
      signal,
    );
    // The person took their time.
    this.#removal.refuseWhileRevoking(id);
    return waitUnlessAborted(this.#downscoper.downscope(id, scopes), signal);
  }

  /**
   * Asks the org about one of a credential's tokens (RFC 7662).
   *
   * @throws Failure `account_not_found`, `token_not_present`, or of the org's
   */
  async introspect(id: CredentialId, kind: TokenTypeHint | 'id_token'): Promise<Introspection> {
    return this.#calls.introspect(await this.#live.require(id), kind);
  }

  /**
   * The person's claims at the org (OpenID Connect Core 1.0, section 5.3), asked for once for each access token.
   *
   * @throws Failure `account_not_found`, `cancelled`, of `refreshIfNeeded`'s, or of the org's
   */
  async userInfo(
    id: CredentialId,
    { reload = false, signal }: UserInfoOptions = {},
  ): Promise<UserInfo> {
    if (signal?.aborted === true) throw new Failure('cancelled');
    const credential = await this.#live.require(id);
    const asking = this.#calls.userInfo(credential, reload ? 'reload' : 'cached');
    return waitUnlessAborted(asking, signal);
  }

  /**
   * A copy of a request with the credential's access token, refreshed first if need be; one that could not be
   * refreshed is used as long as it is valid. Asks for the person's presence first where that is required.
   *
   * @param request - over HTTPS, or to this very machine; it is left as it is
   * @throws Failure `account_not_found`, `invalid_input` when the request must not carry the token, as
   *   {@link confirmPresence} does, or of `refreshIfNeeded`'s
   */
  async authorize(id: CredentialId, request: Request): Promise<Request> {
    await this.#presence.confirm(id, 'send a request with an access token');
    return this.#calls.authorize(await this.#live.require(id), request);
  }

  /**
   * Sends a request with the credential's access token, as bearer or with a proof (RFC 9449), and gives the answer, of
   * whatever status. The token is refreshed first if need be, and once more after 401; then the request is sent again,
   * unless its body is a stream. After 429 one that may be sent twice is, at most two times more, when the server says
   * when, and that is within a minute. No redirect is followed. Asks for the person's presence first where that is
   * required.
   *
   * @param url - over HTTPS, or to this very machine
   * @throws Failure `account_not_found`, `cancelled`, `invalid_input` when the request must not carry the token, as
   *   {@link confirmPresence} and {@link refresh} do, `dpop_proof_rejected`, or of class *transient* when there is no
   *   answer; {@link StepUpNeeded} when the server wants a stronger or more recent sign-in (RFC 9470)
   */
  async fetch(id: CredentialId, url: string | URL, options: FetchOptions = {}): Promise<Response> {
    const { signal } = options;
    if (signal?.aborted === true) throw new Failure('cancelled');
    const request = readRequest(url, options);
    await waitUnlessAborted(
      this.#presence.confirm(id, 'send a request with an access token'),
      signal,
    );
    return this.#resources.fetch(await this.#live.require(id), request);
  }

  /**
   * Writes a token that is only in memory; called by itself with growing pauses, and when the person asks.
   *
   * @throws Failure of class *storage* when it still cannot be written
   */
  async saveUnsaved(id: CredentialId): Promise<void> {
    await this.#live.saveUnsaved(id);
  }

  /**
   * Waits for the requests under way, whose answers may hold the only refresh tokens that still work, and tries once
   * more to write every token that is only in memory, before the app ends. Rejects never.
   */
  async saveEveryUnsaved(): Promise<void> {
    await this.#requests.allSettled();
    await this.#live.saveEveryUnsaved();
  }

  /**
   * Revokes a credential's tokens at the org, refresh token first. When the org agreed, and nothing is left of the
   * session, the credential is removed: with all tokens, the refresh token, or the access token where there is no
   * refresh token. One that was signed in again meanwhile is kept: its new tokens were not revoked.
   *
   * @returns what happened to each token
   * @throws RevocationFailure when the org did not agree or could not be reached; `token_not_present` when there is no
   *   token of the kind; the credential is kept
   */
  async revoke(
    id: CredentialId,
    { tokens = 'all' }: RevokeOptions = {},
  ): Promise<readonly RevokeResult[]> {
    return this.#removal.revoke(id, tokens);
  }

  /**
   * Removes a credential from this device; its tokens stay valid at the org. Removing it twice is no error.
   *
   * @throws Failure of class *storage*: then it is kept
   */
  async remove(id: CredentialId): Promise<void> {
    await this.#removal.remove(id);
  }

  /**
   * Removes a credential from this device now, and revokes its tokens as soon as the org can be reached, also after a
   * restart.
   *
   * @throws Failure `account_not_found`, `busy`, or of class *storage*: then it is kept and nothing is revoked
   */
  async removeAndRevokeLater(id: CredentialId): Promise<void> {
    await this.#removal.removeAndRevokeLater(id);
  }

  /**
   * Removes every credential from this device, one after another; their tokens stay valid at the org.
   *
   * @throws Failure the first of class *storage*, after the others were removed
   */
  async clear(): Promise<void> {
    await this.#removal.clear(await this.allIDs());
  }
}
