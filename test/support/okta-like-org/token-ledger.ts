/** What became of a token: `leeway` is a rotated refresh token that still works, `rotated` one that no longer does. */
export type TokenState = 'active' | 'leeway' | 'rotated' | 'expired' | 'revoked';

/** A token that the org issued. Times are milliseconds on the org's clock. */
export interface IssuedToken {
  readonly kind: 'access' | 'refresh' | 'device_secret';
  /** The token itself, as the client holds it. */
  readonly value: string;
  /** The grant it belongs to: one per sign-in. */
  readonly grantId: string;
  readonly authorizationServer: string;
  readonly clientId: string;
  /** Okta's user id. */
  readonly uid: string;
  readonly scopes: readonly string[];
  /** The thumbprint of the DPoP key that it is bound to. */
  readonly boundTo?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When it was first replaced; only for refresh tokens under rotation. */
  readonly rotatedAt?: number;
  readonly revoked: boolean;
}

/** Everything the org knows about the tokens it issued: one instance per org, for all its authorization servers. */
export class TokenLedger {
  readonly #clock: () => number;
  readonly #leewaySeconds: (token: IssuedToken) => number;
  readonly #tokens = new Map<string, IssuedToken>();

  /**
   * @param clock Milliseconds since 1970.
   * @param leewaySeconds Seconds for which a rotated refresh token stays usable.
   */
  constructor(clock: () => number, leewaySeconds: (token: IssuedToken) => number) {
    this.#clock = clock;
    this.#leewaySeconds = leewaySeconds;
  }

  /**
   * Writes a new token into the ledger.
   *
   * @param secondsToLive Lifetime in seconds from now.
   */
  add(
    token: Omit<IssuedToken, 'issuedAt' | 'expiresAt' | 'revoked' | 'rotatedAt'>,
    secondsToLive: number,
  ): void {
    const issuedAt = this.#clock();
    this.#tokens.set(token.value, {
      ...token,
      issuedAt,
      expiresAt: issuedAt + secondsToLive * 1000,
      revoked: false,
    });
  }

  find(value: string): IssuedToken | undefined {
    return this.#tokens.get(value);
  }

  all(): readonly IssuedToken[] {
    return [...this.#tokens.values()];
  }

  state(token: IssuedToken): TokenState {
    if (token.revoked) return 'revoked';
    if (this.#clock() >= token.expiresAt) return 'expired';
    if (token.rotatedAt === undefined) return 'active';
    const leeway = this.#leewaySeconds(token) * 1000;
    return this.#clock() < token.rotatedAt + leeway ? 'leeway' : 'rotated';
  }

  /** Whether the org still accepts the token. */
  isUsable(token: IssuedToken): boolean {
    const state = this.state(token);
    return state === 'active' || state === 'leeway';
  }

  /** Starts the leeway of a refresh token. A second use inside the leeway does not prolong it. */
  markRotated(value: string): void {
    const token = this.#tokens.get(value);
    if (token && token.rotatedAt === undefined) {
      this.#tokens.set(value, { ...token, rotatedAt: this.#clock() });
    }
  }

  /** Binds a token to a DPoP key. */
  bind(value: string, boundTo: string): void {
    const token = this.#tokens.get(value);
    if (token) this.#tokens.set(value, { ...token, boundTo });
  }

  revoke(value: string): void {
    const token = this.#tokens.get(value);
    if (token) this.#tokens.set(value, { ...token, revoked: true });
  }

  /** Revokes every access and refresh token since the sign-in; a device secret goes by itself. */
  revokeGrant(grantId: string): void {
    for (const token of this.#tokens.values()) {
      if (token.grantId === grantId && token.kind !== 'device_secret') this.revoke(token.value);
    }
  }

  /** Ends the lifetime of a token now. */
  expire(value: string): void {
    const token = this.#tokens.get(value);
    if (token) {
      const expiresAt = Math.min(token.expiresAt, this.#clock());
      this.#tokens.set(value, { ...token, expiresAt });
    }
  }
}
