import {
  CredentialCoordinator,
  issuer,
  OAuth2ClientPool,
  openSecret,
  systemClock,
  timestamp,
  toFailure,
  type Credential,
  type OAuth2Client,
  type ProofKey,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import { renewProof } from '../../../src/main/auth-foundation/proof.ts';
import { listenForRedirect } from '../../../src/main/desktop-platform/index.ts';
import {
  AuthorizationCodeFlow,
  newState,
  type KeyBinding,
} from '../../../src/main/oauth2-flows/index.ts';
import { navigate } from '../../support/browser/navigate.ts';
import { InMemoryTokenStorage } from '../../support/fakes/in-memory-token-storage.ts';

/** A provider with a person in front of it: what a test needs that the product does not do itself. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  /** The ports of the registered redirect URIs; 0 where the provider takes any. */
  readonly ports: readonly number[];
  /** The person's subject, where it is known beforehand. */
  readonly subject?: string;
  /** Signs the person in; gives the redirect URL, not yet requested. */
  readonly signIn: (authorizationUrl: URL) => Promise<URL>;
  /** Types a device's code in another browser and signs in there. */
  activate(verificationUri: URL, userCode: string): Promise<void>;
  /** Sends the form in the browser that is signed in; gives where that leads, or null when it leads nowhere. */
  sendForm(action: URL, fields: Readonly<Record<string, string>>): Promise<URL | null>;
  /** Another app of the same person, and the audience of its tokens. */
  readonly second: { readonly clientId: string; readonly audience: string };
  /** An assertion about the person. */
  assertion(): Promise<string>;
  /** Lets seconds pass for the provider. */
  advance(seconds: number): void;
  close(): Promise<void>;
}

/** What this app asks for at a provider. */
export const scopes = ['openid', 'profile', 'email', 'offline_access'];

/** The registered path of redirects after a sign-out. */
export const signedOutPath = '/signed-out';

/** The product's own parts at one provider: its clients, its coordinator, its loopback listener. */
export class ProviderSite {
  readonly provider: Provider;
  readonly coordinator: CredentialCoordinator;
  #lastTokenRequest: ((key: ProofKey | null) => Promise<Response>) | null = null;
  readonly #clients = new OAuth2ClientPool({
    fetch: (url, { method, headers, body, redirect, signal }) => {
      const init = { method, headers, body: body ?? null, redirect };
      if (url.endsWith('/token')) {
        this.#lastTokenRequest = async (key) =>
          fetch(url, { ...init, headers: await withFreshProof(headers, key) });
      }
      return fetch(url, signal === undefined ? init : { ...init, signal });
    },
    clock: systemClock,
    userAgent: 'OktaAccountManager/test',
  });

  constructor(provider: Provider) {
    this.provider = provider;
    this.coordinator = new CredentialCoordinator({
      storage: new InMemoryTokenStorage(),
      clientFor: (context) => this.#clients.get(context),
      clock: systemClock,
    });
  }

  /** The client of the app, or of the second app. */
  client(clientId = this.provider.clientId): OAuth2Client {
    return this.#clients.get({ issuer: issuer(this.provider.issuer), clientId });
  }

  /** Signs the person in by authorization code, through the product's loopback listener. */
  async signIn(request: {
    readonly scopes?: readonly string[];
    readonly bind: KeyBinding;
    readonly pushed?: 'when_required' | 'always';
    /** Is told the URL that the browser opens. */
    readonly onUrl?: (url: URL) => void;
  }): Promise<Token> {
    const flow = new AuthorizationCodeFlow(this.client(), systemClock);
    const state = newState();
    const listener = await listenForRedirect({
      ports: this.provider.ports,
      path: '/callback',
      state: openSecret(state),
      purpose: 'sign_in',
      clock: systemClock,
      timeoutMs: 10_000,
    });
    try {
      const { url, context } = await flow.start({
        redirectUri: listener.redirectUri,
        state,
        scopes: request.scopes ?? scopes,
        pushed: request.pushed ?? 'when_required',
        bind: request.bind,
      });
      request.onUrl?.(url);
      const page = navigate(await this.provider.signIn(url));
      try {
        const token = await flow.resume(context, await listener.redirect);
        listener.finish({ kind: 'succeeded' });
        return token;
      } catch (thrown) {
        listener.finish({ kind: 'failed', code: toFailure(thrown).code });
        throw thrown;
      } finally {
        await page;
      }
    } finally {
      await listener.close();
    }
  }

  /** Signs in and stores the credential. */
  async addCredential(bind: KeyBinding): Promise<Credential> {
    return this.coordinator.store(await this.signIn({ bind }), ['work']);
  }

  /**
   * Sends the last request for tokens once more, as somebody would who has recorded it.
   *
   * @param key - whoever has it can prove the request anew; null where it was not proved
   */
  replayTokenRequest(key: ProofKey | null): Promise<Response> {
    if (this.#lastTokenRequest === null) throw new Error('No tokens were asked for yet.');
    return this.#lastTokenRequest(key);
  }

  /** Ends what began by itself, and the provider. */
  async close(): Promise<void> {
    this.coordinator.stop();
    await this.provider.close();
  }
}

async function withFreshProof(
  headers: Readonly<Record<string, string>>,
  key: ProofKey | null,
): Promise<Readonly<Record<string, string>>> {
  const { dpop } = headers;
  if (key === null || dpop === undefined) return headers;
  const now = timestamp(systemClock.now());
  return { ...headers, dpop: await renewProof(key, dpop, { nonce: null, now }) };
}
