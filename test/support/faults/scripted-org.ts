import { randomBytes } from 'node:crypto';
import { jsonAnswer, textAnswer } from './answers.ts';
import { metadataFieldOf, type Endpoint } from './endpoints.ts';
import type { Answer, Fault } from './fault.ts';
import { makeIdToken, publishedKeys } from './id-tokens.ts';

/** A request as the server read it. */
export interface OrgRequest {
  /** Below the issuer. */
  readonly path: string;
  readonly form: URLSearchParams;
  /** With a proof (RFC 9449). */
  readonly isProved: boolean;
}

/** Where a server with another kind of trouble listens, as an origin. */
export interface Origins {
  readonly plain: string;
  readonly ofTls: Readonly<
    Record<'unknown_authority' | 'expired_certificate' | 'no_tls' | 'reset_in_handshake', string>
  >;
}

/** The refresh tokens of one sign-in, oldest first. */
interface Family {
  readonly refreshTokens: string[];
  isEnded: boolean;
}

export const clientId = '0oaFaults';
export const redirectUri = 'http://127.0.0.1:8410/callback';
const subject = '00uAda';

/**
 * The org of one case: it signs one person in, and rotates refresh tokens with a leeway of one token, as Okta does: the
 * one before the newest still works, because an answer may be lost. Any older one is theft and ends the session.
 */
export class ScriptedOrg {
  readonly issuer: string;
  /** The endpoint that has the fault, or null while all is well. */
  trouble: { readonly endpoint: Endpoint; readonly fault: Fault } | null = null;
  /** How many requests met the fault. */
  met = 0;
  /** The paths that were asked for since the fault was put, oldest first. */
  readonly asked: string[] = [];
  /** Every secret that this org gave out. */
  readonly secrets = new Set<string>();
  readonly #origins: Origins;
  readonly #families = new Set<Family>();
  #nonce: string | null = null;

  /**
   * @param name - the first segment of its paths
   * @param origins - where it can be reached
   * @param origin - the one that it calls its own
   */
  constructor(name: string, origins: Origins, origin = origins.plain) {
    this.issuer = `${origin}/${name}`;
    this.#origins = origins;
  }

