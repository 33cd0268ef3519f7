import type { AuthorizationServer } from './org-state.ts';
import type { ResolvedClient } from './options.ts';

/** An issuer and the place where its endpoints stand. */
export interface IssuerPlace {
  readonly issuer: string;
  /** The origin of the issuer and of the endpoints in its metadata. */
  readonly origin: string;
}

/**
 * The issuer that a request is answered with: with a custom domain, the client's mode decides, else the authorization
 * server's.
 *
 * @param asked The origin that the request came to.
 * @see Okta "Customize the Okta URL domain", issuer modes
 */
export function issuerFor(
  server: AuthorizationServer,
  client: ResolvedClient | undefined,
  asked: string,
): IssuerPlace {
  const origin = originFor(server, client, asked);
  return { origin, issuer: `${origin}${server.issuerPath}` };
}

/** Every name that an authorization server has. */
export function issuersOf({ org, issuerPath }: AuthorizationServer): readonly string[] {
  const origins = [org.origin, org.aliasOrigin ?? org.origin];
  return origins.map((origin) => `${origin}${issuerPath}`);
}

function originFor(
  { org, settings }: AuthorizationServer,
  client: ResolvedClient | undefined,
  asked: string,
): string {
  if (org.aliasOrigin === undefined) return org.origin;
  switch (client?.issuerMode ?? settings.issuerMode) {
    case 'org':
      return org.origin;
    case 'custom':
      return org.aliasOrigin;
    case 'dynamic':
      return asked === org.aliasOrigin ? org.aliasOrigin : org.origin;
  }
}
