import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose';
import {
  issuer,
  newCredentialId,
  OAuth2Client,
  ProofKey,
  Token,
  type HttpFetch,
  type OAuth2ClientPorts,
} from '../../../src/main/auth-foundation/index.ts';
import { aTokenResponse, builtAt } from '../../support/builders/tokens.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';

/** A request as it came, with the claims of its proof. */
export interface ProvenRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims: JWTPayload | null;
}

type Refusal = { readonly error: string; readonly words: string } | null;

/** Where the API of a {@link ProvingOrg} is: another origin. */
export const apiUrl = 'https://api.example.com/orders';

/** An org, and an API, that take no request without a good proof (RFC 9449), asked by the real client. */
export class ProvingOrg {
  readonly issuer = issuer('https://proving.example/oauth2/default');
  readonly clock = new EagerClock();
  /** Milliseconds that the org's clock is ahead of the client's; the API's is its own. */
  ahead = 0;
  apiAhead = 0;
  /** `never` asks for a nonce, for the `current` one, or refuses whatever comes (`insatiable`). */
  nonces: 'never' | 'current' | 'insatiable' = 'never';
  /** The type of the access tokens. */
  tokenType = 'DPoP';
  /** The scopes that it grants. */
  scope = 'openid profile offline_access';
  /** The key that the refresh tokens are bound to; the first one that comes when null. */
  boundTo: string | null = null;
  /** The requests so far, oldest first; not those for the metadata. */
  readonly seen: ProvenRequest[] = [];
  readonly #usedProofs = new Set<unknown>();
  readonly #answers = new Map<string, (() => Response | Promise<Response>)[]>();

  /** The next requests to a URL are answered so, whatever their proof, one after another. */
  next(url: string, ...answers: readonly (() => Response | Promise<Response>)[]): void {
    this.#answers.set(url, [...(this.#answers.get(url) ?? []), ...answers]);
  }

  /** The nonce that an origin wants. */
  nonceOf(origin: string): string {
    return `nonce-of-${new URL(origin).host}`;
  }

  /** The requests to a URL so far, oldest first. */
  to(url: string): readonly ProvenRequest[] {
    return this.seen.filter((request) => request.url === url);
  }

  get tokenUrl(): string {
    return `${this.issuer}/token`;
  }

  client(ports: Partial<OAuth2ClientPorts> = {}): OAuth2Client {
    return new OAuth2Client(
      { issuer: this.issuer, clientId: '0oaExample' },
      { fetch: this.fetch, clock: this.clock, userAgent: 'Test/1', ...ports },
    );
  }

  /** A token of this org that is bound to a key. */
  async aToken(
    changes: Readonly<Record<string, unknown>> = {},
    key: ProofKey | null = null,
  ): Promise<Token> {
    return Token.fromResponse(
      aTokenResponse({ token_type: this.tokenType, id_token: undefined, ...changes }),
      { issuer: this.issuer, clientId: '0oaExample' },
      builtAt,
      newCredentialId(),
      key ?? (await ProofKey.generate()),
    );
  }

  readonly fetch: HttpFetch = async (url, { method, headers }) => {
    if (url.endsWith('/.well-known/openid-configuration')) return this.#metadata();
    const { origin } = new URL(url);
    const date = new Date(this.clock.now() + this.#aheadOf(origin)).toUTCString();
    const claims = await this.#read(headers);
    this.seen.push({ url, method, headers, claims });
    const forced = this.#answers.get(url)?.shift();
    const response =
      forced === undefined ? await this.#answer(url, method, headers, claims) : await forced();
    if (!response.headers.has('date')) response.headers.set('date', date);
    return response;
  };

  async #answer(
    url: string,
    method: string,
    headers: ProvenRequest['headers'],
    claims: JWTPayload | null,
  ): Promise<Response> {
    const refusal = await this.#refusalOf(url, method, headers, claims);
    if (refusal !== null) return this.#refuse(url, refusal);
    const given = { headers: { 'dpop-nonce': this.nonceOf(url) } };
    switch (url) {
      case this.tokenUrl:
        return Response.json(
          aTokenResponse({ token_type: this.tokenType, id_token: undefined, scope: this.scope }),
          this.nonces === 'never' ? {} : given,
        );
      case `${this.issuer}/par`:
        return Response.json({ request_uri: 'urn:example:1', expires_in: 60 }, { status: 201 });
      case `${this.issuer}/userinfo`:
        return Response.json({ sub: '00uAda' });
      default:
        return Response.json({ orders: [] });
    }
  }

