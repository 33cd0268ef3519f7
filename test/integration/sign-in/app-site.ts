import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountManager, answerCommand } from '../../../src/main/app/index.ts';
import { redirectUris } from '../../../src/main/app/redirects.ts';
import { systemClock } from '../../../src/main/auth-foundation/index.ts';
import { listenForRedirect, Vault } from '../../../src/main/desktop-platform/index.ts';
import type {
  AccountView,
  SignInView,
  Snapshot,
  SnapshotPatch,
} from '../../../src/shared/index.ts';
import { FakeClipboard } from '../../support/fakes/fake-clipboard.ts';
import { FakeKeychain } from '../../support/fakes/fake-keychain.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { MemoryDocuments } from '../../support/fakes/memory-documents.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';
import {
  BrowserLessBrowser,
  signInWithoutBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import { startOktaLikeOrg, type OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { ObservedNetwork } from '../oauth2-client/org-site.ts';

const clientId = '0oaIntegration';

/** An org at which the app is registered with its own redirect URIs. */
export function startOrgForApp(): Promise<OktaLikeOrg> {
  return startOktaLikeOrg({ clients: [{ clientId, redirectUris }] });
}

/** The product without its window: real vault on a temporary folder, real loopback listener, real org. */
export class AppSite {
  readonly org: OktaLikeOrg;
  readonly network = new ObservedNetwork();
  readonly clipboard = new FakeClipboard();
  readonly presence = new FakePresence();
  readonly log = new RecordingLog();
  readonly patches: SnapshotPatch[] = [];
  readonly manager: AccountManager;
  /** The page that the person saw last in the browser. */
  lastPage = '';
  /** Who signs in next, as the number in the org's list of people; nobody when it is null. */
  person: number | null = 0;
  /** The one browser of the person, which the org may remember. */
  readonly browser = new BrowserLessBrowser();
  readonly #directory: string;
  readonly #keychain: FakeKeychain;
  readonly #documents: MemoryDocuments;
  #visiting = Promise.resolve();

  private constructor(
    org: OktaLikeOrg,
    directory: string,
    keychain = new FakeKeychain(),
    documents = new MemoryDocuments(),
  ) {
    this.org = org;
    this.#directory = directory;
    this.#keychain = keychain;
    this.#documents = documents;
    this.manager = new AccountManager({
      openStorage: () => Vault.open({ directory, keychain, clock: systemClock }),
      setStorageAside: () => Vault.setAside({ directory, clock: systemClock }),
      files: { toSave: () => Promise.resolve(null), toOpen: () => Promise.resolve(null) },
      documents,
      fetch: this.network.fetch,
      browser: {
        open: (url) => {
          this.#visiting = this.#visit(url);
          return Promise.resolve();
        },
      },
      clipboard: this.clipboard,
      presence: this.presence,
      listen: listenForRedirect,
      clock: systemClock,
      log: this.log,
      appVersion: '1.2.3',
      publish: (patch) => this.patches.push(patch),
      bringForward: () => undefined,
      applySettings: () => undefined,
    });
  }

  /** Starts the app for the first time. */
  static async start(org: OktaLikeOrg): Promise<AppSite> {
    const site = new AppSite(org, await mkdtemp(join(tmpdir(), 'account-manager-')));
    await site.manager.start();
    return site;
  }

  /** Quits the app and starts it again on the same folder. */
  async restart(): Promise<AppSite> {
    await this.manager.stop();
    const site = new AppSite(this.org, this.#directory, this.#keychain, this.#documents);
    for (const secret of this.network.secrets) site.network.secrets.add(secret);
    await site.manager.start();
    return site;
  }

  /** Quits the app and removes its folder. */
  async close(): Promise<void> {
    await this.manager.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async snapshot(): Promise<Snapshot> {
    const reply = await answerCommand('state.get', this.manager.handlers(), {}, this.log);
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.value;
  }

  async account(username: string): Promise<AccountView> {
    const { accounts } = await this.snapshot();
    const found = accounts.find(({ person }) => person.email === username);
    if (found === undefined) throw new Error(`There is no account of ${username}.`);
    return found;
  }

  async addOrg(): Promise<string> {
    const { orgId } = await this.manager.handlers()['orgs.add']({
      name: 'Example',
      issuer: this.org.issuerOf('default'),
      clientId,
      scopes: ['openid', 'profile', 'email', 'offline_access'],
    });
    return orgId;
  }

  /** Signs a person in through the browser, to the end. */
  async signIn(
    orgId: string,
    person: number,
    accountId: string | null = null,
  ): Promise<SignInView> {
    this.person = person;
    const { 'signIn.start': start } = this.manager.handlers();
    const { attemptId } = await start({ orgId, tags: ['work'], accountId });
    for (;;) {
      const { frame } = await this.snapshot();
      const view = frame.signIns.find(({ id }) => id === attemptId);
      if (view?.phase !== 'done' && view?.phase !== 'failed') continue;
      await this.#visiting;
      return view;
    }
  }

  async #visit(url: URL): Promise<void> {
    const person = this.person === null ? undefined : this.org.people[this.person];
    if (person === undefined) return;
    const { username, password } = person;
    const { browser } = this;
    const redirect = await signInWithoutBrowser({
      authorizationUrl: url,
      username,
      password,
      browser,
    });
    const page = await fetch(redirect);
    this.lastPage = await page.text();
  }
}
