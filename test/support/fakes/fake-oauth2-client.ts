import type {
  OAuth2Client,
  RefreshAnswer,
  Token,
  TokenResponse,
  TokenTypeHint,
} from '../../../src/main/auth-foundation/index.ts';
import { aTokenResponse, builtAt } from '../builders/tokens.ts';

/** An org's answer to a refresh, as the client hands it on. */
export function refreshAnswer(
  response: TokenResponse,
  receivedAt: number = builtAt,
): RefreshAnswer {
  return { response, receivedAt, idTokenProblem: null };
}

/** The part of an OAuth2Client that a coordinator calls; by default it rotates, and agrees to every revocation. */
export class FakeOAuth2Client implements Pick<OAuth2Client, 'refresh' | 'revoke'> {
  /** The tokens that were refreshed, oldest first. */
  readonly refreshed: Token[] = [];
  /** What was revoked, oldest first. */
  readonly revoked: { readonly value: string; readonly kind: TokenTypeHint }[] = [];
  /** How the org answers a refresh. */
  onRefresh: (token: Token) => Promise<RefreshAnswer> = () =>
    Promise.resolve(refreshAnswer(aTokenResponse()));
  /** How the org answers a revocation. */
  onRevoke: (value: string, kind: TokenTypeHint) => Promise<void> = () => Promise.resolve();

  refresh(token: Token): Promise<RefreshAnswer> {
    this.refreshed.push(token);
    return this.onRefresh(token);
  }

  revoke(value: string, kind: TokenTypeHint): Promise<void> {
    this.revoked.push({ value, kind });
    return this.onRevoke(value, kind);
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
