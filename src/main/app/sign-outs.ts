import { randomUUID } from 'node:crypto';
import {
  defaultRedirectPorts,
  signOutPath,
  type RedirectPorts,
  type SignOutView,
} from '../../shared/index.ts';
import {
  Failure,
  historyEntry,
  isCredentialId,
  openSecret,
  personOf,
  Secret,
  timestamp,
  toFailure,
  waitUnlessAborted,
  type Clock,
  type Credential,
  type CredentialCoordinator,
  type OAuth2ClientPool,
} from '../auth-foundation/index.ts';
import type { listenForRedirect } from '../desktop-platform/index.ts';
import { newState, SessionLogoutFlow } from '../oauth2-flows/index.ts';
import { orgNameOf, profileOf } from './account-view.ts';
import type { Log } from './log.ts';
import { portsToTry } from './ports-to-try.ts';
import { tryToOpen } from './open-browser.ts';
import type { Browser } from './ports.ts';
import type { OrgProfile } from './preferences.ts';

/** What sign-outs are made with. */
export interface SignOutsParts {
  readonly clients: OAuth2ClientPool;
  readonly coordinator: () => CredentialCoordinator;
  readonly browser: Browser;
  readonly listen: typeof listenForRedirect;
  readonly orgs: () => readonly OrgProfile[];
  /** How long the person has in the browser, in milliseconds. */
  readonly timeout: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  /** Is called when the browser came back, so that the window can come forward. */
  readonly onSignedOut: () => void;
}

type SignOutPhase =
  | { readonly phase: 'preparing' }
  | {
      readonly phase: 'waiting_for_browser';
      /** Makes the address of a page that is served once; the browser is opened again with another one. */
      readonly newPage: () => URL;
      readonly expiresAt: number;
      readonly browserOpened: boolean;
    }
  | { readonly phase: 'done' }
  | { readonly phase: 'failed'; readonly failure: Failure };

interface SignOutAttempt {
  readonly id: string;
  readonly accountId: string;
  readonly person: string | null;
  readonly orgName: string;
  readonly cancellation: AbortController;
  phase: SignOutPhase;
}

/**
 * Ends the session that the browser has at an org, account by account (OpenID Connect RP-Initiated Logout 1.0). The
 * account and its tokens stay: ending those is revocation. The ID token reaches the org in a form that the person sends
 * from a page of the listener, so that it is in no address, no history and no argument of a process.
 */
export class SignOuts {
  readonly #attempts = new Map<string, SignOutAttempt>();
  readonly #running = new Set<Promise<void>>();
  readonly #parts: SignOutsParts;

  constructor(parts: SignOutsParts) {
    this.#parts = parts;
  }

