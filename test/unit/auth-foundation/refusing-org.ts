import * as oidc from 'openid-client';
import {
  OAuth2Client,
  openSecret,
  type Failure,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import type { CallPurpose } from '../../../src/main/auth-foundation/oauth-failure.ts';
import {
  AuthorizationCodeFlow,
  type AuthorizationRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { InProcessOrg } from '../../support/fakes/in-process-org.ts';

/** Where an org can refuse. */
export const places = [
  'discovery',
  'redirect',
  'pushed_request',
  'code_exchange',
  'device_authorization',
  'device_token',
  'token_exchange',
  'jwt_bearer',
  'refresh',
  'revocation',
  'introspection',
  'user_info',
] as const satisfies readonly (CallPurpose | 'redirect')[];
export type Place = (typeof places)[number];
/** A place that answers with a status and a body. */
export type Endpoint = Exclude<Place, 'redirect'>;

const discoveryPath = '/.well-known/openid-configuration';
const request: AuthorizationRequest = {
  redirectUri: 'http://127.0.0.1:8765/callback',
  scopes: ['openid', 'offline_access'],
  pushed: 'when_required',
  bind: 'none',
};

/** An org that answers as a test says, asked by the real client. */
export class RefusingOrg {
  readonly #org = new InProcessOrg();
  readonly #clock = new EagerClock();
  readonly client: OAuth2Client;
  readonly #flow: AuthorizationCodeFlow;

  constructor() {
    const { issuer } = this.#org;
    this.#org.answers.set(discoveryPath, () =>
      Response.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        pushed_authorization_request_endpoint: `${issuer}/par`,
        device_authorization_endpoint: `${issuer}/device`,
        jwks_uri: `${issuer}/keys`,
        revocation_endpoint: `${issuer}/revoke`,
        introspection_endpoint: `${issuer}/introspect`,
        userinfo_endpoint: `${issuer}/userinfo`,
      }),
    );
    this.client = this.#newClient();
    this.#flow = new AuthorizationCodeFlow(this.client, this.#clock);
  }

  /** A token of this org. */
  aToken(): Token {
    return aToken({}, this.client.context);
  }

  /** Answers every later request to an endpoint. */
  answer(endpoint: Endpoint, answer: () => Response): void {
    this.#org.answers.set(pathOf(endpoint), answer);
  }

  /** Asks an endpoint that answers so. */
  async ask(endpoint: Endpoint, answer: () => Response): Promise<unknown> {
    if (endpoint === 'discovery') return this.#discover(answer);
    this.answer(endpoint, answer);
    const token = this.aToken();
    switch (endpoint) {
      case 'code_exchange':
        return this.#exchange();
      case 'pushed_request':
        return this.client.call(endpoint, (configuration) =>
          oidc.buildAuthorizationUrlWithPAR(configuration, { redirect_uri: request.redirectUri }),
        );
      case 'device_authorization':
        return this.client.call(endpoint, (configuration) =>
          oidc.initiateDeviceAuthorization(configuration, { scope: 'openid' }),
        );
      case 'device_token':
      case 'token_exchange':
      case 'jwt_bearer':
        return this.client.call(endpoint, (configuration) =>
          oidc.genericGrantRequest(configuration, `urn:example:${endpoint}`, {}),
        );
      case 'refresh':
        return this.client.refresh(token);
      case 'revocation':
        return this.client.revoke(token.accessToken, 'access_token');
      case 'introspection':
        return this.client.introspect(token.accessToken, 'access_token');
      case 'user_info':
        return this.client.userInfo(token);
    }
  }

  /** What a sign-in fails with when the browser comes back with this error. */
  async redirected(error: string, description: string): Promise<Failure> {
    const { context } = await this.#flow.start(request);
    const redirect = new URL(request.redirectUri);
    redirect.searchParams.set('error', error);
    redirect.searchParams.set('error_description', description);
    redirect.searchParams.set('state', openSecret(context.state));
    return failureOf(this.#flow.resume(context, redirect));
  }

  async #exchange(): Promise<Token> {
    const { url, context } = await this.#flow.start(request);
    return this.#flow.resume(context, this.#org.redirectFor(url));
  }

  async #discover(answer: () => Response): Promise<unknown> {
    const usual = this.#org.answers.get(discoveryPath);
    this.#org.answers.set(discoveryPath, answer);
    try {
      return await this.#newClient().discover();
    } finally {
      if (usual !== undefined) this.#org.answers.set(discoveryPath, usual);
    }
  }

  #newClient(): OAuth2Client {
    const { issuer, fetch } = this.#org;
    const ports = { fetch, clock: this.#clock, userAgent: 'Test/1' };
    return new OAuth2Client({ issuer, clientId: '0oaExample' }, ports);
  }
}

function pathOf(endpoint: Endpoint): string {
  switch (endpoint) {
    case 'discovery':
      return discoveryPath;
    case 'pushed_request':
      return '/par';
    case 'device_authorization':
      return '/device';
    case 'code_exchange':
    case 'device_token':
    case 'token_exchange':
    case 'jwt_bearer':
    case 'refresh':
      return '/token';
    case 'revocation':
      return '/revoke';
    case 'introspection':
      return '/introspect';
    case 'user_info':
      return '/userinfo';
  }
}
