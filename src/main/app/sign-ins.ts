import { randomUUID } from 'node:crypto';
import type { SignInView } from '../../shared/index.ts';
import {
  Failure,
  isCredentialId,
  openSecret,
  toFailure,
  waitUnlessAborted,
  type Clock,
  type Credential,
  type CredentialCoordinator,
  type OAuth2ClientPool,
  type Token,
  issuer,
} from '../auth-foundation/index.ts';
import type { listenForRedirect, LoopbackListener } from '../desktop-platform/index.ts';
import { AuthorizationCodeFlow, newState } from '../oauth2-flows/index.ts';
import type { Log } from './log.ts';
import type { Browser } from './ports.ts';
import {
  viewSignIn,
  type SignInAttempt,
  type SignInIntent,
  type SignInPhase,
} from './sign-in-attempt.ts';

/** What sign-ins are made with. */
export interface SignInParts {
  readonly clients: OAuth2ClientPool;
  readonly coordinator: () => CredentialCoordinator;
  readonly browser: Browser;
  readonly listen: typeof listenForRedirect;
  /** Registered redirect ports, in the order they are tried (design decision D12). */
  readonly redirectPorts: readonly number[];
  readonly redirectPath: `/${string}`;
  /** How long the person has in the browser, in milliseconds. */
  readonly timeout: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  /** Is called when tokens are safe, so that the window can come forward. */
  readonly onSignedIn: () => void;
}

