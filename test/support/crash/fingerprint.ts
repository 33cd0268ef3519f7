import { createHash } from 'node:crypto';
import type { Token } from '../../../src/main/auth-foundation/index.ts';

/** SHA-256 of a credential's tokens: what two processes may tell each other about them. */
export interface Prints {
  readonly access: string;
  readonly refresh: string | null;
}

/** The fingerprint of one token, in hexadecimal digits. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The fingerprints of a token set. */
export function printsOf({ accessToken, refreshToken }: Token): Prints {
  return {
    access: fingerprint(accessToken),
    refresh: refreshToken === undefined ? null : fingerprint(refreshToken),
  };
}
