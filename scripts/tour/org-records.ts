import type {
  GrantReport,
  OktaLikeOrg,
  TokenReport,
} from '../../test/support/okta-like-org/index.ts';

/** What the org knows of one person's newest sign-in: the other side of what the window says. */
export class OrgRecords {
  readonly #org: OktaLikeOrg;

  constructor(org: OktaLikeOrg) {
    this.#org = org;
  }

  /** @throws Error when the person has not signed in */
  grant(username: string): GrantReport {
    const grant = this.#org.control.grants().findLast((one) => one.username === username);
    if (grant === undefined) throw new Error(`The org knows no sign-in of ${username}.`);
    return grant;
  }

  /** The newest token of a kind. @throws Error when there is none */
  newest(username: string, kind: TokenReport['kind']): string {
    const token = this.grant(username).tokens.findLast((one) => one.kind === kind);
    if (token === undefined) throw new Error(`The org issued no ${kind} token to ${username}.`);
    return token.value;
  }

  /** Whether the org still accepts any token of the person's newest sign-in. */
  isAlive(username: string): boolean {
    return this.grant(username).tokens.some(({ value }) => this.#org.control.isActive(value));
  }
}
