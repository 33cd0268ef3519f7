import { randomUUID } from 'node:crypto';
import type { SignInView } from '../../shared/index.ts';
import {
  Failure,
  isCredentialId,
  firstRevokeFailure,
  issuer,
  revokeTokens,
  toFailure,
  type Clock,
  type Credential,
  type CredentialCoordinator,
  type OAuth2ClientPool,
  type Token,
} from '../auth-foundation/index.ts';
import type { listenForRedirect } from '../desktop-platform/index.ts';
import { browserSignIn } from './browser-sign-in.ts';
import { deviceSignIn } from './device-sign-in.ts';
import type { Log } from './log.ts';
import { tryToOpen } from './open-browser.ts';
import type { Browser } from './ports.ts';
import {
  viewSignIn,
  type SignInAttempt,
  type SignInIntent,
  type SignInPhase,
} from './sign-in-attempt.ts';
import type { SignInWay } from './sign-in-steps.ts';
import { singleSignOn } from './single-sign-on.ts';

/** What sign-ins are made with. */
export interface SignInParts {
  readonly clients: OAuth2ClientPool;
  readonly coordinator: () => CredentialCoordinator;
  readonly browser: Browser;
  readonly listen: typeof listenForRedirect;
  /** How long the person has in the browser, in milliseconds. */
  readonly timeout: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  /** Is called when tokens are safe, so that the window can come forward. */
  readonly onSignedIn: () => void;
}

type WaitingPhase = Extract<
  SignInPhase,
  { readonly phase: 'waiting_for_browser' | 'waiting_for_device' }
>;

/** How long quitting waits for tokens to be revoked that could not be saved, in milliseconds. */
const longestGoodbye = 5_000;

/** Every sign-in that is under way or whose end the person has not seen yet. */
export class SignIns {
  readonly #attempts = new Map<string, SignInAttempt>();
  /** Quitting waits for these. */
  readonly #running = new Set<Promise<void>>();
  readonly #discarding = new Set<Promise<void>>();
  readonly #parts: SignInParts;
  readonly #ways: Readonly<Record<SignInView['method'], SignInWay>>;

  constructor(parts: SignInParts) {
    this.#parts = parts;
    this.#ways = {
      browser: browserSignIn(parts),
      device: deviceSignIn(parts.clock),
      single_sign_on: singleSignOn(parts),
    };
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
    void track(this.#run(attempt), this.#running);
    return attempt.id;
  }

  /** Cancels the wait for the person and forgets the attempt; one that has come further goes on, or stays as it ended. */
  cancel(id: string): void {
    const attempt = this.#attempts.get(id);
    if (attempt === undefined || !canBeCancelled(attempt.phase)) return;
    attempt.cancellation.abort();
    this.#forget(id);
  }

