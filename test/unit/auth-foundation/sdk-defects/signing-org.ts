import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import {
  issuer,
  OAuth2Client,
  type HttpFetch,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { AuthorizationCodeFlow } from '../../../../src/main/oauth2-flows/index.ts';
import { canary } from '../../../support/builders/tokens.ts';
import { EagerClock } from '../../../support/fakes/eager-clock.ts';

interface KeyPair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

type Fields = Readonly<Record<string, unknown>>;

/** A request as it came to the org. */
export interface OrgRequest {
  readonly path: string;
  readonly headers: Headers;
  readonly body: URLSearchParams;
}

const redirectUri = 'http://127.0.0.1:8765/callback';

/** An org without a port whose ID tokens, answers and keys a test can change. */
export class SigningOrg {
  readonly issuer;
  readonly clock = new EagerClock(Date.now());
  readonly client: OAuth2Client;
  /** Claims of the next ID tokens over the usual ones; undefined leaves one out. */
  claims: Fields = {};
  /** Fields of the next token answers over the usual ones. */
  fields: Fields = {};
  /** Milliseconds that the org's clock is ahead of this computer's, told in `Date`; null tells no `Date`. */
  ahead: number | null = null;
  algorithm: 'RS256' | 'ES256' = 'RS256';
  /** Answers instead of the org's own, by path. */
  readonly answers = new Map<string, () => Response | Promise<Response>>();
  readonly requests: OrgRequest[] = [];
  readonly #flow: AuthorizationCodeFlow;
  #keys: Promise<KeyPair> | null = null;
  #made = 0;

  constructor(url = 'https://signing.example/realms/one') {
    this.issuer = issuer(url);
    const ports = { fetch: this.fetch, clock: this.clock, userAgent: 'Test/1' };
    this.client = new OAuth2Client({ issuer: this.issuer, clientId: '0oaExample' }, ports);
    this.#flow = new AuthorizationCodeFlow(this.client, this.clock);
  }

  /** Signs with a new key from now on; the old one is published no more. */
  rotateKeys(): void {
    this.#keys = null;
  }

  /** The paths that were asked for, oldest first. */
  get paths(): readonly string[] {
    return this.requests.map(({ path }) => path);
  }

  /** Signs Ada in. */
  async signIn(): Promise<Token> {
    const scopes = ['openid', 'offline_access'];
    const { url, context } = await this.#flow.start({ redirectUri, scopes });
    const { searchParams } = url;
    const usual = this.claims;
    this.claims = { nonce: searchParams.get('nonce') ?? '', ...usual };
    const redirect = new URL(redirectUri);
    redirect.searchParams.set('code', `${canary}code`);
    redirect.searchParams.set('state', searchParams.get('state') ?? '');
    try {
      return await this.#flow.resume(redirect, context);
    } finally {
      this.claims = usual;
    }
  }

  /** The way to this org. */
  readonly fetch: HttpFetch = async (url, { body, headers }) => {
    const path = url.startsWith(this.issuer) ? url.slice(this.issuer.length) : url;
    const parameters = body instanceof URLSearchParams ? body : new URLSearchParams();
    this.requests.push({ path, headers: new Headers(headers), body: parameters });
    const given = this.answers.get(path);
    if (given !== undefined) return given();
    const date = new Date(this.#now()).toUTCString();
    return Response.json(
      await this.#answer(path),
      this.ahead === null ? {} : { headers: { date } },
    );
  };

  async #answer(path: string): Promise<object> {
    switch (path) {
      case '/.well-known/openid-configuration':
        return this.#metadata();
      case '/keys':
        return { keys: [(await this.#key()).jwk] };
      case '/token':
        return this.#tokens();
      case '/userinfo':
        return { sub: '00uAda' };
      default:
        return {};
    }
  }

  #metadata(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      revocation_endpoint: `${this.issuer}/revoke`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    };
  }

  async #tokens(): Promise<object> {
    this.#made += 1;
    return {
      access_token: `${canary}access-of-org-${this.#made}`,
      refresh_token: `${canary}refresh-of-org-${this.#made}`,
      id_token: await this.#idToken(),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid offline_access',
      ...this.fields,
    };
  }

  async #idToken(): Promise<string> {
    const { kid, privateKey } = await this.#key();
    const now = Math.floor(this.#now() / 1000);
    const usual = { iss: this.issuer, aud: '0oaExample', sub: '00uAda', iat: now, exp: now + 3600 };
    return new SignJWT({ ...usual, ...this.claims })
      .setProtectedHeader({ alg: this.algorithm, kid })
      .sign(privateKey);
  }

  #now(): number {
    return this.clock.now() + (this.ahead ?? 0);
  }

  #key(): Promise<KeyPair> {
    this.#keys ??= this.#makeKey();
    return this.#keys;
  }

  async #makeKey(): Promise<KeyPair> {
    this.#made += 1;
    const kid = `key-${this.#made}`;
    const { publicKey, privateKey } = await generateKeyPair(this.algorithm);
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: this.algorithm, use: 'sig' };
    return { kid, privateKey, jwk };
  }
}
