import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import {
  AccountWindow,
  signInInBrowser,
  type NewAccount,
} from '../../support/account-window/index.ts';
import {
  launchApp,
  openSystemBrowser,
  type RunningApp,
  type SystemBrowser,
} from '../../support/app-driver/index.ts';
import { startKeyringSession, type KeyringSession } from '../../support/keyring/keyring-session.ts';
import {
  demoClient,
  samplePeople,
  secondDemoClient,
  startOktaLikeOrg,
  type AuthorizationServerOptions,
  type ClientOptions,
  type OktaLikeOrg,
  type Person,
} from '../../support/okta-like-org/index.ts';

const appDir = join(import.meta.dirname, '../../..');
const scopes = ['openid', 'profile', 'email', 'offline_access'];

/** The names of the org profiles that a world has prepared when it is not told others. */
export const orgNames = { org: 'Example Org', engineering: 'Example Engineering' } as const;

/** An org profile that is there before the app starts for the first time. */
export interface PreparedOrg {
  readonly name: string;
  /** Which of the org's authorization servers. */
  readonly server: string;
  /** The demo client when absent. */
  readonly client?: ClientOptions;
  /** Beside the usual ones. */
  readonly scopes?: readonly string[];
  readonly dpop?: boolean;
}

const usualOrgs: readonly PreparedOrg[] = [
  { name: orgNames.org, server: 'default' },
  { name: orgNames.engineering, server: 'ausEngineering' },
];

/** Two clients of one issuer, the second of which can sign in with the first one's session (native SSO). */
export const ssoOrgs = {
  source: { name: orgNames.org, server: 'default', scopes: ['device_sso'] },
  reports: { name: 'Example Reports', server: 'default', client: secondDemoClient },
} satisfies Record<string, PreparedOrg>;

/** A sample person by first name. */
export function person(firstName: string): Person {
  const found = samplePeople.find(({ name }) => name.startsWith(firstName));
  if (found === undefined) throw new Error(`There is no sample person ${firstName}.`);
  return found;
}

export const ada = person('Ada');
export const grace = person('Grace');

/** What a world can be given. */
export interface WorldOptions {
  readonly authorizationServers?: readonly AuthorizationServerOptions[];
  readonly clients?: readonly ClientOptions[];
  /** Two when absent, at `default` and `ausEngineering`. */
  readonly orgs?: readonly PreparedOrg[];
  /** Seconds a person has in the browser; 300 when absent. */
  readonly signInTimeoutSeconds?: number;
  /** Seconds until a copied token is cleared; 45 when absent. */
  readonly clipboardSeconds?: number;
}

/**
 * Everything around the app, real: an org on loopback, a keyring of its own, a browser, a profile folder. One app
 * runs in it at a time.
 */
export class World {
  readonly org: OktaLikeOrg;
  readonly keyring: KeyringSession;
  readonly profile: string;
  #app: RunningApp | null = null;
  #browser: SystemBrowser | null = null;
  readonly #undo: (() => Promise<void>)[] = [];

  private constructor(org: OktaLikeOrg, keyring: KeyringSession, profile: string) {
    this.org = org;
    this.keyring = keyring;
    this.profile = profile;
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const { authorizationServers, clients, orgs = usualOrgs } = options;
    const org = await startOktaLikeOrg({
      ...(authorizationServers === undefined ? {} : { authorizationServers }),
      ...(clients === undefined ? {} : { clients }),
    });
    const keyring = await startKeyringSession();
    const profile = await mkdtemp(join(tmpdir(), 'oam-e2e-'));
    const preferences = {
      settings: { theme: 'system', clipboardSeconds: options.clipboardSeconds ?? 45 },
      advanced: { signInTimeoutSeconds: options.signInTimeoutSeconds ?? 300 },
      orgs: orgs.map(({ name, server, client = demoClient, scopes: more = [], dpop = false }) => ({
        id: name.toLowerCase().replaceAll(' ', '-'),
        name,
        issuer: org.issuerOf(server),
        clientId: client.clientId,
        scopes: [...scopes, ...more],
        dpop,
      })),
    };
    await writeFile(join(profile, 'settings.json'), JSON.stringify({ preferences }));
    return new World(org, keyring, profile);
  }

  /** The app that runs. @throws Error when none does */
  get app(): RunningApp {
    if (this.#app === null) throw new Error('The app is not running.');
    return this.#app;
  }

  /** Starts the app on this world's profile. */
  async start(): Promise<AccountWindow> {
    this.#app = await launchApp({
      appDir,
      userDataDir: this.profile,
      env: this.keyring.env,
    });
    return new AccountWindow(await this.#app.window());
  }

  /** Quits the app as a person would, and starts it again. */
  async restart(): Promise<AccountWindow> {
    await this.app.close();
    return this.start();
  }

  /** A page of the person's browser, which is one browser for the whole world. */
  async browser(): Promise<Page> {
    this.#browser ??= await openSystemBrowser();
    return this.#browser.page;
  }

  /** Another tab of that browser, which is signed in wherever the first one is. */
  async anotherTab(): Promise<Page> {
    return (await this.browser()).context().newPage();
  }

  /** A page of another device's browser, which shares nothing with the person's. */
  async otherDevice(): Promise<Page> {
    this.#browser ??= await openSystemBrowser();
    return this.#browser.otherDevice();
  }

  /** Closes the person's browser; the next one remembers nothing. */
  async closeBrowser(): Promise<void> {
    await this.#browser?.close();
    this.#browser = null;
  }

  /** Signs somebody in through the window and the org's own page, and waits for the row. */
  async signIn(window: AccountWindow, who: Person, options: NewAccount): Promise<void> {
    await window.addAccount(options);
    await signInInBrowser(await this.browser(), await this.app.nextOpenedUrl(), who);
    await window.row(who.name, options.org).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
  }

  /** Revokes a token of the demo client behind the app's back (RFC 7009). */
  async revoke(token: string): Promise<void> {
    await fetch(`${this.org.issuerOf('default')}/v1/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: demoClient.clientId }),
    });
  }

  /** Whether the org says that a token is active (RFC 7662). */
  async isAccepted(token: string): Promise<boolean> {
    const response = await fetch(`${this.org.issuerOf('default')}/v1/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: demoClient.clientId }),
    });
    const answer: unknown = await response.json();
    return (
      typeof answer === 'object' && answer !== null && 'active' in answer && answer.active === true
    );
  }

  /** Has something undone when the world ends, after the app has quit. */
  atEnd(undo: () => Promise<void>): void {
    this.#undo.push(undo);
  }

  /** Ends everything that was started, also when some of it had failed. */
  async end(): Promise<void> {
    await Promise.allSettled([this.#app?.close(), this.closeBrowser(), this.org.close()]);
    await Promise.allSettled(this.#undo.map((undo) => undo()));
    await this.keyring.stop();
    await rm(this.profile, { recursive: true, force: true });
  }
}
