import type { IssuerCandidate } from '../../shared/views.ts';
import { defaultScopes } from './org-draft.ts';

/** The issuer that is chosen from the start: the only one that is the address's own, and never one of another host. */
export function preselectIssuer(candidates: readonly IssuerCandidate[]): string | null {
  const asked = candidates.filter(({ relation }) => relation === 'asked');
  const [only] = asked;
  return asked.length === 1 && only !== undefined ? only.issuer : null;
}

/** The scopes of a new profile that the issuer offers; all of them where it lists none. */
export function suggestScopes({ scopes }: Pick<IssuerCandidate, 'scopes'>): string {
  const offered = defaultScopes.filter((scope) => scopes.length === 0 || scopes.includes(scope));
  return (offered.length === 0 ? defaultScopes : offered).join(' ');
}

/** A name for an org, from the host of its issuer: "Acme" for acme.okta.com, else the host. */
export function suggestName(issuer: string): string {
  const host = hostOf(issuer);
  const [, label, domain] =
    /^([a-z0-9-]+)\.(okta|oktapreview|okta-emea|okta-gov)\.com$/u.exec(host) ?? [];
  if (label === undefined) return host;
  const name = label.charAt(0).toUpperCase() + label.slice(1);
  return domain === 'oktapreview' ? `${name} Preview` : name;
}

/** The host of an issuer with its port, or the issuer when it is no URL. */
export function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}