  /** The attempts as the window sees them, oldest first. */
  get views(): SignOutView[] {
    return [...this.#attempts.values()].map(viewSignOut);
  }

  /**
   * Starts a sign-out; how it goes on is told by {@link views}.
   *
   * @returns the attempt's identifier
   * @throws Failure `account_not_found`, `token_not_present` without an ID token, or why the vault is not ready
   */
  async start(accountId: string): Promise<string> {
    const credential = await this.#require(accountId);
    if (!credential.metadata.facts.hasIdToken) throw new Failure('token_not_present');
    const attempt: SignOutAttempt = {
      id: randomUUID(),
      accountId,
      person: personOf(credential.metadata.claims),
      orgName: orgNameOf(credential.metadata, this.#parts.orgs()),
      cancellation: new AbortController(),
      phase: { phase: 'preparing' },
    };
    this.#attempts.set(attempt.id, attempt);
    this.#parts.onChange();
    const running = this.#run(attempt, credential).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return attempt.id;
  }

  /** Ends the wait for the browser and forgets the attempt; the browser may be signed out all the same. */
  cancel(id: string): void {
    this.#attempts.get(id)?.cancellation.abort();
    this.#forget(id);
  }

  /** Forgets an attempt that has ended; one that goes on has to be cancelled. */
  dismiss(id: string): void {
    const phase = this.#attempts.get(id)?.phase.phase;
    if (phase === 'done' || phase === 'failed') this.#forget(id);
  }

  /** A page for the person to open, good for once. @throws Failure `sign_out_timed_out` when the wait is over */
  newPage(id: string): URL {
    const phase = this.#attempts.get(id)?.phase;
    if (phase?.phase !== 'waiting_for_browser') throw new Failure('sign_out_timed_out');
    return phase.newPage();
  }

  /** Opens the browser once more. @throws Failure `browser_not_opened`, `sign_out_timed_out` */
  async openBrowser(id: string): Promise<void> {
    const url = this.newPage(id);
    const attempt = this.#attempts.get(id);
    if (attempt === undefined) throw new Failure('sign_out_timed_out');
    if (!(await this.#openFor(attempt, url))) throw new Failure('browser_not_opened');
  }

  /** Ends every wait, because the app quits. Rejects never. */
  async stop(): Promise<void> {
    for (const id of [...this.#attempts.keys()]) this.cancel(id);
    await Promise.allSettled(this.#running);
  }

  async #require(accountId: string): Promise<Credential> {
    const coordinator = this.#parts.coordinator();
    const credential = isCredentialId(accountId) ? await coordinator.with(accountId) : null;
    if (credential === null) throw new Failure('account_not_found');
    return credential;
  }

  async #run(attempt: SignOutAttempt, credential: Credential): Promise<void> {
    const { signal } = attempt.cancellation;
    try {
      // Whoever opens the page can read the ID token in it.
      const asking = credential.confirmPresence(
        `sign ${attempt.person ?? 'an account'} out of the browser`,
      );
      await waitUnlessAborted(asking, signal);
      const { idToken } = credential.token;
      if (idToken === undefined) throw new Failure('token_not_present');
      await this.#signOut(attempt, credential, new Secret(idToken));
    } catch (thrown) {
      const failure = signal.aborted ? new Failure('sign_out_cancelled') : toFailure(thrown);
      const { code, requestId } = failure;
      this.#parts.log.error('sign_out_failed', { code, requestId });
      this.#enter(attempt, { phase: 'failed', failure });
    }
  }

  async #signOut(attempt: SignOutAttempt, credential: Credential, idToken: Secret): Promise<void> {
    const { clients, clock, listen } = this.#parts;
    const { signal } = attempt.cancellation;
    const { metadata } = credential;
    const client = clients.get({ issuer: metadata.issuer, clientId: metadata.clientId });
    const state = newState();
    const timeoutMs = this.#parts.timeout();
    await waitUnlessAborted(client.discover(), signal);
    const listener = await listen({
      ports: portsToTry(this.#portsOf(credential)),
      path: signOutPath,
      state: openSecret(state),
      purpose: 'sign_out',
      timeoutMs,
      clock,
      signal,
    });
    try {
      const flow = new SessionLogoutFlow(client);
      const { context, form } = await flow.start({
        idToken,
        postLogoutRedirectUri: listener.redirectUri,
        state,
      });
      signal.throwIfAborted();
      const newPage = (): URL => listener.offerForm({ ...form, orgName: attempt.orgName });
      const expiresAt = clock.now() + timeoutMs;
      this.#enter(attempt, {
        phase: 'waiting_for_browser',
        newPage,
        expiresAt,
        browserOpened: true,
      });
      // Not awaited: some systems tell only when the browser is closed.
      void this.#openFor(attempt, newPage());
      await flow.resume(context, await listener.redirect);
      listener.finish({ kind: 'succeeded' });
      await this.#note(credential);
      // Before the port is free: that waits until the browser has taken the page with the result.
      this.#enter(attempt, { phase: 'done' });
      this.#parts.onSignedOut();
    } catch (thrown) {
      const { code } = toFailure(thrown);
      listener.finish({ kind: 'failed', code: signal.aborted ? 'sign_out_cancelled' : code });
      throw thrown;
    } finally {
      // A tab that was reloaded, or the trace of a program that saw the address before the browser came.
      const { spentFormRequests: times } = listener;
      if (times > 0) this.#parts.log.error('sign_out_page_asked_again', { times });
      await listener.close();
    }
  }

  /** What happened is true whether the history can be written or not. */
  async #note({ id }: Credential): Promise<void> {
    const { clock, coordinator, log } = this.#parts;
    log.info('browser_signed_out', { account: id });
    try {
      const now = timestamp(clock.now());
      await coordinator().note(id, historyEntry('browser_signed_out', now));
    } catch (thrown) {
      log.error('history_not_written', { account: id, code: toFailure(thrown).code });
    }
  }

  #portsOf({ metadata }: Credential): RedirectPorts {
    const profile = profileOf(metadata, this.#parts.orgs());
    return profile?.redirectPorts ?? { kind: 'registered', ports: defaultRedirectPorts };
  }

  #forget(id: string): void {
    this.#attempts.delete(id);
    this.#parts.onChange();
  }

  #enter(attempt: SignOutAttempt, phase: SignOutPhase): void {
    attempt.phase = phase;
    this.#parts.onChange();
  }

  /** @returns whether the browser could be opened, which the attempt shows while it waits */
  async #openFor(attempt: SignOutAttempt, url: URL): Promise<boolean> {
    const browserOpened = await tryToOpen(url, this.#parts);
    const { phase } = attempt;
    if (phase.phase === 'waiting_for_browser' && phase.browserOpened !== browserOpened) {
      this.#enter(attempt, { ...phase, browserOpened });
    }
    return browserOpened;
  }
}

/** What the window may know of an attempt: not the URL. */
function viewSignOut({ id, accountId, person, orgName, phase }: SignOutAttempt): SignOutView {
  const about = { id, accountId, person, orgName };
  switch (phase.phase) {
    case 'preparing':
    case 'done':
      return { ...about, phase: phase.phase };
    case 'waiting_for_browser': {
      const { expiresAt, browserOpened } = phase;
      return { ...about, phase: 'waiting_for_browser', expiresAt, browserOpened };
    }
    case 'failed':
      return { ...about, phase: 'failed', error: phase.failure.toView() };
  }
}
