import * as oidc from 'openid-client';
import {
  openSecret,
  type Clock,
  type OAuth2Client,
  type Secret,
  type Timestamp,
  type Token,
  type TokenContext,
} from '../auth-foundation/index.ts';
import type { Flow, RunOptions } from './flow.ts';
import { requestToken } from './request-token.ts';
import { TokenFlowContext, type KeyBinding } from './token-flow-context.ts';

/** What an assertion is exchanged for. */
export interface AssertionRequest {
  /** A signed JWT that says who somebody is, from an issuer that the org trusts. */
  readonly assertion: Secret;
  readonly scopes: readonly string[];
  readonly bind: KeyBinding;
}

/** What one run of the flow has to remember. */
export class AssertionContext extends TokenFlowContext {
  readonly assertion: Secret;

  constructor(
    client: TokenContext,
    request: AssertionRequest,
    startedAt: Timestamp,
    options: RunOptions,
  ) {
    super(client, request, startedAt, options);
    this.assertion = request.assertion;
  }
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Exchanges a signed assertion for tokens (RFC 7523, section 2.1). */
export class JwtBearerFlow implements Flow<
  AssertionRequest,
  { readonly context: AssertionContext },
  void,
  Token
> {
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
  async start(
    request: AssertionRequest,
    options: RunOptions = {},
  ): Promise<{ readonly context: AssertionContext }> {
    const context = new AssertionContext(this.#client.context, request, this.#clock.now(), options);
    await context.prepare(() => context.makeKey(this.#client, request.bind));
    return { context };
  }

  /**
   * Exchanges the assertion.
   *
   * @param context - of the run's {@link start}
   * @throws Failure of any class but *storage*
   */
  async resume(context: AssertionContext): Promise<Token> {
    context.use(this.#client.context);
    return context.conclude(() => {
      context.tell({ kind: 'exchanging' });
      return requestToken(this.#client, this.#clock, context, {
        purpose: 'jwt_bearer',
        run: (configuration, dpop) => {
          const parameters = {
            assertion: openSecret(context.assertion),
            ...(context.scopes.length === 0 ? {} : { scope: context.scopes.join(' ') }),
          };
          return oidc.genericGrantRequest(configuration, grantType, parameters, dpop);
        },
      });
    });
  }

  cancel(context: AssertionContext): void {
    context.cancel();
  }
}