  async #read({ dpop }: ProvenRequest['headers']): Promise<JWTPayload | null> {
    if (dpop === undefined) return null;
    const options = { typ: 'dpop+jwt', currentDate: new Date(0) };
    return (await jwtVerify(dpop, EmbeddedJWK, options)).payload;
  }

  async #refusalOf(
    url: string,
    method: string,
    { dpop = '', authorization = '' }: ProvenRequest['headers'],
    claims: JWTPayload | null,
  ): Promise<Refusal> {
    const { origin, pathname } = new URL(url);
    if (claims === null) return invalid('The DPoP proof JWT header is missing.');
    const { iat = 0, jti, htm, htu, ath, nonce } = claims;
    const now = Math.floor((this.clock.now() + this.#aheadOf(origin)) / 1000);
    if (htm !== method) return invalid("'htm' claim in the DPoP proof JWT is invalid.");
    if (htu !== `${origin}${pathname}`) return invalid("'htu' claim is invalid.");
    if (this.#usedProofs.has(jti)) return invalid('The DPoP proof JWT has already been used.');
    this.#usedProofs.add(jti);
    if (iat > now + 1) return invalid('The DPoP proof JWT is issued in the future.');
    if (iat < now - 300) {
      return invalid('The DPoP proof JWT is issued more than five minutes in the past.');
    }
    const wanted = this.nonces === 'insatiable' ? `${String(nonce)}-next` : this.nonceOf(url);
    if (this.nonces !== 'never' && nonce !== wanted) {
      return { error: 'use_dpop_nonce', words: 'Authorization server requires nonce.' };
    }
    const [scheme, accessToken] = authorization.split(' ');
    if (accessToken !== undefined && (scheme !== 'DPoP' || ath !== hashOf(accessToken))) {
      return invalid("'ath' claim in the DPoP proof does not match the presented access_token.");
    }
    const thumbprint = await thumbprintOf(dpop);
    this.boundTo ??= thumbprint;
    return thumbprint === this.boundTo
      ? null
      : invalid('Invalid DPoP Public Key binding in refresh token');
  }

  #refuse(url: string, refusal: NonNullable<Refusal>): Response {
    const { error, words } = refusal;
    const nonce = this.nonces === 'insatiable' ? 'never-enough' : this.nonceOf(url);
    const headers: Record<string, string> = this.nonces === 'never' ? {} : { 'dpop-nonce': nonce };
    if (url.startsWith(this.issuer) && !url.endsWith('/userinfo')) {
      return Response.json({ error, error_description: words }, { status: 400, headers });
    }
    const challenge = `Bearer, DPoP error="${error}", error_description="${words}"`;
    return new Response(null, {
      status: 401,
      headers: { ...headers, 'www-authenticate': challenge },
    });
  }

  #metadata(): Response {
    return Response.json({
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: this.tokenUrl,
      pushed_authorization_request_endpoint: `${this.issuer}/par`,
      revocation_endpoint: `${this.issuer}/revoke`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/keys`,
    });
  }

  #aheadOf(origin: string): number {
    return this.issuer.startsWith(origin) ? this.ahead : this.apiAhead;
  }
}

function invalid(words: string): Refusal {
  return { error: 'invalid_dpop_proof', words };
}

function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}

async function thumbprintOf(proof: string): Promise<string> {
  const { protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { currentDate: new Date(0) });
  if (protectedHeader.jwk === undefined) throw new Error('The proof has no key.');
  return calculateJwkThumbprint(protectedHeader.jwk, 'sha256');
}
