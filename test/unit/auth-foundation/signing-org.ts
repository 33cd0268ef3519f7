import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import {
  issuer,
  OAuth2Client,
  type HttpFetch,
  type Issuer,
  type OAuth2ClientPorts,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import {
  AuthorizationCodeFlow,
  type AuthorizationRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import { aToken, canary } from '../../support/builders/tokens.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import type { FakeClock } from '../../support/fakes/fake-clock.ts';

/** A request as the org saw it. */
export interface SeenRequest {
  /** After the issuer, or the whole URL of what is not below it. */
  readonly path: string;
  readonly query: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: URLSearchParams | null;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

const pairs = new Map<string, ReturnType<typeof generateKeyPair>>();

/** RSA keys are slow to make, so a key of a name is made once. */
async function keyOf(kid: string, algorithm: string): Promise<Key> {
  const name = `${algorithm} ${kid}`;
  const made = pairs.get(name) ?? generateKeyPair(algorithm, { extractable: true });
  pairs.set(name, made);
  return { kid, ...(await made) };
}

/** An org in this process with a clock and signing keys of its own, asked by the real client. */
export class SigningOrg {
  readonly issuer: Issuer;
  readonly clock: FakeClock;
  /** One client of this org, for tests that need no other. */
  readonly client: OAuth2Client;
  /** Milliseconds that the org's clock is ahead of the client's. */
  ahead = 0;
  /** Milliseconds that each request takes. */
  latency = 0;
  /** Whether answers say `Date`. */
  givesDate = true;
  /** Claims of the next ID tokens, beside the usual ones; `undefined` leaves one out. */
  claims: Readonly<Record<string, unknown>> = {};
  /** Fields of the next token answers, beside the usual ones. */
  fields: Readonly<Record<string, unknown>> = {};
  /** Fields of the metadata, beside the usual ones; `undefined` leaves one out. */
  metadata: Readonly<Record<string, unknown>> = {};
  /** What signatures are made with. */
  algorithm = 'RS256';
  /** Answers instead of the org's own, by path, after those of {@link next}. */
  readonly answers = new Map<string, () => Response | Promise<Response>>();
  /** The key that signs. */
  signsWith = 'key-1';
  /** The name that signatures give their key; its own when null. */
  signsAs: string | null = null;
  /** The keys that the org shows. */
  shows: readonly string[] = ['key-1'];
  /** The requests so far, oldest first. */
  readonly seen: SeenRequest[] = [];
  readonly #next = new Map<string, (() => Response | Promise<Response>)[]>();
  #nonce: string | null = null;
  #issued = 0;

  constructor(clock: FakeClock = new EagerClock(), url = 'https://signing.example/oauth2/default') {
    this.clock = clock;
    this.issuer = issuer(url);
    this.client = this.newClient();
  }

  /** The next requests to a path are answered so, one after another; then the org answers itself again. */
  next(path: string, ...answers: readonly (() => Response | Promise<Response>)[]): void {
    this.#next.set(path, [...(this.#next.get(path) ?? []), ...answers]);
  }

  /** Signs with a new key from now on; the old one is published no more. */
  rotateKeys(): void {
    this.signsWith = `${this.signsWith}+`;
    this.shows = [this.signsWith];
  }

  /** The paths that were asked for, oldest first. */
  get paths(): readonly string[] {
    return this.seen.map(({ path }) => path);
  }

  /** How many requests a path has had. */
  count(path: string): number {
    return this.seen.filter((request) => request.path === path).length;
  }

  /** Another client, which knows nothing yet. */
  newClient(ports: Partial<OAuth2ClientPorts> = {}): OAuth2Client {
    const context = { issuer: this.issuer, clientId: '0oaExample' };
    return new OAuth2Client(context, {
      fetch: this.fetch,
      clock: this.clock,
      userAgent: 'Test/1',
      ...ports,
    });
  }

  /** A token of this org. */
  aToken(): Token {
    return aToken({}, { issuer: this.issuer, clientId: '0oaExample' });
  }

  /** Signs somebody in. */
  async signIn(client = this.client): Promise<Token> {
    const flow = new AuthorizationCodeFlow(client, this.clock);
    const request: AuthorizationRequest = {
      redirectUri: 'http://127.0.0.1:8410/callback',
      scopes: ['openid'],
      pushed: 'when_required',
      bind: 'none',
    };
    const { url, context } = await flow.start(request);
    this.#nonce = url.searchParams.get('nonce');
    const redirect = new URL(request.redirectUri);
    redirect.searchParams.set('code', `${canary}code`);
    redirect.searchParams.set('state', url.searchParams.get('state') ?? '');
    return flow.resume(context, redirect);
  }

  readonly fetch: HttpFetch = async (url, { method, headers, body, signal }) => {
    const [place = url, query = ''] = url.split('?');
    const path = place.startsWith(this.issuer) ? place.slice(this.issuer.length) : place;
    const form = body instanceof URLSearchParams ? body : null;
    this.seen.push({ path, query, method, headers, form });
    signal?.throwIfAborted();
    this.clock.advance(this.latency / 2);
    const date = new Date(this.clock.now() + this.ahead).toUTCString();
    const response = await this.#answerTo(path, form);
    if (this.givesDate && !response.headers.has('date')) response.headers.set('date', date);
    this.clock.advance(this.latency / 2);
    return response;
  };

  async #answerTo(path: string, form: URLSearchParams | null): Promise<Response> {
    const given = this.#next.get(path)?.shift() ?? this.answers.get(path);
    return given === undefined ? this.#answer(path, form) : given();
  }

  async #answer(path: string, form: URLSearchParams | null): Promise<Response> {
    switch (path) {
      case '/.well-known/openid-configuration':
        return Response.json(this.#metadata());
      case '/keys':
        return this.keys();
      case '/token':
        return Response.json(await this.#tokens(form?.get('grant_type') === 'authorization_code'));
      case '/userinfo':
        return Response.json({ sub: '00uAda' });
      case '/introspect':
        return Response.json({ active: true });
      case '/revoke':
        return new Response('');
      default:
        return new Response('', { status: 404 });
    }
  }

  /** The answer with the keys that the org shows. */
  async keys(): Promise<Response> {
    return Response.json({
      keys: await Promise.all(this.shows.map((kid) => showKey(kid, this.algorithm))),
    });
  }

  #metadata(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      revocation_endpoint: `${this.issuer}/revoke`,
      introspection_endpoint: `${this.issuer}/introspect`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      ...this.metadata,
    };
  }

  async #tokens(isFirst: boolean): Promise<object> {
    this.#issued += 1;
    const now = Math.floor((this.clock.now() + this.ahead) / 1000);
    const { kid, privateKey } = await keyOf(this.signsWith, this.algorithm);
    const idToken = await new SignJWT({
      iss: this.issuer,
      sub: '00uAda',
      aud: '0oaExample',
      iat: now,
      exp: now + 3600,
      ...(isFirst && this.#nonce !== null ? { nonce: this.#nonce } : {}),
      ...this.claims,
    })
      .setProtectedHeader({ alg: this.algorithm, kid: this.signsAs ?? kid })
      .sign(privateKey);
    return {
      access_token: `${canary}access-${this.#issued}`,
      refresh_token: `${canary}refresh-${this.#issued}`,
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid offline_access',
      ...this.fields,
    };
  }
}

async function showKey(kid: string, algorithm: string): Promise<object> {
  const { publicKey } = await keyOf(kid, algorithm);
  return { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
}
