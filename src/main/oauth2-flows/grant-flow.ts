import type { Clock, OAuth2Client, Timestamp, Token } from '../auth-foundation/index.ts';
import type { Flow, RunOptions } from './flow.ts';
import { requestToken, type TokenRequest } from './request-token.ts';
import type { KeyBinding, TokenFlowContext } from './token-flow-context.ts';

/** A flow in which the person has nothing to do: what is needed is there, and one request exchanges it for tokens. */
export abstract class GrantFlow<
  Request extends { readonly bind: KeyBinding },
  Context extends TokenFlowContext,
> implements Flow<Request, { readonly context: Context }, void, Token> {
  readonly #client: OAuth2Client;
  readonly #clock: Clock;

  /**
   * @param client - the client that the tokens are for
   * @param clock - gives the time at which the token was received
   */
  constructor(client: OAuth2Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Begins a run; the org is asked for tokens when it is resumed. */
  async start(request: Request, options: RunOptions = {}): Promise<{ readonly context: Context }> {
    const context = this.remember(this.#client, request, this.#clock.now(), options);
    await context.prepare(() => context.makeKey(this.#client, request.bind));
    return { context };
  }

  /**
   * Exchanges what the run was begun with.
   *
   * @param context - of the run's {@link start}
   * @throws Failure of any class but *storage*
   */
  async resume(context: Context): Promise<Token> {
    context.use(this.#client.context);
    return context.conclude(() => {
      context.tell({ kind: 'exchanging' });
      return requestToken(this.#client, this.#clock, context, this.exchange(context));
    });
  }

  cancel(context: Context): void {
    context.cancel();
  }

  /** Makes the context of a run. */
  protected abstract remember(
    client: OAuth2Client,
    request: Request,
    startedAt: Timestamp,
    options: RunOptions,
  ): Context;

  /** The one request of a run. */
  protected abstract exchange(context: Context): TokenRequest;
}