  /** The same address where nothing is wrong with the connection. */
  withoutTls(url: string): string {
    return url.replace(new URL(this.issuer).origin, this.#origins.plain);
  }

  /** The refresh token that was given out last for the same sign-in. */
  newestOf(refreshToken: string): string | null {
    return this.#familyOf(refreshToken)?.refreshTokens.at(-1) ?? null;
  }

  /** The id of a spoiled answer, and of a good one. */
  readonly requestIds = { spoiled: `spoiled-${randomBytes(6).toString('hex')}`, good: 'good-1' };

  /** Puts the fault. */
  break(endpoint: Endpoint, fault: Fault): void {
    this.trouble = { endpoint, fault };
    this.asked.length = 0;
    this.met = 0;
  }

  /** Takes the fault away. */
  heal(): void {
    this.trouble = null;
  }

  /** Where the browser is sent after the person has signed in. */
  redirectFor(authorizationUrl: URL): URL {
    const asked = authorizationUrl.searchParams;
    this.#nonce = asked.get('nonce') ?? this.#nonce;
    const redirect = new URL(redirectUri);
    redirect.searchParams.set('code', this.#secret('code'));
    redirect.searchParams.set('state', asked.get('state') ?? '');
    redirect.searchParams.set('iss', this.issuer);
    return redirect;
  }

  /** What the org answers by itself. */
  async answer({ path, form, isProved }: OrgRequest): Promise<Answer> {
    if (path.startsWith('/.well-known/')) return jsonAnswer(200, this.#metadata());
    switch (path) {
      case '/keys':
        return jsonAnswer(200, { keys: await publishedKeys(this.#shownKeys) });
      case '/token':
        return this.#tokens(form, isProved);
      case '/par':
        this.#nonce = form.get('nonce');
        return jsonAnswer(201, { request_uri: `urn:par:${this.#secret('par')}`, expires_in: 60 });
      case '/device':
        return jsonAnswer(200, {
          device_code: this.#secret('device'),
          user_code: 'ABCD-EFGH',
          verification_uri: 'https://example.com/activate',
          expires_in: 600,
          interval: 1,
        });
      case '/introspect':
        return jsonAnswer(200, { active: true });
      case '/userinfo':
        return jsonAnswer(200, { sub: subject, name: 'Ada' });
      case '/revoke':
        this.#revoke(form.get('token'));
        return textAnswer(200, '');
      default:
        return { status: 404, headers: {}, body: '' };
    }
  }

  get #shownKeys(): 'own' | 'others' {
    return this.trouble?.fault.act.kind === 'other_keys' ? 'others' : 'own';
  }

  #metadata(): object {
    const metadata = {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      revocation_endpoint: `${this.issuer}/revoke`,
      introspection_endpoint: `${this.issuer}/introspect`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      device_authorization_endpoint: `${this.issuer}/device`,
      pushed_authorization_request_endpoint: `${this.issuer}/par`,
      end_session_endpoint: `${this.issuer}/logout`,
      id_token_signing_alg_values_supported: ['ES256'],
      dpop_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    };
    return { ...metadata, ...this.#changedAddress() };
  }

  /** The address of the endpoint with the fault, where that is the fault. */
  #changedAddress(): Readonly<Record<string, string | undefined>> {
    if (this.trouble === null) return {};
    const { endpoint, fault } = this.trouble;
    const field = metadataFieldOf[endpoint];
    if (field === null) return {};
    if (fault.act.kind === 'no_endpoint') return { [field]: undefined };
    if (fault.act.kind !== 'tls') return {};
    const origin = this.#origins.ofTls[fault.act.how];
    return { [field]: this.issuer.replace(this.#origins.plain, origin) + paths[endpoint] };
  }

  async #tokens(form: URLSearchParams, isProved: boolean): Promise<Answer> {
    const grant = form.get('grant_type');
    const family = grant === 'refresh_token' ? this.#use(form.get('refresh_token')) : newFamily();
    if (family === null) {
      const words = 'The refresh token is invalid or expired.';
      return jsonAnswer(400, { error: 'invalid_grant', error_description: words });
    }
    const refreshToken = this.#secret('refresh');
    family.refreshTokens.push(refreshToken);
    this.#families.add(family);
    const act = this.trouble?.fault.act;
    const isChanged = act?.kind === 'id_token' && this.#hasTrouble(grant);
    const idToken = await makeIdToken(
      { iss: this.issuer, sub: subject, aud: clientId, ...this.#nonceOf(grant) },
      isChanged ? act.change : {},
    );
    this.secrets.add(idToken);
    return jsonAnswer(200, {
      access_token: this.#secret('access'),
      refresh_token: refreshToken,
      id_token: idToken,
      token_type: isProved ? 'DPoP' : 'Bearer',
      expires_in: 3600,
      scope: 'openid offline_access device_sso',
      device_secret: this.#secret('device-secret'),
    });
  }

  #hasTrouble(grant: string | null): boolean {
    return this.trouble !== null && grantOf[this.trouble.endpoint] === grant;
  }

  #nonceOf(grant: string | null): { readonly nonce?: string } {
    return grant === 'authorization_code' && this.#nonce !== null ? { nonce: this.#nonce } : {};
  }

  /** The newest works, and the one before it: the answer with the newest may have been lost. */
  #use(refreshToken: string | null): Family | null {
    const family = this.#familyOf(refreshToken);
    if (family === null || refreshToken === null) return null;
    if (!family.refreshTokens.slice(-2).includes(refreshToken)) family.isEnded = true;
    return family.isEnded ? null : family;
  }

  #revoke(token: string | null): void {
    const family = this.#familyOf(token);
    if (family !== null) family.isEnded = true;
  }

  #familyOf(refreshToken: string | null): Family | null {
    const isOne = ({ refreshTokens }: Family): boolean =>
      refreshTokens.some((each) => each === refreshToken);
    return [...this.#families].find(isOne) ?? null;
  }

  #secret(kind: string): string {
    const made = `canary-${kind}-${randomBytes(32).toString('base64url')}`;
    this.secrets.add(made);
    return made;
  }
}

const tokenType = 'urn:ietf:params:oauth:grant-type:';
/** Which requests to the token endpoint are which. */
export const grantOf: Readonly<Partial<Record<Endpoint, string>>> = {
  token: 'authorization_code',
  device_token: `${tokenType}device_code`,
  token_exchange: `${tokenType}token-exchange`,
  jwt_bearer: `${tokenType}jwt-bearer`,
  refresh: 'refresh_token',
};

/** Below the issuer. */
export const paths: Readonly<Record<Endpoint, string>> = {
  discovery: '/.well-known',
  keys: '/keys',
  keys_at_refresh: '/keys',
  authorize: '/authorize',
  pushed_request: '/par',
  token: '/token',
  device: '/device',
  device_token: '/token',
  token_exchange: '/token',
  jwt_bearer: '/token',
  refresh: '/token',
  revoke: '/revoke',
  introspect: '/introspect',
  userinfo: '/userinfo',
  logout: '/logout',
};

function newFamily(): Family {
  return { refreshTokens: [], isEnded: false };
}
