import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { issuer, type HttpFetch, type Issuer } from '../../../src/main/auth-foundation/index.ts';
import { canary } from '../builders/tokens.ts';

/** What a device shows. */
export const userCode = 'WDJB-MJHT';

/** A request as the org saw it. */
export interface SeenRequest {
  /** After the issuer. */
  readonly path: string;
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** RSA keys are slow to make, so every org has these. */
const keys = generateKeyPair('RS256');

type Answer = () => Response | Promise<Response>;

/**
 * The least of an org that a sign-in needs, without a port: discovery, keys, pushed requests, codes for devices, and a
 * token endpoint that redeems whatever it is given, as what {@link redirectFor} gave.
 */
export class InProcessOrg {
  readonly issuer: Issuer;
  /** Who signs in next. */
  person: Readonly<Record<string, unknown>> = { sub: '00uAda', name: 'Ada Lovelace' };
  /** Whether token answers have an ID token. */
  givesIdToken = true;
  /** The paths that were asked for, oldest first. */
  readonly requests: string[] = [];
  /** Members of the metadata, beside the usual ones; `undefined` leaves one out. */
  metadata: Readonly<Record<string, unknown>> = {};
  /** Members of token answers, beside the usual ones; `undefined` leaves one out. */
  fields: Readonly<Record<string, unknown>> = {};
  /** The requests that came with a form, oldest first. */
  readonly seen: SeenRequest[] = [];
  /** Answers instead of the org's own, by path. */
  readonly answers = new Map<string, Answer>();
  readonly #next = new Map<string, Answer[]>();
  readonly #gates = new Map<string, Promise<undefined>>();
  readonly #nonces = new Map<string, string>();
  #issued = 0;

  constructor(url = 'https://in-process.example/oauth2/default') {
    this.issuer = issuer(url);
  }

  /** The next requests to a path are answered so, one after another; then as before. */
  next(path: string, ...answers: readonly Answer[]): void {
    this.#next.set(path, [...(this.#next.get(path) ?? []), ...answers]);
  }

  /** The forms that a path has had, oldest first. */
  formsTo(path: string): readonly URLSearchParams[] {
    return this.seen.filter((request) => request.path === path).map(({ form }) => form);
  }

  readonly fetch: HttpFetch = async (url, { body, headers }) => {
    const path = url.slice(this.issuer.length);
    this.requests.push(path);
    if (body instanceof URLSearchParams) {
      this.seen.push({ path, form: new URLSearchParams(body), headers });
    }
    await this.#gates.get(path);
    const answer = this.#next.get(path)?.shift() ?? this.answers.get(path);
    if (answer !== undefined) return answer();
    if (path === '/.well-known/openid-configuration') return Response.json(this.#metadata());
    if (path === '/par') return Response.json(this.#pushed(), { status: 201 });
    if (path === '/device/authorize') return Response.json(this.#device());
    if (path === '/revoke') return new Response('');
    if (path === '/keys') return Response.json({ keys: [await this.#jwk()] });
    if (path === '/token' && body instanceof URLSearchParams) {
      return Response.json(await this.#redeem(body));
    }
    return new Response('', { status: 404 });
  };

  /** Where the browser is sent after the person has signed in. */
  redirectFor(authorizationUrl: URL): URL {
    const { searchParams } = authorizationUrl;
    const asked = searchParams.has('request_uri') ? this.formsTo('/par').at(-1) : searchParams;
    if (asked === undefined) throw new Error('No request was pushed.');
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
      pushed_authorization_request_endpoint: `${this.issuer}/par`,
      device_authorization_endpoint: `${this.issuer}/device/authorize`,
      end_session_endpoint: `${this.issuer}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      ...this.metadata,
    };
  }

  #pushed(): object {
    const number = this.formsTo('/par').length;
    return { request_uri: `urn:ietf:params:oauth:request_uri:${number}`, expires_in: 60 };
  }

  #device(): object {
    return {
      device_code: `${canary}device-code`,
      user_code: userCode,
      verification_uri: `${this.issuer}/activate`,
      verification_uri_complete: `${this.issuer}/activate?user_code=${userCode}`,
      expires_in: 600,
    };
  }

  async #jwk(): Promise<JWK> {
    const { publicKey } = await keys;
    return { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  }

  async #redeem(body: URLSearchParams): Promise<object> {
    const { privateKey } = await keys;
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
      ...this.fields,
    };
  }
}
