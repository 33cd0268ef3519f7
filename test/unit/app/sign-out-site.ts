import type { OrgProfile } from '../../../src/main/app/preferences.ts';
import { SignOuts } from '../../../src/main/app/sign-outs.ts';
import {
  OAuth2ClientPool,
  openSecret,
  type Credential,
} from '../../../src/main/auth-foundation/index.ts';
import type { SignOutView } from '../../../src/shared/index.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeListener } from '../../support/fakes/fake-listener.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { InProcessOrg } from '../../support/fakes/in-process-org.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

export const timeout = 300_000;

/** Sign-outs of accounts of an org in this process; the test is the browser. */
export class SignOutSite {
  readonly org = new InProcessOrg();
  readonly clock = new FakeClock(Date.now());
  readonly log = new RecordingLog();
  readonly presence = new FakePresence();
  readonly credentials = aCoordinator({ clock: this.clock, presence: this.presence });
  /** The listeners so far, oldest first. */
  readonly listeners: FakeListener[] = [];
  /** The URLs that were opened in the browser, oldest first. */
  readonly opened: URL[] = [];
  /** The phases that were shown, without repetition. */
  readonly phases: string[] = [];
  openBrowser: () => Promise<void> = () => Promise.resolve();
  listen: (listener: FakeListener) => Promise<FakeListener> = (listener) =>
    Promise.resolve(listener);
  profiles: readonly OrgProfile[] = [anOrgProfile({ issuer: this.org.issuer })];
  broughtForward = 0;
  readonly signOuts: SignOuts;
  readonly #waiters = new Set<() => void>();

  constructor() {
    const { org, clock, log } = this;
    this.signOuts = new SignOuts({
      clients: new OAuth2ClientPool({ fetch: org.fetch, clock, userAgent: 'Test/1' }),
      coordinator: () => this.credentials.coordinator,
      browser: {
        open: (url) => {
          this.opened.push(url);
          return this.openBrowser();
        },
      },
      listen: (options) => {
        const listener = new FakeListener(options);
        this.listeners.push(listener);
        return this.listen(listener);
      },
      orgs: () => this.profiles,
      timeout: () => timeout,
      clock,
      log,
      onChange: () => {
        this.#note();
      },
      onSignedOut: () => {
        this.broughtForward += 1;
      },
    });
  }

  /** An account of the org. */
  addAccount(changes: Readonly<Record<string, unknown>> = {}): Promise<Credential> {
    const context = { issuer: this.org.issuer, clientId: '0oaExample' };
    return this.credentials.coordinator.store(aToken(changes, context));
  }

  /** The listener that was opened last. */
  get listener(): FakeListener {
    const listener = this.listeners.at(-1);
    if (listener === undefined) throw new Error('Nobody listens.');
    return listener;
  }

  /** The fields of the form that was offered last. */
  get fields(): Readonly<Record<string, string>> {
    const fields = this.listener.forms.at(-1)?.fields ?? {};
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, openSecret(value)]),
    );
  }

  view(id: string): SignOutView | undefined {
    return this.signOuts.views.find((view) => view.id === id);
  }

  /** Waits until an attempt is in one of these phases. */
  async reaches(id: string, ...phases: readonly SignOutView['phase'][]): Promise<SignOutView> {
    for (;;) {
      const view = this.view(id);
      if (view !== undefined && phases.includes(view.phase)) return view;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  /** Starts a sign-out, and waits for the person. */
  async waits(account: Credential): Promise<string> {
    const id = await this.signOuts.start(account.id);
    const view = await this.reaches(id, 'waiting_for_browser', 'failed');
    if (view.phase === 'failed') throw new Error(`It failed with ${view.error.code}.`);
    return id;
  }

  /** The browser comes back from the org, with the state it was sent away with and what else is given. */
  comeBack(parameters: Readonly<Record<string, string>> = {}): void {
    const url = new URL(this.listener.redirectUri);
    const given = { state: this.listener.options.state, ...parameters };
    for (const [name, value] of Object.entries(given)) url.searchParams.set(name, value);
    this.listener.arrive(url);
  }

  /** Lets everything happen that needs no test. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) await turn();
  }

  #note(): void {
    const phase = this.signOuts.views.at(-1)?.phase ?? 'none';
    if (this.phases.at(-1) !== phase) this.phases.push(phase);
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }
}
