import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  issuer,
  OAuth2Client,
  type HttpFetch,
  type OAuth2ClientPorts,
} from '../../../src/main/auth-foundation/index.ts';
import type { FlowProgress } from '../../../src/main/oauth2-flows/index.ts';
import { canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

/** A request as the org saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** By the clock here, in milliseconds since the epoch. */
  readonly at: number;
}

type Answer = () => Response | Promise<Response>;

const keys = generateKeyPair('ES256');

/** An org in this process that every flow can go through; it redeems whatever it is given. */
export class FlowOrg {
  readonly issuer;
  readonly clock = new FakeClock();
  /** The requests so far but those for metadata and keys, oldest first. */
  readonly seen: SeenRequest[] = [];
  /** Members of the metadata, beside the usual ones; `undefined` leaves one out. */
  metadata: Readonly<Record<string, unknown>> = {};
  /** Claims of the next ID tokens, beside the usual ones. */
  claims: Readonly<Record<string, unknown>> = {};
  /** Members of the next token answers, beside the usual ones; `undefined` leaves one out. */
  fields: Readonly<Record<string, unknown>> = {};
  /** Members of the next device answers, beside the usual ones; `undefined` leaves one out. */
  deviceFields: Readonly<Record<string, unknown>> = {};
  readonly #answers = new Map<string, Answer[]>();
  #nonce: string | null = null;
  #issued = 0;

  constructor(url = 'https://flows.example/oauth2/default') {
    this.issuer = issuer(url);
  }

  /** The next requests to a path are answered so, one after another; then the org answers itself again. */
  next(path: string, ...answers: readonly Answer[]): void {
    this.#answers.set(path, [...(this.#answers.get(path) ?? []), ...answers]);
  }

  /** The requests that a path has had. */
  to(path: string): readonly SeenRequest[] {
    return this.seen.filter((request) => request.path === path);
  }

  client(clientId = '0oaExample', ports: Partial<OAuth2ClientPorts> = {}): OAuth2Client {
    const { fetch, clock } = this;
    return new OAuth2Client(
      { issuer: this.issuer, clientId },
      { fetch, clock, userAgent: 'Test/1', ...ports },
    );
  }

  /** Where the browser is sent after the person has signed in. */
  redirectFor(url: URL): URL {
    const { searchParams } = url;
    const pushed = this.to('/par').at(-1)?.form;
    const asked = searchParams.has('request_uri') && pushed !== undefined ? pushed : searchParams;
    this.#nonce = asked.get('nonce');
    const redirect = new URL(asked.get('redirect_uri') ?? '');
    redirect.searchParams.set('code', `${canary}code`);
    redirect.searchParams.set('state', asked.get('state') ?? '');
    return redirect;
  }

  readonly fetch: HttpFetch = async (url, { body, headers }) => {
    const path = url.slice(this.issuer.length);
    const form = body instanceof URLSearchParams ? body : new URLSearchParams();
    const at = this.clock.now();
    if (path.startsWith('/.well-known')) return Response.json(this.#metadata());
    if (path === '/keys') return this.#keys();
    this.seen.push({ path, form: new URLSearchParams(form), headers, at });
    const answer = this.#answers.get(path)?.shift() ?? (() => this.#answer(path));
    return answer();
  };

  async #answer(path: string): Promise<Response> {
    switch (path) {
      case '/token':
        return this.tokens();
      case '/par': {
        const answer = { request_uri: `urn:ietf:params:oauth:request_uri:${this.seen.length}` };
        return Response.json({ ...answer, expires_in: 60 }, { status: 201 });
      }
      case '/device':
        return this.#device();
      case '/revoke':
        return new Response('');
      default:
        return new Response('', { status: 404 });
    }
  }

  /** An answer with tokens. */
  async tokens(): Promise<Response> {
    this.#issued += 1;
    const now = Math.floor(this.clock.now() / 1000);
    const { privateKey } = await keys;
    const usual = { iss: this.issuer, sub: '00uAda', aud: '0oaExample', iat: now, exp: now + 3600 };
    const nonce = this.#nonce === null ? {} : { nonce: this.#nonce };
    const idToken = await new SignJWT({ ...usual, ...nonce, ...this.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
      .sign(privateKey);
    return Response.json({
      access_token: `${canary}access-${this.#issued}`,
      refresh_token: `${canary}refresh-${this.#issued}`,
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3600,
      ...this.fields,
    });
  }

  #device(): Response {
    return Response.json({
      device_code: `${canary}device-code`,
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://flows.example/activate',
      verification_uri_complete: 'https://flows.example/activate?user_code=WDJB-MJHT',
      expires_in: 600,
      ...this.deviceFields,
    });
  }

  #metadata(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      revocation_endpoint: `${this.issuer}/revoke`,
      pushed_authorization_request_endpoint: `${this.issuer}/par`,
      device_authorization_endpoint: `${this.issuer}/device`,
      end_session_endpoint: `${this.issuer}/logout`,
      id_token_signing_alg_values_supported: ['ES256'],
      ...this.metadata,
    };
  }

  async #keys(): Promise<Response> {
    const { publicKey } = await keys;
    const key = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' };
    return Response.json({ keys: [key] });
  }
}

/** An answer that refuses, in the form of RFC 6749, section 5.2. */
export function refusal(error: string, status = 400, headers: Record<string, string> = {}): Answer {
  return () => Response.json({ error }, { status, headers });
}

/** A request that gets no answer. */
export function lost(): Promise<Response> {
  return Promise.reject(new TypeError('fetch failed'));
}

/** Notes what a run tells. */
export class Progress {
  readonly told: FlowProgress[] = [];
  readonly onProgress = (progress: FlowProgress): void => {
    this.told.push(progress);
  };

  get kinds(): readonly string[] {
    return this.told.map(({ kind }) => kind);
  }
}

/** Lets everything go on until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; turns < 5_000; turns += 1) {
    if (condition()) return;
    await turn();
  }
  throw new Error('What was waited for did not happen.');
}

/** Lets everything go on that can without the clock. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await turn();
}