  /**
   * Forgets an attempt that has ended; one that goes on has to be cancelled. Tokens of a new account that could not be
   * saved are thrown away with it, so they are revoked in the background.
   */
  dismiss(id: string): void {
    const attempt = this.#attempts.get(id);
    const phase = attempt?.phase;
    if (phase?.phase !== 'done' && phase?.phase !== 'failed') return;
    this.#forget(id);
    // With some orgs the tokens of a second sign-in are of one grant with those that the account still has.
    const isNew = attempt?.intent.accountId === null;
    if (isNew && phase.phase === 'failed' && phase.unsavedToken !== null) {
      void track(this.#discard(phase.unsavedToken), this.#discarding);
    }
  }

  /**
   * A page that the person can open now.
   *
   * @throws Failure `sign_in_timed_out` when the wait is over; when the org gives no other page the reason, and the wait
   *   goes on
   */
  async newPage(id: string): Promise<URL> {
    const { phase } = this.#requireWaiting(id);
    if (phase.phase === 'waiting_for_device') {
      return phase.verificationUriComplete ?? phase.verificationUri;
    }
    const page = await phase.newPage();
    this.#requireWaiting(id);
    return page;
  }

  /** The code that is typed on another device. @throws Failure `sign_in_timed_out` when the wait is over */
  userCode(id: string): string {
    const phase = this.#attempts.get(id)?.phase;
    if (phase?.phase !== 'waiting_for_device') throw new Failure('sign_in_timed_out');
    return phase.userCode;
  }

  /** Opens the browser once more. @throws Failure `browser_not_opened`, and those of {@link newPage} */
  async openBrowser(id: string): Promise<void> {
    const url = await this.newPage(id);
    const { attempt } = this.#requireWaiting(id);
    if (!(await this.#openFor(attempt, url))) throw new Failure('browser_not_opened');
  }

  /** Tries again to save the tokens of an attempt that failed to. @throws Failure of class *storage* */
  async retrySave(id: string): Promise<void> {
    const attempt = this.#attempts.get(id);
    if (attempt?.phase.phase !== 'failed' || attempt.phase.unsavedToken === null) return;
    await track(this.#save(attempt, attempt.phase.unsavedToken), this.#running);
  }

  /**
   * Cancels every wait, because the app quits; resolves when tokens that were on their way are saved, and those that
   * could not be saved were tried once more. What then still is not saved nobody will ever have, so that it is revoked,
   * for which quitting waits a little. Rejects never.
   */
  async stop(): Promise<void> {
    for (const id of [...this.#attempts.keys()]) this.cancel(id);
    await Promise.allSettled(this.#running);
    await Promise.allSettled([...this.#attempts.keys()].map((id) => this.retrySave(id)));
    for (const id of [...this.#attempts.keys()]) this.dismiss(id);
    await this.#waitForDiscarded();
  }

  #forget(id: string): void {
    this.#attempts.delete(id);
    this.#parts.onChange();
  }

  /** @throws Failure `sign_in_timed_out` when the wait is over */
  #requireWaiting(id: string): { readonly attempt: SignInAttempt; readonly phase: WaitingPhase } {
    const attempt = this.#attempts.get(id);
    const phase = attempt?.phase;
    if (attempt !== undefined && phase?.phase === 'waiting_for_browser') return { attempt, phase };
    if (attempt !== undefined && phase?.phase === 'waiting_for_device') return { attempt, phase };
    throw new Failure('sign_in_timed_out');
  }

  /** Ends a session that is kept nowhere. A device secret may belong to other sessions too. Rejects never. */
  async #discard(token: Token): Promise<void> {
    const { clients, log } = this.#parts;
    const client = clients.get(token.context);
    const results = await revokeTokens(client, token, ['refresh_token', 'access_token']);
    const failure = firstRevokeFailure(results);
    if (failure === null) return;
    const { code, requestId } = failure;
    log.error('discarded_tokens_not_revoked', { code, requestId });
  }

  async #waitForDiscarded(): Promise<void> {
    if (this.#discarding.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const cancelAlarm = this.#parts.clock.after(longestGoodbye, () => {
      resolve(undefined);
    });
    await Promise.race([Promise.allSettled(this.#discarding), promise]);
    cancelAlarm();
  }

  async #run(attempt: SignInAttempt): Promise<void> {
    const { intent, cancellation } = attempt;
    const { org, method } = intent;
    try {
      await this.#ways[method.kind]({
        intent,
        client: this.#parts.clients.get({ issuer: issuer(org.issuer), clientId: org.clientId }),
        signal: cancellation.signal,
        enter: (phase) => {
          this.#enter(attempt, phase);
        },
        openBrowser: (url) => {
          // Not awaited: some systems tell only when the browser is closed.
          void this.#openFor(attempt, url);
        },
        keep: async (token) => {
          await this.#save(attempt, token);
          this.#parts.onSignedIn();
        },
      });
    } catch (thrown) {
      const isCancelled = cancellation.signal.aborted;
      this.#fail(attempt, isCancelled ? new Failure('sign_in_cancelled') : toFailure(thrown));
    }
  }

  /** @throws Failure when the tokens could not be saved; the attempt then holds them for another try */
  async #save(attempt: SignInAttempt, token: Token): Promise<void> {
    this.#enter(attempt, { phase: 'saving' });
    try {
      const credential = await this.#store(attempt.intent, token);
      this.#parts.log.info('signed_in', { account: credential.id });
      this.#enter(attempt, { phase: 'done', signedInId: credential.id });
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
    const browserOpened = await tryToOpen(url, this.#parts);
    const { phase } = attempt;
    if (phase.phase === 'waiting_for_browser' && phase.browserOpened !== browserOpened) {
      this.#enter(attempt, { ...phase, browserOpened });
    }
    return browserOpened;
  }
}

/** A session that has come, or may come any moment, is nobody's to cancel. */
function canBeCancelled({ phase }: SignInPhase): boolean {
  return ['preparing', 'waiting_for_browser', 'waiting_for_device'].includes(phase);
}

/** Puts work into a set for as long as it goes on. */
function track(work: Promise<void>, ongoing: Set<Promise<void>>): Promise<void> {
  const tracked = work.finally(() => ongoing.delete(tracked));
  ongoing.add(tracked);
  return tracked;
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
