import { inspect } from 'node:util';
import {
  CredentialCoordinator,
  Failure,
  issuer,
  OAuth2Client,
  seconds,
  type Credential,
  type HttpFetch,
  type Token,
  type TokenContext,
  type TokenStorage,
} from '../../../src/main/auth-foundation/index.ts';
import {
  AuthorizationCodeFlow,
  type AuthorizationRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import { eventNames } from '../builders/coordinator.ts';
import { hastyClock } from './hasty-clock.ts';
import { clientId, redirectUri, type ScriptedOrg } from './scripted-org.ts';

/** Until the app gives a request up. */
const requestTimeout = seconds(2);

/** The product without its window in front of one scripted org, with one session in a storage that others share. */
export class FaultSite {
  readonly org: ScriptedOrg;
  readonly context: TokenContext;
  /** Everything that the product told: events, background errors. */
  readonly told: unknown[] = [];
  readonly #storage: TokenStorage;

  constructor(org: ScriptedOrg, storage: TokenStorage) {
    this.org = org;
    this.context = { issuer: issuer(org.issuer), clientId };
    this.#storage = storage;
  }

  /** A client that knows nothing yet. */
  newClient(): OAuth2Client {
    return new OAuth2Client(this.context, {
      fetch: this.#fetch,
      clock: hastyClock,
      userAgent: 'Faults/1',
      requestTimeout,
      onBackgroundError: (thrown) => this.told.push(thrown),
    });
  }

  /** A coordinator as after a start of the app: it knows what is stored, and no more. */
  newCoordinator(): CredentialCoordinator {
    const client = this.newClient();
    const coordinator = new CredentialCoordinator({
      storage: this.#storage,
      clientFor: () => client,
      clock: hastyClock,
      onBackgroundError: (thrown) => this.told.push(thrown),
    });
    for (const name of eventNames) {
      coordinator.events.on(name, (event) => this.told.push({ name, ...event }));
    }
    return coordinator;
  }

  /** Signs somebody in, and stores the session. */
  async signIn(bind: AuthorizationRequest['bind']): Promise<Credential> {
    return this.newCoordinator().store(await this.newToken(bind));
  }

  /** Signs somebody in. */
  async newToken(bind: AuthorizationRequest['bind']): Promise<Token> {
    const flow = new AuthorizationCodeFlow(this.newClient(), hastyClock);
    const { url, context } = await flow.start(authorizationRequest(bind));
    return flow.resume(context, this.org.redirectFor(url));
  }

  readonly #fetch: HttpFetch = (url, { method, headers, body, redirect, signal }) => {
    const address = this.org.trouble === null ? this.org.withoutTls(url) : url;
    const ended = signal === undefined ? {} : { signal };
    return fetch(address, { method, headers, body: body ?? null, redirect, ...ended });
  };
}

/** What every sign-in asks for. */
export function authorizationRequest(
  bind: AuthorizationRequest['bind'],
  pushed: AuthorizationRequest['pushed'] = 'when_required',
): AuthorizationRequest {
  return { redirectUri, scopes: ['openid', 'offline_access'], pushed, bind };
}

/** Everything of what was told that may be shown or logged, as text. */
export function printed(told: unknown): string {
  const views = told instanceof Failure ? [told.toView(), told.stack, told.message] : [];
  return [told, ...views]
    .map((each) => `${inspect(each, { depth: 8 })}${JSON.stringify(each)}`)
    .join();
}
