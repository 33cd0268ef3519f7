import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { issuer, type HttpFetch, type Issuer } from '../../../src/main/auth-foundation/index.ts';
import { canary } from '../builders/tokens.ts';

/**
 * The least of an org that a sign-in needs, without a port: discovery, keys, and a token endpoint that redeems the
 * codes that {@link redirectFor} gave.
 */
export class InProcessOrg {
  readonly issuer: Issuer;
  /** Who signs in next. */
  person: Readonly<Record<string, string>> = { sub: '00uAda', name: 'Ada Lovelace' };
  /** Whether token answers have an ID token. */
  givesIdToken = true;
  /** The paths that were asked for, oldest first. */
  readonly requests: string[] = [];
  /** Answers instead of the org's own, by path. */
  readonly answers = new Map<string, () => Response>();
  readonly #gates = new Map<string, Promise<undefined>>();
  readonly #key = generateKeyPair('RS256');
  readonly #nonces = new Map<string, string>();
  #issued = 0;

  constructor(url = 'https://in-process.example/oauth2/default') {
    this.issuer = issuer(url);
  }

  readonly fetch: HttpFetch = async (url, { body }) => {
    const path = url.slice(this.issuer.length);
    this.requests.push(path);
    await this.#gates.get(path);
    const answer = this.answers.get(path);
    if (answer !== undefined) return answer();
    if (path === '/.well-known/openid-configuration') return Response.json(this.#metadata());
    if (path === '/keys') return Response.json({ keys: [await this.#jwk()] });
    if (path === '/token' && body instanceof URLSearchParams) {
      return Response.json(await this.#redeem(body));
    }
    return new Response('', { status: 404 });
  };

  /** Where the browser is sent after the person has signed in. */
  redirectFor(authorizationUrl: URL): URL {
    const asked = authorizationUrl.searchParams;
    const code = `${canary}code-${(this.#issued += 1)}`;
    this.#nonces.set(code, asked.get('nonce') ?? '');
    const redirect = new URL(asked.get('redirect_uri') ?? '');
    redirect.searchParams.set('code', code);
    redirect.searchParams.set('state', asked.get('state') ?? '');
    return redirect;
  }

  /** Holds every request to a path until the test lets it go. */
  hold(path: string): { readonly release: () => void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#gates.set(path, promise);
    return {
      release: () => {
        this.#gates.delete(path);
        resolve(undefined);
      },
    };
  }

  #metadata(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      revocation_endpoint: `${this.issuer}/revoke`,
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  async #jwk(): Promise<JWK> {
    const { publicKey } = await this.#key;
    return { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  }

  async #redeem(body: URLSearchParams): Promise<object> {
    const { privateKey } = await this.#key;
    this.#issued += 1;
    const idToken = await new SignJWT({
      ...this.person,
      nonce: this.#nonces.get(body.get('code') ?? ''),
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .setIssuer(this.issuer)
      .setAudience(body.get('client_id') ?? '')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
    return {
      access_token: `${canary}access-of-org-${this.#issued}`,
      refresh_token: `${canary}refresh-of-org-${this.#issued}`,
      ...(this.givesIdToken ? { id_token: idToken } : {}),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid offline_access',
    };
  }
}
