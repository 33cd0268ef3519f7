import * as oidc from 'openid-client';
import type { LentKeys } from './signing-keys.ts';

/** Everything that a configuration is made from, but for its way to the network. */
export interface ConfigurationBasis {
  /** Compared by identity. */
  readonly metadata: oidc.ServerMetadata;
  /** Seconds. */
  readonly clockSkew: number;
  /** Null when none are known. */
  readonly keys: LentKeys | null;
}

/**
 * Keeps the configuration of a call that has ended well for the next one, as long as that would make the same one.
 * openid-client keeps with a configuration the keys that it has imported, and importing them anew takes longer than
 * everything else that this app does for a refresh. No two calls ever have the same one at the same time.
 */
export class SpareConfiguration {
  #kept: { readonly configuration: oidc.Configuration; readonly basis: ConfigurationBasis } | null =
    null;

  /** Gives the one that is kept away, or null when there is none of this basis. */
  take(basis: ConfigurationBasis): oidc.Configuration | null {
    const kept = this.#kept;
    if (kept === null || !isSame(kept.basis, basis)) return null;
    this.#kept = null;
    return kept.configuration;
  }

  /**
   * Keeps a configuration. What its call saw is not kept with it.
   *
   * @param configuration - nobody has changed it, but for its way to the network, or will use it any more
   * @param basis - what it was made from
   */
  keep(configuration: oidc.Configuration, basis: ConfigurationBasis): void {
    configuration[oidc.customFetch] = refuse;
    this.#kept = { configuration, basis };
  }
}

function isSame(one: ConfigurationBasis, other: ConfigurationBasis): boolean {
  return (
    one.metadata === other.metadata &&
    one.clockSkew === other.clockSkew &&
    one.keys?.jwks === other.keys?.jwks &&
    one.keys?.uat === other.keys?.uat
  );
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('The call of this configuration has ended.'));
}
