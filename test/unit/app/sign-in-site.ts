import type { SignInMethod, SignInView } from '../../../src/shared/index.ts';
import type { SignInIntent } from '../../../src/main/app/sign-in-attempt.ts';
import { SignIns } from '../../../src/main/app/sign-ins.ts';
import type { OrgProfile } from '../../../src/main/app/preferences.ts';
import { OAuth2ClientPool } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeListener } from '../../support/fakes/fake-listener.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { InProcessOrg } from '../../support/fakes/in-process-org.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

export const timeout = 300_000;

export type BrowserMethod = Extract<SignInMethod, { readonly kind: 'browser' }>;

/** A sign-in in the browser in which the person has chosen nothing. */
export const inBrowser: BrowserMethod = { kind: 'browser', loginHint: null, prompt: 'automatic' };

/** Sign-ins at an org in this process; the test is the browser. */
export class SignInSite {
  readonly org: InProcessOrg;
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
  /** Thrown instead of the coordinator while it is set. */
  vaultFailure: Error | null = null;
  broughtForward = 0;
  readonly signIns: SignIns;
  readonly profile: OrgProfile;
  readonly #waiters = new Set<() => void>();

  constructor(org = new InProcessOrg()) {
    this.org = org;
    this.profile = this.profileAt(org.issuer);
    const { clock, log } = this;
    this.signIns = new SignIns({
      clients: new OAuth2ClientPool({ fetch: org.fetch, clock, userAgent: 'Test/1' }),
      coordinator: () => {
        if (this.vaultFailure !== null) throw this.vaultFailure;
        return this.credentials.coordinator;
      },
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
      timeout: () => timeout,
      clock,
      log,
      onChange: () => {
        this.#note();
      },
      onSignedIn: () => {
        this.broughtForward += 1;
      },
    });
  }

  profileAt(issuer: string, clientId = '0oaExample'): OrgProfile {
    return anOrgProfile({ issuer, clientId, scopes: ['openid', 'offline_access'] });
  }

  /** Starts a sign-in. */
  start(about: Partial<Omit<SignInIntent, 'accountId'>> & { accountId?: string } = {}): string {
    const { tags = [], accountId = null, org = this.profile, method = inBrowser } = about;
    return this.signIns.start({ org, tags, accountId, method });
  }

  view(id: string): SignInView | undefined {
    return this.signIns.views.find((view) => view.id === id);
  }

  /** Waits until an attempt is in one of these phases. */
  async reaches(id: string, ...phases: readonly SignInView['phase'][]): Promise<SignInView> {
    for (;;) {
      const view = this.view(id);
      if (view !== undefined && phases.includes(view.phase)) return view;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  /** Signs in from the start to the end. */
  async signIn(about?: Parameters<SignInSite['start']>[0]): Promise<SignInView> {
    const id = this.start(about);
    await this.reaches(id, 'waiting_for_browser');
    this.comeBack();
    return this.reaches(id, 'done', 'failed');
  }

  /** The browser comes back from the page that was opened last, to the newest listener. */
  comeBack(): void {
    const url = this.opened.at(-1);
    if (url === undefined) throw new Error('No page was opened.');
    this.listeners.at(-1)?.arrive(this.org.redirectFor(url));
  }

  /** Lets everything happen that needs no test. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) await turn();
  }

  #note(): void {
    const phase = this.signIns.views.at(-1)?.phase ?? 'none';
    if (this.phases.at(-1) !== phase) this.phases.push(phase);
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }
}