/** Every sign-in that is under way or whose end the person has not seen yet. */
export class SignIns {
  readonly #attempts = new Map<string, SignInAttempt>();
  readonly #running = new Set<Promise<void>>();
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** The attempts as the window sees them, oldest first. */
  get views(): SignInView[] {
    return [...this.#attempts.values()].map(viewSignIn);
  }

  /**
   * Starts a sign-in; how it goes on is told by {@link views}.
   *
   * @returns the attempt's identifier
   * @throws Failure with the reason why the vault is not ready: nobody signs in for tokens that cannot be kept
   */
  start(intent: SignInIntent): string {
    this.#parts.coordinator();
    const attempt: SignInAttempt = {
      id: randomUUID(),
      intent,
      cancellation: new AbortController(),
      phase: { phase: 'preparing' },
    };
    this.#attempts.set(attempt.id, attempt);
    this.#parts.onChange();
    void this.#track(this.#run(attempt));
    return attempt.id;
  }

  /** Cancels the wait for the browser and forgets the attempt; tokens that are here already are kept. */
  cancel(id: string): void {
    const attempt = this.#attempts.get(id);
    if (attempt === undefined) return;
    const { phase } = attempt.phase;
    if (phase === 'exchanging' || phase === 'saving') return;
    attempt.cancellation.abort();
    this.#forget(id);
  }

  /** Forgets an attempt that has ended; one that goes on has to be cancelled. */
  dismiss(id: string): void {
    const phase = this.#attempts.get(id)?.phase.phase;
    if (phase === 'done' || phase === 'failed') this.#forget(id);
  }

  /** The page that the person has to open. @throws Failure `sign_in_timed_out` when the wait is over */
  waitingUrl(id: string): URL {
    const phase = this.#attempts.get(id)?.phase;
    if (phase?.phase !== 'waiting_for_browser') throw new Failure('sign_in_timed_out');
    return phase.url;
  }

  /** Opens the browser once more. @throws Failure `browser_not_opened`, `sign_in_timed_out` */
  async openBrowser(id: string): Promise<void> {
    const url = this.waitingUrl(id);
    const attempt = this.#attempts.get(id);
    if (attempt === undefined) throw new Failure('sign_in_timed_out');
    if (!(await this.#openFor(attempt, url))) throw new Failure('browser_not_opened');
  }

  /** Tries again to save the tokens of an attempt that failed to. @throws Failure of class *storage* */
  async retrySave(id: string): Promise<void> {
    const attempt = this.#attempts.get(id);
    if (attempt?.phase.phase !== 'failed' || attempt.phase.unsavedToken === null) return;
    await this.#track(this.#save(attempt, attempt.phase.unsavedToken));
  }

  /**
   * Cancels every wait, because the app quits; resolves when tokens that were on their way are saved, and those that
   * could not be saved were tried once more. Rejects never.
   */
  async stop(): Promise<void> {
    for (const { id, phase } of [...this.#attempts.values()]) {
      if (phase.phase !== 'failed') this.cancel(id);
    }
    await Promise.allSettled(this.#running);
    await Promise.allSettled([...this.#attempts.keys()].map((id) => this.retrySave(id)));
  }

  #forget(id: string): void {
    this.#attempts.delete(id);
    this.#parts.onChange();
  }

  /** Quitting waits for what is tracked. */
  #track(running: Promise<void>): Promise<void> {
    const tracked = running.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  async #run(attempt: SignInAttempt): Promise<void> {
    let listener: LoopbackListener | null = null;
    try {
      const state = newState();
      const { org } = attempt.intent;
      const { clients, clock, listen, redirectPorts, redirectPath } = this.#parts;
      const timeoutMs = this.#parts.timeout();
      const client = clients.get({ issuer: issuer(org.issuer), clientId: org.clientId });
      // The issuer is asked before a port is taken: a wrong one should fail at once.
      await waitUnlessAborted(client.discover(), attempt.cancellation.signal);
      listener = await listen({
        ports: redirectPorts,
        path: redirectPath,
        state: openSecret(state),
        timeoutMs,
        clock,
        signal: attempt.cancellation.signal,
      });
      const flow = new AuthorizationCodeFlow(client, clock);
      const { url, context } = await flow.start({
        redirectUri: listener.redirectUri,
        scopes: org.scopes,
        state,
        ...(await this.#whoToAskFor(attempt.intent)),
      });
      // A browser is not opened, and a code not redeemed, for a sign-in that was cancelled meanwhile.
      attempt.cancellation.signal.throwIfAborted();
      const expiresAt = clock.now() + timeoutMs;
      this.#enter(attempt, { phase: 'waiting_for_browser', url, expiresAt, browserOpened: true });
      // Not awaited: some systems tell only when the browser is closed.
      void this.#openFor(attempt, url);
      const redirect = await listener.redirect;
      attempt.cancellation.signal.throwIfAborted();
      this.#enter(attempt, { phase: 'exchanging' });
      const token = await flow.resume(redirect, context);
      await this.#save(attempt, token);
      listener.finish({ kind: 'signed_in' });
      this.#parts.onSignedIn();
    } catch (thrown) {
      const failure = attempt.cancellation.signal.aborted
        ? new Failure('sign_in_cancelled')
        : toFailure(thrown);
      this.#fail(attempt, failure);
      listener?.finish({ kind: 'failed', message: failure.message });
    } finally {
      await listener?.close();
    }
  }

  /**
   * A new account must not silently become the one that the browser is signed in as already; an account that is
   * signed in again is suggested by name.
   */
  async #whoToAskFor(intent: SignInIntent): Promise<{ prompt?: 'login'; loginHint?: string }> {
    const coordinator = this.#parts.coordinator();
    if (intent.accountId !== null) {
      const claims = (await coordinator.with(intent.accountId))?.metadata.claims;
      const loginHint = claims?.preferred_username ?? claims?.email;
      return loginHint === undefined ? {} : { loginHint };
    }
    // A browser session belongs to the org's domain, whichever of its authorization servers is asked.
    const { host } = new URL(intent.org.issuer);
    const sameOrg = await coordinator.find((metadata) => new URL(metadata.issuer).host === host);
    return sameOrg.length > 0 ? { prompt: 'login' } : {};
  }

  /** @throws Failure when the tokens could not be saved; the attempt then holds them for another try */
  async #save(attempt: SignInAttempt, token: Token): Promise<void> {
    this.#enter(attempt, { phase: 'saving' });
    try {
      const credential = await this.#store(attempt.intent, token);
      this.#parts.log.info('signed_in', { account: credential.id });
      this.#enter(attempt, { phase: 'done', accountId: credential.id });
    } catch (thrown) {
      const failure = toFailure(thrown);
      this.#enter(attempt, { phase: 'failed', failure, unsavedToken: token });
      throw failure;
    }
  }

  /** Signing in again keeps the credential, unless someone else came back: then that is an account of its own. */
  async #store({ accountId, tags }: SignInIntent, token: Token): Promise<Credential> {
    const coordinator = this.#parts.coordinator();
    if (accountId === null || !isCredentialId(accountId)) return coordinator.store(token, tags);
    const existing = await coordinator.with(accountId);
    if (existing === null || !isSamePerson(existing, token)) {
      return coordinator.store(token, existing?.tags ?? tags);
    }
    return coordinator.signInAgain(accountId, token);
  }

  #fail(attempt: SignInAttempt, failure: Failure): void {
    const { code, requestId } = failure;
    this.#parts.log.error('sign_in_failed', { code, requestId });
    // One that could not be saved has told so itself, and still holds the token.
    if (attempt.phase.phase === 'failed') return;
    this.#enter(attempt, { phase: 'failed', failure, unsavedToken: null });
  }

  #enter(attempt: SignInAttempt, phase: SignInPhase): void {
    attempt.phase = phase;
    this.#parts.onChange();
  }

  /** @returns whether the browser could be opened, which the attempt shows while it waits */
  async #openFor(attempt: SignInAttempt, url: URL): Promise<boolean> {
    const browserOpened = await this.#open(url);
    const { phase } = attempt;
    if (phase.phase === 'waiting_for_browser' && phase.browserOpened !== browserOpened) {
      this.#enter(attempt, { ...phase, browserOpened });
    }
    return browserOpened;
  }

  async #open(url: URL): Promise<boolean> {
    try {
      await this.#parts.browser.open(url);
      return true;
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.name : typeof thrown;
      this.#parts.log.error('browser_not_opened', { reason });
      return false;
    }
  }
}

/**
 * A subject means somebody only at its issuer, and a session belongs to its client. Without an ID token nobody knows
 * who came back, and one person's session must not replace another's.
 */
function isSamePerson({ metadata }: Credential, token: Token): boolean {
  return (
    metadata.claims?.sub !== undefined &&
    metadata.issuer === token.context.issuer &&
    metadata.clientId === token.context.clientId &&
    metadata.claims.sub === token.claims?.sub
  );
}
