import * as oidc from 'openid-client';
import {
  Failure,
  noFacts,
  openSecret,
  salvageTokenBody,
  toFailure,
  waitUnlessAborted,
  type Clock,
  type OAuth2Client,
  type Run,
  type Token,
} from '../auth-foundation/index.ts';
import type { DeviceContext } from './device-context.ts';
import { requestToken } from './request-token.ts';

/** What one poll came to that did not end the run. */
type Unfinished =
  | { readonly kind: 'pending' }
  | { readonly kind: 'slow_down' }
  /** Whether the person is done is not known. */
  | { readonly kind: 'lost'; readonly failure: Failure };

type Poll = { readonly kind: 'done'; readonly token: Token } | Unfinished;

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** Milliseconds that each `slow_down` adds to the interval (RFC 8628, section 3.5). */
const slowDownStep = 5_000;
/** The longest that the pause grows by itself while polls are lost, in milliseconds. */
const longestBackoff = 60_000;

/** Asks for the tokens of one device code until there is an answer (RFC 8628, sections 3.4 and 3.5). */
export class DeviceTokenPolling {
  readonly #client: OAuth2Client;
  readonly #clock: Clock;
  readonly #context: DeviceContext;
  /** Milliseconds between two polls that are answered. */
  #interval: number;
  /** Milliseconds until the next poll. */
  #pause: number;
  #wasLost = false;

  constructor(client: OAuth2Client, clock: Clock, context: DeviceContext) {
    this.#client = client;
    this.#clock = clock;
    this.#context = context;
    this.#interval = context.code.interval;
    this.#pause = this.#interval;
  }

  /** @throws Failure `device_code_expired`, `sign_in_denied`, `cancelled`, and of class *configuration* */
  async run(): Promise<Token> {
    const { signal } = this.#context;
    for (;;) {
      await this.#wait();
      // Not aborted with the wait: an answer with tokens has to be read, so that they can be revoked.
      const poll = await waitUnlessAborted(this.#poll(), signal);
      if (poll.kind === 'done') return poll.token;
      this.#adapt(poll);
    }
  }

  /** @throws Failure `device_code_expired` when the next poll would come too late, at the end of the code's life */
  async #wait(): Promise<void> {
    const { code, signal } = this.#context;
    const left = code.expiresAt - this.#clock.now();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const cancelAlarm = this.#clock.after(Math.max(0, Math.min(this.#pause, left)), () => {
      resolve(undefined);
    });
    try {
      await waitUnlessAborted(promise, signal);
    } finally {
      cancelAlarm();
    }
    // Both at once: whoever gave up last wants nothing to be sent.
    this.#context.throwIfCancelled();
    if (this.#clock.now() >= code.expiresAt) throw new Failure('device_code_expired');
  }

  async #poll(): Promise<Poll> {
    const facts = noFacts();
    try {
      const token = await requestToken(this.#client, this.#clock, this.#context, {
        purpose: 'device_token',
        run: this.#redeem,
        facts,
      });
      return { kind: 'done', token };
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code === 'authorization_slow_down') return { kind: 'slow_down' };
      if (failure.code === 'authorization_pending') return { kind: 'pending' };
      // Once tokens came the code is used up, and there is nothing more to ask for.
      const isSpent = salvageTokenBody(facts.successBody) !== null;
      if (isSpent || failure.failureClass !== 'transient') throw failure;
      return { kind: 'lost', failure };
    }
  }

  /** Tokens that come to nobody, because the person gave up, make the call fail. */
  readonly #redeem: Run<oidc.TokenEndpointResponse> = async (configuration, dpop) => {
    const parameters = { device_code: openSecret(this.#context.code.value) };
    const answer = await oidc.genericGrantRequest(configuration, grantType, parameters, dpop);
    this.#context.throwIfCancelled();
    this.#context.tell({ kind: 'exchanging' });
    return answer;
  };

  #adapt(poll: Unfinished): void {
    if (poll.kind === 'lost') {
      const { failure } = poll;
      const backoff = Math.min(this.#pause * 2, Math.max(longestBackoff, this.#interval));
      const asked = (failure.retryAt ?? 0) - this.#clock.now();
      this.#pause = Math.max(backoff, asked);
      this.#wasLost = true;
      this.#context.tell({ kind: 'poll_failed', failure });
      return;
    }
    if (poll.kind === 'slow_down') this.#interval += slowDownStep;
    this.#pause = this.#interval;
    if (this.#wasLost) this.#context.tell({ kind: 'waiting_for_person' });
    this.#wasLost = false;
  }
}
