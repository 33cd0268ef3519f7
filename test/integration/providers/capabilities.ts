/** How a provider treats refresh tokens. */
export interface RefreshTraits {
  readonly refreshTokens: 'static' | 'rotating';
  /** Seconds for which a rotated refresh token still works. */
  readonly leewaySeconds: number;
}

/** What a provider can do: `true`, or the reason why it cannot. A lack is asserted as well. */
export interface Capabilities {
  /** A code that was used is refused as RFC 6749, section 5.2, has it. */
  readonly refusesUsedCodes: true | string;
  /** The token response names the scopes that were asked for. */
  readonly grantsScopesAsked: true | string;
  /** Introspection tells live tokens from dead ones. */
  readonly introspectsTruthfully: true | string;
  /** A revoked token works no longer. */
  readonly revokes: true | string;
  /** A refresh token that was never issued, or is over, is refused. */
  readonly refusesDeadRefreshTokens: true | string;
  /** Sign-out takes a form, and returns with `state`. */
  readonly signsOut: true | string;
  readonly signsDevicesIn: true | string;
  readonly takesPushedRequests: true | string;
  readonly bindsTokens: true | string;
  readonly sharesSessions: true | string;
  /** An assertion brings all that a sign-in brings. */
  readonly takesAssertions: true | string;
}

/** One provider in one configuration. */
export interface ProviderDescription extends RefreshTraits {
  readonly capabilities: Capabilities;
  /** Whether it refuses tokens that are not bound to a key. */
  readonly binding: 'required' | 'optional';
  /** Whether it refuses authorization requests that were not pushed. */
  readonly pushing: 'required' | 'optional';
  /** What becomes of the scope for sharing sessions where they cannot be shared. */
  readonly sharingScope: 'refused' | 'ignored';
}
