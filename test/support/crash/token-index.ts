import type { OrgControl, TokenReport } from '../okta-like-org/index.ts';
import { fingerprint } from './fingerprint.ts';

/** What the org knows of a token, found by its fingerprint. */
export interface KnownToken extends Pick<TokenReport, 'kind' | 'grantId' | 'username'> {
  /** Its place in the order of issue. */
  readonly order: number;
}

/** Every token that the org ever issued, by fingerprint: the truth about what a vault should hold. */
export class TokenIndex {
  readonly #control: Pick<OrgControl, 'tokens'>;
  readonly #known = new Map<string, KnownToken>();

  constructor(control: Pick<OrgControl, 'tokens'>) {
    this.#control = control;
  }

  /** The token of a fingerprint, or null when the org never issued it. */
  find(print: string): KnownToken | null {
    if (!this.#known.has(print)) this.#catchUp();
    return this.#known.get(print) ?? null;
  }

  /** Whether `later` is a refresh token of the same sign-in as `earlier`, issued after it. */
  isSuccessor(earlier: string | null, later: string | null): boolean {
    const first = earlier === null ? null : this.find(earlier);
    const second = later === null ? null : this.find(later);
    if (first === null || second === null) return false;
    return (
      second.kind === 'refresh' && second.grantId === first.grantId && second.order > first.order
    );
  }

  /** Whether the org has replaced this refresh token already. */
  isRotated(print: string | null): boolean {
    const order = print === null ? undefined : this.find(print)?.order;
    return order !== undefined && this.#control.tokens()[order]?.rotatedAt !== undefined;
  }

  /** Whether the org takes this token no more because it was revoked. */
  isRevoked(print: string | null): boolean {
    const order = print === null ? undefined : this.find(print)?.order;
    return order !== undefined && this.#control.tokens()[order]?.revoked === true;
  }

  #catchUp(): void {
    const all = this.#control.tokens();
    for (const [order, { value, kind, grantId, username }] of all.entries()) {
      if (order < this.#known.size) continue;
      this.#known.set(fingerprint(value), { kind, grantId, username, order });
    }
  }
}
