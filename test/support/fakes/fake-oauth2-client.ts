import type {
  CredentialClient,
  Introspection,
  RefreshAnswer,
  RefreshedTokens,
  ResourceAnswer,
  ResourceRequest,
  Token,
  TokenResponse,
  TokenTypeHint,
  UserInfo,
} from '../../../src/main/auth-foundation/index.ts';
import { aTokenResponse, builtAt } from '../builders/tokens.ts';

/** An org's answer to a refresh, as the client hands it on. */
export function refreshAnswer(
  response: TokenResponse,
  receivedAt: number = builtAt,
): RefreshedTokens {
  return {
    kind: 'tokens',
    response,
    receivedAt,
    requestId: null,
    idTokenProblem: null,
    unverifiedClaims: null,
  };
}

/** The part of an OAuth2Client that a coordinator calls; by default it rotates, and agrees to every revocation. */
export class FakeOAuth2Client implements CredentialClient {
  /** The tokens that were refreshed, oldest first. */
  readonly refreshed: Token[] = [];
  /** The scopes that each refresh asked for. */
  readonly scopes: (readonly string[] | undefined)[] = [];
  /** What was asked about, oldest first. */
  readonly introspected: { readonly value: string; readonly kind: TokenTypeHint | 'id_token' }[] =
    [];
  /** The tokens that the person's claims were asked for with, oldest first. */
  readonly userInfoAskedWith: Token[] = [];
  /** What was revoked, oldest first. */
  readonly revoked: { readonly value: string; readonly kind: TokenTypeHint }[] = [];
  /** How the org answers a refresh. */
  onRefresh: (token: Token, scopes?: readonly string[]) => Promise<RefreshAnswer> = (_, scopes) =>
    Promise.resolve(refreshAnswer(aTokenResponse(scopeOf(scopes))));
  /** How the org answers a revocation. */
  onRevoke: (value: string, kind: TokenTypeHint) => Promise<void> = () => Promise.resolve();

  /** What the org says about any token. */
  onIntrospect: () => Promise<Introspection> = () => Promise.resolve({ active: true });
  /** What the org says about the person. */
  onUserInfo: (token: Token) => Promise<UserInfo> = () => Promise.resolve({ sub: '00uAda' });

  /** What was asked of resource servers, oldest first. */
  readonly requested: { readonly token: Token; readonly request: ResourceRequest }[] = [];
  /** How a resource server answers. */
  onResource: (token: Token, request: ResourceRequest) => Promise<ResourceAnswer> = () =>
    Promise.resolve({ response: new Response(null, { status: 204 }), challenges: [] });

  refresh(token: Token, scopes?: readonly string[]): Promise<RefreshAnswer> {
    this.refreshed.push(token);
    this.scopes.push(scopes);
    return this.onRefresh(token, scopes);
  }

  revoke(value: string, kind: TokenTypeHint): Promise<void> {
    this.revoked.push({ value, kind });
    return this.onRevoke(value, kind);
  }

  introspect(value: string, kind: TokenTypeHint | 'id_token'): Promise<Introspection> {
    this.introspected.push({ value, kind });
    return this.onIntrospect();
  }

  userInfo(token: Token): Promise<UserInfo> {
    this.userInfoAskedWith.push(token);
    return this.onUserInfo(token);
  }

  requestResource(token: Token, request: ResourceRequest): Promise<ResourceAnswer> {
    this.requested.push({ token, request });
    return this.onResource(token, request);
  }

  /** Holds the next refresh until the test answers it. */
  holdRefresh(): {
    readonly answer: (answer: RefreshAnswer) => void;
    readonly fail: (thrown: unknown) => void;
  } {
    const { promise, resolve, reject } = Promise.withResolvers<RefreshAnswer>();
    const usual = this.onRefresh;
    this.onRefresh = () => {
      this.onRefresh = usual;
      return promise;
    };
    return { answer: resolve, fail: reject };
  }

  /** Holds every revocation until the test lets it go. */
  holdRevocations(): { readonly release: () => void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.onRevoke = () => promise;
    return {
      release: () => {
        resolve(undefined);
      },
    };
  }
}

/** An org grants what it is asked for, and says so. */
function scopeOf(scopes: readonly string[] | undefined): { scope?: string } {
  return scopes === undefined ? {} : { scope: scopes.join(' ') };
}
