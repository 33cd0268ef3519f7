import type { CommandHandlers, FrameView, SnapshotPatch } from '../../shared/index.ts';
import {
  CredentialCoordinator,
  OAuth2ClientPool,
  toFailure,
  type Clock,
  type HttpFetch,
  type PresenceCheck,
} from '../auth-foundation/index.ts';
import type { AccountStorage, listenForRedirect } from '../desktop-platform/index.ts';
import { Accounts } from './accounts.ts';
import { viewEnded } from './ended-accounts.ts';
import type { Log } from './log.ts';
import { addOrg } from './orgs.ts';
import type { Browser, Clipboard, DocumentStore, FileChooser, WakeReason } from './ports.ts';
import { Preferences } from './preferences.ts';
import { redirectPath, redirectPorts, redirectUris } from './redirects.ts';
import { Revocations, viewRevocations } from './revocations.ts';
import { SignIns } from './sign-ins.ts';
import { Snapshots } from './snapshots.ts';
import { TokenClipboard } from './token-clipboard.ts';
import { VaultKeeper } from './vault-keeper.ts';
import { VaultSession, type OpenVault } from './vault-session.ts';

/** What the product is built on; the shell brings these. */
export interface AccountManagerPorts {
  readonly openStorage: () => Promise<AccountStorage>;
  /** Moves a storage that cannot be opened any more beside the place of a new one. */
  readonly setStorageAside: () => Promise<void>;
  readonly files: FileChooser;
  readonly documents: DocumentStore;
  readonly fetch: HttpFetch;
  readonly browser: Browser;
  readonly clipboard: Clipboard;
  readonly presence: PresenceCheck;
  readonly listen: typeof listenForRedirect;
  readonly clock: Clock;
  readonly log: Log;
  readonly appVersion: string;
  /** Tells every window what has changed. */
  readonly publish: (patch: SnapshotPatch) => void;
  /** Brings the window forward after a sign-in in the browser. */
  readonly bringForward: () => void;
  /** Is told when the settings have changed, and once at the start. */
  readonly applySettings: (settings: FrameView['settings']) => void;
}

/** The product without its windows: what it does for the person, in plain Node. */
export class AccountManager {
  readonly #ports: AccountManagerPorts;
  readonly #preferences: Preferences;
  readonly #clients: OAuth2ClientPool;
  readonly #vault: VaultSession;
  readonly #clipboard: TokenClipboard;
  readonly #signIns: SignIns;
  readonly #accounts: Accounts;
  readonly #revocations: Revocations;
  readonly #keeper: VaultKeeper;
  readonly #snapshots: Snapshots;

