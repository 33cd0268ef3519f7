import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountManager, answerCommand } from '../../../src/main/app/index.ts';
import { systemClock } from '../../../src/main/auth-foundation/index.ts';
import { listenForRedirect, Vault } from '../../../src/main/desktop-platform/index.ts';
import {
  defaultRedirectPorts,
  registeredUris,
  type AccountView,
  type CommandInput,
  type OrgInput,
  type SignInView,
  type SignOutView,
  type Snapshot,
  type SnapshotPatch,
} from '../../../src/shared/index.ts';
import { anOrgInput } from '../../support/builders/org-profile.ts';
import { navigate } from '../../support/browser/navigate.ts';
import { readForm } from '../../support/browser/page-form.ts';
import { FakeClipboard } from '../../support/fakes/fake-clipboard.ts';
import { FakeKeychain } from '../../support/fakes/fake-keychain.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { MemoryDocuments } from '../../support/fakes/memory-documents.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';
import {
  BrowserLessBrowser,
  signInWithoutBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import {
  startOktaLikeOrg,
  type ClientOptions,
  type OktaLikeOrg,
  type OktaLikeOrgOptions,
} from '../../support/okta-like-org/index.ts';
import { ObservedNetwork } from '../oauth2-client/org-site.ts';

export const clientId = '0oaIntegration';

/** What somebody starts a sign-in with, beside the org. */
type Wish = Partial<Omit<CommandInput<'signIn.start'>, 'orgId'>>;

/**
 * An org at which the app is registered with its own redirect URIs, once for each of the clients.
 *
 * @param clients - what is special of each; one plain client by default
 * @param options - of the org
 * @param ports - of the redirect URIs
 */
export function startOrgForApp(
  clients: readonly Partial<ClientOptions>[] = [{}],
  options: OktaLikeOrgOptions = {},
  ports: readonly number[] = defaultRedirectPorts,
): Promise<OktaLikeOrg> {
  const registered = { kind: 'registered', ports } as const;
  const redirectUris = registeredUris(registered, 'redirect');
  const postLogoutRedirectUris = registeredUris(registered, 'sign_out');
  const usual = { clientId, redirectUris, postLogoutRedirectUris };
  return startOktaLikeOrg({ ...options, clients: clients.map((one) => ({ ...usual, ...one })) });
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
  /** What was opened in the browser, oldest first. */
  readonly opened: URL[] = [];
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
  #patched = Promise.withResolvers<undefined>();

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
      network: () => this.network.fetch,
      presets: () => null,
      browser: {
        open: (url) => {
          this.opened.push(url);
          this.#visiting = this.#visitAsNext(url);
          return Promise.resolve();
        },
      },
      clipboard: this.clipboard,
      presence: this.presence,
      listen: listenForRedirect,
      clock: systemClock,
      log: this.log,
      appVersion: '1.2.3',
      publish: (patch) => {
        this.patches.push(patch);
        this.#patched.resolve(undefined);
        this.#patched = Promise.withResolvers();
      },
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

  async addOrg(changes: Partial<OrgInput> = {}): Promise<string> {
    const profile = anOrgInput({ issuer: this.org.issuerOf('default'), clientId, ...changes });
    const { orgId } = await this.manager.handlers()['orgs.add'](profile);
    return orgId;
  }

  /** Starts a sign-in, in the browser if nothing else is said. */
  async startSignIn(orgId: string, wish: Wish = {}): Promise<string> {
    const method = { kind: 'browser', loginHint: null, prompt: 'automatic' } as const;
    const { 'signIn.start': start } = this.manager.handlers();
    const asked = { orgId, tags: ['work'], accountId: null, method, ...wish };
    return (await start(asked)).attemptId;
  }

  /** Waits until a sign-in is in one of these phases. */
  async reaches<Phase extends SignInView['phase']>(
    attemptId: string,
    ...phases: readonly Phase[]
  ): Promise<Extract<SignInView, { phase: Phase }>> {
    const isThere = (view: SignInView): view is Extract<SignInView, { phase: Phase }> =>
      phases.some((phase) => phase === view.phase);
    for (;;) {
      const patched = this.#patched.promise;
      const { signIns } = (await this.snapshot()).frame;
      const view = signIns.find(({ id }) => id === attemptId);
      if (view !== undefined && isThere(view)) return view;
      await patched;
    }
  }

  /** Signs the browser out of the org of an account, to the end. */
  async signOut(accountId: string): Promise<SignOutView> {
    const { attemptId } = await this.manager.handlers()['signOut.start']({ accountId });
    for (;;) {
      const patched = this.#patched.promise;
      const { signOuts } = (await this.snapshot()).frame;
      const view = signOuts.find(({ id }) => id === attemptId);
      if (view?.phase === 'done' || view?.phase === 'failed') {
        await this.#visiting;
        return view;
      }
      await patched;
    }
  }

  /** Signs a person in through the browser, to the end. */
  async signIn(orgId: string, person: number, wish: Wish = {}): Promise<SignInView> {
    this.person = person;
    const attemptId = await this.startSignIn(orgId, wish);
    const view = await this.reaches(attemptId, 'done', 'failed');
    await this.#visiting;
    return view;
  }

  /**
   * A person signs in at a page that was opened in their browser, and sees the page with the result.
   *
   * @returns that page's text
   */
  async visit(authorizationUrl: URL, person: number, browser = this.browser): Promise<string> {
    const { username = '', password = '' } = this.org.people[person] ?? {};
    return navigate(await signInWithoutBrowser({ authorizationUrl, username, password, browser }));
  }

  async #visitAsNext(url: URL): Promise<void> {
    if (url.pathname.startsWith('/form/')) {
      this.lastPage = await this.#sendForm(url);
    } else if (this.person !== null) {
      this.lastPage = await this.visit(url, this.person);
    }
  }

  /** Presses the button of a page of this app. */
  async #sendForm(url: URL): Promise<string> {
    const { action, fields } = readForm(await navigate(url));
    const visit = await this.browser.post(action, fields);
    return visit.kind === 'left' ? navigate(visit.url) : visit.html;
  }
}
