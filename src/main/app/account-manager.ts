import type {
  CommandHandlers,
  FrameView,
  OrgNetwork,
  Settings,
  SnapshotPatch,
} from '../../shared/index.ts';
import {
  CredentialCoordinator,
  OAuth2ClientPool,
  OrgThrottle,
  toFailure,
  type Clock,
  type HttpFetch,
  type PresenceCheck,
  type TokenContext,
} from '../auth-foundation/index.ts';
import type { AccountStorage, listenForRedirect } from '../desktop-platform/index.ts';
import { Accounts } from './accounts.ts';
import { commandHandlers } from './command-handlers.ts';
import type { Log } from './log.ts';
import { Orgs } from './orgs.ts';
import { profileOf } from './account-view.ts';
import type {
  Browser,
  Clipboard,
  DocumentStore,
  FileChooser,
  PresetFile,
  WakeReason,
} from './ports.ts';
import { isSameClient, Preferences, type OrgProfile } from './preferences.ts';
import { Revocations, viewRevocations } from './revocations.ts';
import { SignIns } from './sign-ins.ts';
import { SignOuts } from './sign-outs.ts';
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
  /** The network as an org profile wants it. */
  readonly network: (settings: OrgNetwork) => HttpFetch;
  /** Reads the administrator's org profiles; asked once. */
  readonly presets: () => PresetFile | null;
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

/** For an account whose org profile is gone. */
const systemNetwork: OrgNetwork = { proxy: { kind: 'system' }, caFile: null };

/** The product without its windows: what it does for the person, in plain Node. */
export class AccountManager {
  readonly #ports: AccountManagerPorts;
  readonly #preferences: Preferences;
  readonly #throttle: OrgThrottle;
  readonly #clients: OAuth2ClientPool;
  readonly #orgs: Orgs;
  readonly #vault: VaultSession;
  readonly #clipboard: TokenClipboard;
  readonly #signIns: SignIns;
  readonly #signOuts: SignOuts;
  readonly #accounts: Accounts;
  readonly #revocations: Revocations;
  readonly #keeper: VaultKeeper;
  readonly #snapshots: Snapshots;

  constructor(ports: AccountManagerPorts) {
    const { clock, log, appVersion } = ports;
    const touchFrame = (): void => {
      this.#snapshots.touchFrame();
    };
    const coordinator = (): CredentialCoordinator => this.#vault.require().coordinator;
    this.#ports = ports;
    this.#preferences = new Preferences(ports.documents, log);
    const userAgent = `OktaAccountManager/${appVersion}`;
    this.#throttle = new OrgThrottle(clock);
    this.#clients = new OAuth2ClientPool({
      fetch: ports.network(systemNetwork),
      fetchFor: (context) => this.#fetchFor(context),
      clock,
      userAgent,
      throttle: this.#throttle,
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
    this.#orgs = new Orgs({
      preferences: this.#preferences,
      presets: ports.presets,
      fetchFor: ports.network,
      clock,
      userAgent,
      files: ports.files,
      copyText: (text) => this.#clipboard.copyText(text),
      log,
      onChange: (changed) => {
        this.#snapshots.touchEverything();
        this.#vault.vault?.coordinator.reconsider((context) =>
          changed.some((org) => isSameClient(org, context)),
        );
      },
    });
    const errand = {
      clients: this.#clients,
      coordinator,
      browser: ports.browser,
      listen: ports.listen,
      timeout: () => this.#preferences.signInTimeout,
      clock,
      log,
      onChange: touchFrame,
    };
    const orgs = (): readonly OrgProfile[] => this.#orgs.profiles;
    this.#signIns = new SignIns({ ...errand, onSignedIn: ports.bringForward });
    this.#signOuts = new SignOuts({ ...errand, orgs, onSignedOut: ports.bringForward });
    this.#accounts = new Accounts({
      coordinator,
      clipboard: this.#clipboard,
      orgs,
      clipboardSeconds: () => this.#preferences.settings.clipboardSeconds,
      now: () => clock.now(),
      orgNow: (issuer) => this.#clients.serverNow(issuer),
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
    await Promise.all([this.#signIns.stop(), this.#signOuts.stop(), this.#clipboard.stop()]);
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
    return commandHandlers({
      state: () => this.#snapshots.current(),
      orgs: this.#orgs,
      signIns: this.#signIns,
      signOuts: this.#signOuts,
      accounts: this.#accounts,
      revocations: this.#revocations,
      clipboard: this.#clipboard,
      vault: this.#vault,
      keeper: this.#keeper,
      updateSettings: (changes) => {
        this.#updateSettings(changes);
      },
    });
  }

  #updateSettings(changes: Partial<Settings>): void {
    this.#preferences.updateSettings(changes);
    const { settings } = this.#preferences;
    this.#ports.applySettings(settings);
    this.#vault.vault?.coordinator.setAutomaticRefreshDefault(settings.automaticRefresh);
    this.#snapshots.touchFrame();
  }

  /** Looked up at each use: the profile may have changed. An account without a profile takes the system's network. */
  #fetchFor(context: TokenContext): HttpFetch {
    const settings = profileOf(context, this.#orgs.profiles)?.network ?? systemNetwork;
    return this.#ports.network(settings);
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
      throttle: this.#throttle,
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
      orgs: this.#orgs.views,
      signIns: this.#signIns.views,
      signOuts: this.#signOuts.views,
      clipboard: this.#clipboard.view,
      settings: this.#preferences.settings,
      presence: { available: this.#ports.presence.isAvailable() },
      quarantined: this.#keeper.quarantined,
      revocations: viewRevocations(this.#vault.vault?.coordinator ?? null, this.#orgs.profiles),
      presetProblem: this.#orgs.presetProblem,
      appVersion: this.#ports.appVersion,
    };
  }
}
