import { inspect } from 'node:util';
import { expect } from 'vitest';
import {
  type Failure,
  issuer,
  OAuth2Client,
  type HttpFetch,
  type OAuth2ClientPorts,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import { AuthorizationCodeFlow } from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { signInWithoutBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import {
  demoClient,
  startOktaLikeOrg,
  type OktaLikeOrg,
} from '../../support/okta-like-org/index.ts';

export const redirectUri = demoClient.redirectUris[0] ?? '';
export const allScopes = ['openid', 'profile', 'email', 'offline_access'];

const secretParameters = [
  'code',
  'code_verifier',
  'refresh_token',
  'token',
  'device_code',
  'subject_token',
  'actor_token',
];
const secretFields = [
  'access_token',
  'refresh_token',
  'id_token',
  'device_secret',
  'device_code',
  'request_uri',
];

/** The network between client and org: it notes every secret that passes, and a test can change the answers. */
export class ObservedNetwork {
  readonly secrets = new Set<string>();
  /** Changes an answer, or takes the place of the network. */
  alter: (url: URL, response: Response) => Response | Promise<Response> = (_url, response) =>
    response;

  readonly fetch: HttpFetch = async (url, { method, headers, body, redirect, signal }) => {
    if (body instanceof URLSearchParams) this.#noteAll(body, secretParameters);
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect,
      ...(signal === undefined ? {} : { signal }),
    });
    if (method === 'POST') await this.#noteAnswer(response.clone());
    return this.alter(new URL(url), response);
  };

  async #noteAnswer(response: Response): Promise<void> {
    const text = await response.text().catch(() => '');
    for (const [, field = '', value = ''] of text.matchAll(/"(\w+)":"([^"]+)"/g)) {
      if (secretFields.includes(field)) this.secrets.add(value);
    }
  }

  #noteAll(parameters: URLSearchParams, names: readonly string[]): void {
    for (const name of names) {
      const value = parameters.get(name);
      if (value !== null && value !== '') this.secrets.add(value);
    }
  }
}

/** A running org and a client at one of its authorization servers. */
export class OrgSite {
  readonly org: OktaLikeOrg;
  readonly clock = new EagerClock(Date.now());
  readonly network = new ObservedNetwork();
  readonly client: OAuth2Client;
  readonly flow: AuthorizationCodeFlow;

  /** @param authorizationServer - of the org; `default` rotates refresh tokens, `org` does not */
  constructor(org: OktaLikeOrg, authorizationServer = 'default') {
    this.org = org;
    this.client = this.clientAt(org.issuerOf(authorizationServer));
    this.flow = new AuthorizationCodeFlow(this.client, this.clock);
  }

  /** A client on this site's network. */
  clientAt(url: string, options: Partial<OAuth2ClientPorts> = {}): OAuth2Client {
    const { clock, network } = this;
    return new OAuth2Client(
      { issuer: issuer(url), clientId: demoClient.clientId },
      { fetch: network.fetch, clock, userAgent: 'OktaAccountManager/test', ...options },
    );
  }

  /** Signs Ada in, through the org's own page. */
  async signIn(scopes: readonly string[] = allScopes): Promise<Token> {
    const { url, context } = await this.flow.start({
      redirectUri,
      scopes,
      pushed: 'when_required',
      bind: 'none',
    });
    return this.flow.resume(context, await this.redirectFor(url));
  }

  /** Where the org sends the browser after Ada has signed in. */
  redirectFor(authorizationUrl: URL): Promise<URL> {
    const ada = this.org.people[0];
    if (ada === undefined) throw new Error('The org has no people.');
    return signInWithoutBrowser({ authorizationUrl, ...ada });
  }

  /** What a call was rejected with, after making sure that it tells no secret that has passed the network. */
  async failureOf(call: Promise<unknown>): Promise<Failure> {
    const failure = await failureOf(call);
    this.expectNoSecretIn(failure);
    return failure;
  }

  expectNoSecretIn(failure: Failure): void {
    const texts = `${printed(failure)}\n${inspect(failure.toView(), { depth: 10 })}`;
    for (const secret of this.network.secrets) expect(texts).not.toContain(secret);
  }
}

/** An answer without one of its fields. */
export function without(field: string): (json: Record<string, unknown>) => object {
  return (json) => Object.fromEntries(Object.entries(json).filter(([name]) => name !== field));
}

/** Starts an org for a test file; `close` ends it. */
export async function openOrg(): Promise<OktaLikeOrg> {
  return startOktaLikeOrg();
}

/** Changes the JSON of every answer of one endpoint, by the end of its path. */
export function alterJson(
  path: string,
  change: (json: Record<string, unknown>) => unknown,
): ObservedNetwork['alter'] {
  return async (url, response) => {
    if (!url.pathname.endsWith(path)) return response;
    const json: unknown = await response.json();
    const record = typeof json === 'object' && json !== null ? { ...json } : {};
    return Response.json(change(record), { status: response.status });
  };
}