  constructor(ports: AccountManagerPorts) {
    const { clock, log, fetch, appVersion } = ports;
    const touchFrame = (): void => {
      this.#snapshots.touchFrame();
    };
    const coordinator = (): CredentialCoordinator => this.#vault.require().coordinator;
    this.#ports = ports;
    this.#preferences = new Preferences(ports.documents, log);
    const userAgent = `OktaAccountManager/${appVersion}`;
    this.#clients = new OAuth2ClientPool({
      fetch,
      clock,
      userAgent,
      onRetry: ({ purpose, attempt, delay, status, requestId }) => {
        log.info('request_retried', { purpose, attempt, delay, status, requestId });
      },
      onBackgroundError: this.#logBackgroundError,
    });
    this.#vault = new VaultSession(
      () => this.#openVault(),
      log,
      () => {
        this.#snapshots.touchEverything();
      },
    );
    this.#clipboard = new TokenClipboard(ports.clipboard, clock, log, touchFrame);
    this.#signIns = new SignIns({
      clients: this.#clients,
      coordinator,
      browser: ports.browser,
      listen: ports.listen,
      redirectPorts,
      redirectPath,
      timeout: () => this.#preferences.signInTimeout,
      clock,
      log,
      onChange: touchFrame,
      onSignedIn: ports.bringForward,
    });
    this.#accounts = new Accounts({
      coordinator,
      clipboard: this.#clipboard,
      orgs: () => this.#preferences.orgs,
      clipboardSeconds: () => this.#preferences.settings.clipboardSeconds,
      now: () => clock.now(),
      log,
      onChange: (id) => {
        this.#snapshots.touchAccount(id);
      },
      onRevocationsChange: touchFrame,
    });
    this.#revocations = new Revocations(coordinator);
    const { files, setStorageAside } = ports;
    const session = this.#vault;
    this.#keeper = new VaultKeeper({
      session,
      setStorageAside,
      files,
      clock,
      log,
      onChange: touchFrame,
    });
    this.#snapshots = new Snapshots(
      {
        frame: () => this.#viewFrame(),
        accountIds: async () => (await this.#vault.vault?.coordinator.allIDs()) ?? [],
        account: async (id) => (this.#vault.vault === null ? null : this.#accounts.view(id)),
      },
      ports.publish,
    );
  }

  /** Applies the settings and opens the vault; what it finds is told by snapshots. */
  async start(): Promise<void> {
    this.#ports.applySettings(this.#preferences.settings);
    await this.#vault.open();
    this.#keeper.start();
  }

  /** Goes on after the computer slept or was without a network: what was planned is looked at again. */
  async wake(reason: WakeReason): Promise<void> {
    await this.#vault.vault?.coordinator.wake(reason);
    await this.#keeper.checkKey();
  }

  /** Ends what must not outlive the app, and saves what is only in memory, as far as that works. Rejects never. */
  async stop(): Promise<void> {
    this.#keeper.stop();
    const coordinator = this.#vault.vault?.coordinator;
    coordinator?.stop();
    await Promise.all([this.#signIns.stop(), this.#clipboard.stop()]);
    await coordinator?.saveEveryUnsaved();
    try {
      await this.#vault.vault?.storage.close();
    } catch (thrown) {
      const { code, detail } = toFailure(thrown);
      this.#ports.log.error('vault_not_closed', { code, detail });
    }
  }

  /** One handler for each command of the contract. */
  handlers(): CommandHandlers {
    const preferences = this.#preferences;
    const touchEverything = (): void => {
      this.#snapshots.touchEverything();
    };
    return {
      'state.get': () => this.#snapshots.current(),

      'orgs.add': async (input) => {
        const { id } = await addOrg(input, preferences, this.#clients);
        touchEverything();
        return { orgId: id };
      },
      'orgs.remove': ({ orgId }) => {
        preferences.removeOrg(orgId);
        touchEverything();
      },
      'orgs.copyRedirectUris': () => this.#clipboard.copyText(redirectUris.join('\n')),

      'signIn.start': ({ orgId, tags, accountId }) => {
        const org = preferences.requireOrg(orgId);
        return { attemptId: this.#signIns.start({ org, tags, accountId }) };
      },
      'signIn.cancel': ({ attemptId }) => {
        this.#signIns.cancel(attemptId);
      },
      'signIn.copyLink': ({ attemptId }) =>
        this.#clipboard.copyText(this.#signIns.waitingUrl(attemptId).href),
      'signIn.openBrowser': ({ attemptId }) => this.#signIns.openBrowser(attemptId),
      'signIn.retrySave': ({ attemptId }) => this.#signIns.retrySave(attemptId),
      'signIn.dismiss': ({ attemptId }) => {
        this.#signIns.dismiss(attemptId);
      },

      'accounts.makeDefault': ({ accountId }) => this.#accounts.makeDefault(accountId),
      'accounts.refresh': ({ accountId }) => this.#accounts.refresh(accountId),
      'accounts.copyToken': async ({ accountId, kind }) => ({
        clearsAt: await this.#accounts.copyToken(accountId, kind),
      }),
      'accounts.revoke': ({ accountId }) => this.#accounts.revoke(accountId),
      'accounts.remove': ({ accountId }) => this.#accounts.remove(accountId),
      'accounts.removeAndRevokeLater': ({ accountId }) =>
        this.#accounts.removeAndRevokeLater(accountId),
      'accounts.setTags': ({ accountId, tags }) => this.#accounts.setTags(accountId, tags),
      'accounts.setAutomaticRefresh': ({ accountId, choice }) =>
        this.#accounts.setAutomaticRefresh(accountId, choice),
      'accounts.setRequiresPresence': ({ accountId, required }) =>
        this.#accounts.setRequiresPresence(accountId, required),
      'accounts.saveNow': ({ accountId }) => this.#accounts.saveNow(accountId),
      'accounts.history': ({ accountId }) => this.#accounts.history(accountId),
      'accounts.ended': () => ({
        entries: viewEnded(this.#vault.require().storage.ended(), preferences.orgs),
      }),

      'revocations.retry': ({ revocationId }) => this.#revocations.retry(revocationId),
      'revocations.giveUp': ({ revocationId }) => this.#revocations.giveUp(revocationId),

      'clipboard.clear': () => this.#clipboard.clear(),
      'vault.retry': () => this.#vault.open(),
      'vault.retryQuarantined': () => this.#keeper.retryQuarantined(),
      'vault.setQuarantinedAside': ({ fileName }) => this.#keeper.setQuarantinedAside(fileName),
      'vault.changeKey': () => this.#keeper.changeKey(),
      'vault.restoreKey': () => this.#keeper.restoreKey(),
      'vault.startNew': () => this.#keeper.startNew(),
      'vault.backUp': ({ passphrase }) => this.#keeper.backUp(passphrase),
      'vault.restore': ({ passphrase }) => this.#keeper.restore(passphrase),
      'settings.update': (changes) => {
        preferences.updateSettings(withoutUndefined(changes));
        this.#ports.applySettings(preferences.settings);
        const { automaticRefresh } = preferences.settings;
        this.#vault.vault?.coordinator.setAutomaticRefreshDefault(automaticRefresh);
        this.#snapshots.touchFrame();
      },
    };
  }

  async #openVault(): Promise<OpenVault> {
    const { clock, log, presence } = this.#ports;
    const storage = await this.#ports.openStorage();
    for (const { reason } of storage.quarantined()) log.error('record_quarantined', { reason });
    const coordinator = new CredentialCoordinator({
      storage,
      revocations: storage,
      clientFor: (context) => this.#clients.get(context),
      clock,
      presence,
      automaticRefresh: { enabled: this.#preferences.settings.automaticRefresh },
      onBackgroundError: this.#logBackgroundError,
    });
    this.#accounts.follow(coordinator);
    await coordinator.start();
    // Nobody waits for it: everything works meanwhile.
    void this.#keeper.resumeKeyChange(storage);
    return { storage, coordinator };
  }

  readonly #logBackgroundError = (thrown: unknown): void => {
    const { code, detail, requestId } = toFailure(thrown);
    this.#ports.log.error('background_error', { code, detail, requestId });
  };

  #viewFrame(): FrameView {
    return {
      vault: this.#keeper.view,
      orgs: this.#preferences.orgs.map(({ id, name, issuer, clientId, scopes }) => ({
        id,
        name,
        issuer,
        clientId,
        scopes: [...scopes],
      })),
      signIns: this.#signIns.views,
      clipboard: this.#clipboard.view,
      settings: this.#preferences.settings,
      presence: { available: this.#ports.presence.isAvailable() },
      quarantined: this.#keeper.quarantined,
      revocations: viewRevocations(this.#vault.vault?.coordinator ?? null, this.#preferences.orgs),
      redirectUris: [...redirectUris],
      appVersion: this.#ports.appVersion,
    };
  }
}

/** A command's optional fields come as `undefined` or not at all; here both mean "leave it". */
function withoutUndefined(
  changes: Partial<{
    [Key in keyof FrameView['settings']]: FrameView['settings'][Key] | undefined;
  }>,
): Partial<FrameView['settings']> {
  const { theme, clipboardSeconds, automaticRefresh } = changes;
  return {
    ...(theme === undefined ? {} : { theme }),
    ...(clipboardSeconds === undefined ? {} : { clipboardSeconds }),
    ...(automaticRefresh === undefined ? {} : { automaticRefresh }),
  };
}
