import * as openid from 'openid-client';
import { expect, onTestFinished } from 'vitest';

import {
  signInWithoutBrowser,
  type BrowserLessBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import {
  demoClient,
  startOktaLikeOrg,
  type OktaLikeOrg,
  type OktaLikeOrgOptions,
} from '../../support/okta-like-org/index.ts';

export const ada = { username: 'ada@example.com', password: 'demo-ada-1815' };
export const grace = { username: 'grace@example.com', password: 'demo-grace-1906' };

const scope = 'openid profile email offline_access';

/** An org that is closed when the test ends, and must have had no defect of its own by then. */
export async function startOrg(options: OktaLikeOrgOptions = {}): Promise<OktaLikeOrg> {
  const org = await startOktaLikeOrg(options);
  onTestFinished(async () => {
    await org.close();
    expect(org.control.serverErrors).toEqual([]);
  });
  return org;
}

/** A clock that stands still until it is moved. */
export function createTestClock() {
  let now = Date.now();
  return {
    clock: () => now,
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

/** What an authorization request was made with. */
export interface Attempt {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export type Tokens = openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;

/** A native app that uses openid-client against one authorization server of the org. */
export class RelyingApp {
  readonly configuration: openid.Configuration;
  readonly redirectUri: string;

  constructor(configuration: openid.Configuration, redirectUri: string) {
    this.configuration = configuration;
    this.redirectUri = redirectUri;
  }

  /** Builds an authorization request; `undefined` removes a parameter. */
  async begin(overrides: Readonly<Record<string, string | undefined>> = {}): Promise<Attempt> {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const nonce = openid.randomNonce();
    const url = openid.buildAuthorizationUrl(this.configuration, {
      redirect_uri: this.redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    for (const [name, value] of Object.entries(overrides)) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return { url, verifier, state, nonce };
  }

  finish({ url, verifier, state, nonce }: Attempt, redirect: URL): Promise<Tokens> {
    return openid.authorizationCodeGrant(this.configuration, redirect, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      ...(url.searchParams.has('nonce') && { expectedNonce: nonce }),
    });
  }

  async signIn(
    input: {
      person?: { username: string; password: string };
      browser?: BrowserLessBrowser;
      scope?: string;
    } = {},
  ): Promise<Tokens> {
    const attempt = await this.begin(input.scope === undefined ? {} : { scope: input.scope });
    const redirect = await signInWithoutBrowser({
      authorizationUrl: attempt.url,
      ...(input.person ?? ada),
      ...(input.browser && { browser: input.browser }),
    });
    return this.finish(attempt, redirect);
  }

  refresh(refreshToken: string, parameters?: Record<string, string>): Promise<Tokens> {
    return openid.refreshTokenGrant(this.configuration, refreshToken, parameters);
  }

  revoke(token: string): Promise<void> {
    return openid.tokenRevocation(this.configuration, token);
  }

  introspect(token: string): Promise<openid.IntrospectionResponse> {
    return openid.tokenIntrospection(this.configuration, token);
  }

  userinfo(accessToken: string): Promise<openid.UserInfoResponse> {
    return openid.fetchUserInfo(this.configuration, accessToken, openid.skipSubjectCheck);
  }
}

/** An app at the authorization server of this name, which it discovers; ID token signatures are verified. */
export async function createApp(
  org: OktaLikeOrg,
  authorizationServer = 'default',
  {
    clientId = demoClient.clientId,
    redirectUri = demoClient.redirectUris[0] ?? '',
    at = 'origin',
  }: {
    readonly clientId?: string;
    readonly redirectUri?: string;
    readonly at?: 'origin' | 'alias';
  } = {},
): Promise<RelyingApp> {
  const configuration = await openid.discovery(
    new URL(org.issuerOf(authorizationServer, at)),
    clientId,
    undefined,
    openid.None(),
    { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
  );
  return new RelyingApp(configuration, redirectUri);
}

/** The refresh token of a token response that must hold one. */
export function refreshTokenOf(tokens: Tokens): string {
  if (tokens.refresh_token === undefined) throw new Error('There is no refresh token.');
  return tokens.refresh_token;
}

/** Posts a form to an endpoint without openid-client, for requests that it would not make. */
export function postForm(url: string, form: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form) });
}

/** How openid-client reports an OAuth error of a token, revocation or introspection endpoint. */
export function oauthError(status: number, error: string, description: string) {
  return expect.objectContaining({ status, error, error_description: description }) as unknown;
}
