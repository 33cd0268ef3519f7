import type { Page } from 'playwright';
import { AccountWindow, signInInBrowser } from '../../test/support/account-window/index.ts';
import {
  launchApp,
  openSystemBrowser,
  type RunningApp,
  type SystemBrowser,
} from '../../test/support/app-driver/index.ts';
import type { OktaLikeOrg, Person as OrgPerson } from '../../test/support/okta-like-org/index.ts';
import type { DemoWorld } from '../demo/demo-world.ts';
import { launchError } from '../demo/launch-error.ts';
import { root } from '../setup/project.mjs';
import { OrgRecords } from './org-records.ts';

const patienceMs = 15_000;

/** The person that the tour plays: an app in front of them, a browser beside it, and an org that remembers. */
export class Person {
  readonly org: OktaLikeOrg;
  readonly records: OrgRecords;
  readonly profile: string;
  readonly #world: DemoWorld;
  #app: RunningApp | null = null;
  #window: AccountWindow | null = null;
  #browser: SystemBrowser | null = null;

  constructor(world: DemoWorld) {
    this.#world = world;
    this.org = world.org;
    this.profile = world.profile;
    this.records = new OrgRecords(world.org);
  }

  /** The app that runs. @throws Error when none does */
  get app(): RunningApp {
    if (this.#app === null) throw new Error('The app is not running.');
    return this.#app;
  }

  /** Its window. @throws Error when there is none */
  get window(): AccountWindow {
    if (this.#window === null) throw new Error('The app is not running.');
    return this.#window;
  }

  /** Somebody who can sign in, by their first name. @throws Error when the org does not know them */
  sample(firstName: string): OrgPerson {
    const found = this.org.people.find(({ name, username }) =>
      `${name} ${username}`.toLowerCase().includes(firstName.toLowerCase()),
    );
    if (found === undefined) throw new Error(`The org has no ${firstName}.`);
    return found;
  }

  /** @throws PlainError when the app does not start or shows no window */
  async startApp(): Promise<void> {
    const { profile, env } = this.#world;
    try {
      this.#app = await launchApp({ appDir: root, userDataDir: profile, env });
      const page = await this.#app.window();
      page.setDefaultTimeout(patienceMs);
      this.#window = new AccountWindow(page);
    } catch (thrown) {
      throw launchError(thrown);
    }
  }

  async quitApp(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    this.#window = null;
    await app?.close();
  }

  /** A page of the browser in which this person signs in; the browser remembers them like any other. */
  async browser(): Promise<Page> {
    this.#browser ??= await openSystemBrowser();
    this.#browser.page.setDefaultTimeout(patienceMs);
    return this.#browser.page;
  }

  /** A page of another device's browser, which knows nothing of the person's own. */
  async otherDevice(): Promise<Page> {
    this.#browser ??= await openSystemBrowser();
    const page = await this.#browser.otherDevice();
    page.setDefaultTimeout(patienceMs);
    return page;
  }

  /** Signs somebody in through the window and the org's own page, and waits for the row. */
  async signIn(who: OrgPerson, org: string, tags: readonly string[] = []): Promise<void> {
    await this.window.addAccount({ org, tags });
    await signInInBrowser(await this.browser(), await this.app.nextOpenedUrl(), who);
    await this.window.row(who.name, org).waitFor();
    await this.window.dialog.waitFor({ state: 'hidden' });
  }

  async leave(): Promise<void> {
    await Promise.allSettled([this.quitApp(), this.#browser?.close()]);
  }
}
