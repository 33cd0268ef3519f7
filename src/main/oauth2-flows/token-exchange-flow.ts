import * as oidc from 'openid-client';
import {
  Failure,
  openSecret,
  type OAuth2Client,
  type Run,
  type Secret,
  type Seconds,
  type Timestamp,
  type TokenContext,
} from '../auth-foundation/index.ts';
import type { RunOptions } from './flow.ts';
import { GrantFlow } from './grant-flow.ts';
import type { TokenRequest } from './request-token.ts';
import { TokenFlowContext, type KeyBinding } from './token-flow-context.ts';

/** What another client's session is exchanged for. */
export interface ExchangeRequest {
  /** Of the other client's session; it may have expired. */
  readonly idToken: Secret;
  /** Of the same session. */
  readonly deviceSecret: Secret;
  /** The API that the tokens are for; at Okta the audience of the custom authorization server. */
  readonly audience: string;
  readonly scopes: readonly string[];
  /** Authentication context classes. None can be asked for: the other session has to be of one of them. */
  readonly acrValues?: readonly string[];
  /** The longest time since the person signed in to the other session. */
  readonly maxAge?: Seconds;
  readonly bind: KeyBinding;
}

/** What one run of the flow has to remember. */
export class ExchangeContext extends TokenFlowContext {
  readonly idToken: Secret;
  readonly deviceSecret: Secret;
  readonly audience: string;

  constructor(
    client: TokenContext,
    request: ExchangeRequest,
    startedAt: Timestamp,
    options: RunOptions,
  ) {
    super(client, request, startedAt, options);
    this.idToken = request.idToken;
    this.deviceSecret = request.deviceSecret;
    this.audience = request.audience;
  }
}

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';
/** As the drafts of Native SSO had it, and as Okta has it. */
const deviceSecretType = 'urn:x-oath:params:oauth:token-type:device-secret';

/**
 * Signs in without a browser, with the session of another client of the same issuer (OpenID Connect Native SSO for
 * Mobile Apps 1.0, section 4; RFC 8693). Its `resume` also rejects with `single_sign_on_ended` when the org no longer
 * accepts the other session, and `step_up_needed` when that is of a weaker or older sign-in than is asked for.
 */
export class TokenExchangeFlow extends GrantFlow<ExchangeRequest, ExchangeContext> {
  protected override remember(
    { context }: OAuth2Client,
    request: ExchangeRequest,
    startedAt: Timestamp,
    options: RunOptions,
  ): ExchangeContext {
    return new ExchangeContext(context, request, startedAt, options);
  }

  protected override exchange(context: ExchangeContext): TokenRequest {
    return { purpose: 'token_exchange', run: exchangeOf(context) };
  }
}

function exchangeOf(context: ExchangeContext): Run<oidc.TokenEndpointResponse> {
  const { audience, scopes, idToken, deviceSecret } = context;
  return async (configuration, dpop) => {
    const parameters = {
      audience,
      scope: scopes.join(' '),
      subject_token: openSecret(idToken),
      subject_token_type: idTokenType,
      actor_token: openSecret(deviceSecret),
      actor_token_type: deviceSecretType,
    };
    const answer = await oidc.genericGrantRequest(configuration, grantType, parameters, dpop);
    // RFC 8693, section 2.2.1: what is called an access token there may be of any type.
    const { issued_token_type: type = accessTokenType } = answer;
    if (type !== accessTokenType) {
      throw new Failure('malformed_response', { detail: 'what was issued is no access token' });
    }
    return answer;
  };
}
