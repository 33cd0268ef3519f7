import * as oidc from 'openid-client';
import {
  openSecret,
  type OAuth2Client,
  type Secret,
  type Timestamp,
  type TokenContext,
} from '../auth-foundation/index.ts';
import type { RunOptions } from './flow.ts';
import { GrantFlow } from './grant-flow.ts';
import type { TokenRequest } from './request-token.ts';
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
export class JwtBearerFlow extends GrantFlow<AssertionRequest, AssertionContext> {
  protected override remember(
    { context }: OAuth2Client,
    request: AssertionRequest,
    startedAt: Timestamp,
    options: RunOptions,
  ): AssertionContext {
    return new AssertionContext(context, request, startedAt, options);
  }

  protected override exchange({ assertion, scopes }: AssertionContext): TokenRequest {
    return {
      purpose: 'jwt_bearer',
      run: (configuration, dpop) => {
        const parameters = {
          assertion: openSecret(assertion),
          ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
        };
        return oidc.genericGrantRequest(configuration, grantType, parameters, dpop);
      },
    };
  }
}
