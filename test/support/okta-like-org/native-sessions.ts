import { randomBytes } from 'node:crypto';

import type { IssuedToken, TokenLedger } from './token-ledger.ts';

/**
 * The sessions that native apps share by a device secret: which sign-ins belong to which secret.
 *
 * @see OpenID Connect Native SSO for Mobile Apps; Okta "Configure SSO for native apps"
 */
export class NativeSessions {
  readonly #grants = new Map<string, Set<string>>();

  /** Makes the device secret of a new session and writes it into the ledger. */
  start(
    ledger: TokenLedger,
    {
      secondsToLive,
      ...of
    }: Pick<IssuedToken, 'grantId' | 'authorizationServer' | 'clientId' | 'uid'> & {
      readonly secondsToLive: number;
    },
  ): void {
    const value = randomBytes(32).toString('base64url');
    ledger.add({ kind: 'device_secret', value, scopes: ['device_sso'], ...of }, secondsToLive);
    this.join(value, of.grantId);
  }

  /** Lets a sign-in belong to the session of a device secret. */
  join(deviceSecret: string, grantId: string): void {
    const grants = this.#grants.get(deviceSecret) ?? new Set();
    this.#grants.set(deviceSecret, grants.add(grantId));
  }

  /** The device secret of the session that a sign-in belongs to. */
  secretOf(grantId: string): string | undefined {
    for (const [secret, grants] of this.#grants) if (grants.has(grantId)) return secret;
    return undefined;
  }

  /** Ends a session: revokes the secret and every token of all its clients. */
  end(ledger: TokenLedger, deviceSecret: string): void {
    ledger.revoke(deviceSecret);
    for (const grantId of this.#grants.get(deviceSecret) ?? []) ledger.revokeGrant(grantId);
  }
}
