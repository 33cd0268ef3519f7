import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { AccountWindow, signInInBrowser } from '../../support/account-window/index.ts';
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
  startOktaLikeOrg,
  type AuthorizationServerOptions,
  type OktaLikeOrg,
  type Person,
} from '../../support/okta-like-org/index.ts';

const appDir = join(import.meta.dirname, '../../..');
const scopes = ['openid', 'profile', 'email', 'offline_access'];

/** The names of the org profiles that every world has prepared. */
export const orgNames = { org: 'Example Org', engineering: 'Example Engineering' } as const;

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
    const org = await startOktaLikeOrg({
      ...(options.authorizationServers === undefined
        ? {}
        : { authorizationServers: options.authorizationServers }),
    });
    const keyring = await startKeyringSession();
    const profile = await mkdtemp(join(tmpdir(), 'oam-e2e-'));
    const { clientId } = demoClient;
    const preferences = {
      settings: { theme: 'system', clipboardSeconds: options.clipboardSeconds ?? 45 },
      advanced: { signInTimeoutSeconds: options.signInTimeoutSeconds ?? 300 },
      orgs: [
        { id: 'org', name: orgNames.org, issuer: org.issuerOf('default'), clientId, scopes },
        {
          id: 'engineering',
          name: orgNames.engineering,
          issuer: org.issuerOf('ausEngineering'),
          clientId,
          scopes,
        },
      ],
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

  /** Closes the person's browser; the next one remembers nothing. */
  async closeBrowser(): Promise<void> {
    await this.#browser?.close();
    this.#browser = null;
  }

  /** Signs somebody in through the window and the org's own page, and waits for the row. */
  async signIn(
    window: AccountWindow,
    who: Person,
    options: { readonly org: string; readonly tags?: readonly string[] },
  ): Promise<void> {
    await window.addAccount(options);
    await signInInBrowser(await this.browser(), await this.app.nextOpenedUrl(), who);
    await window.row(who.name, options.org).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
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
