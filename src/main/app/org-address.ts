import { Failure, isLoopbackHttp } from '../auth-foundation/index.ts';

/** The domains that Okta gives to its orgs; an org may have one of its own beside. */
const oktaDomains = ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com', 'okta.mil'];

/** What is pasted along from a document, a chat or a JSON file. */
const wrapping = /^[\s"'`<“‘«]+|[\s"'`>”’»,;]+$/gu;

/**
 * Reads what a person has of an org: its domain, the address of its admin console or of a page of it, an issuer, a
 * well-known URL, the URL of one of its endpoints.
 *
 * @param typed - as it was typed or pasted
 * @returns the issuers it may mean, the likeliest first: without query, fragment and the slash at the end. What only
 *   Okta puts into an address is taken off; the path of another provider's stays as it is
 * @throws Failure `invalid_input`, whose words never repeat what was typed: it may hold a secret
 */
export function readOrgAddress(typed: string): readonly URL[] {
  const url = readUrl(typed.replace(wrapping, ''));
  const isOktaDomain = belongsToOkta(url.hostname);
  const host = isOktaDomain ? url.host.replace(/^([^.]+)-admin\./, '$1.') : url.host;
  const origin = `${url.protocol}//${host}`;
  const paths = [...pathsOf(url.pathname, isOktaDomain), '/oauth2/default', ''];
  return [...new Set(paths)].map((path) => new URL(`${origin}${path}`));
}

/**
 * Tells whether two addresses are one issuer's as far as its well-known URL goes: a slash at the end makes no
 * difference to that.
 */
export function isSameAddress(one: URL, other: URL): boolean {
  return one.origin === other.origin && withoutSlash(one.pathname) === withoutSlash(other.pathname);
}

function readUrl(text: string): URL {
  if (text === '')
    throw invalid('Enter the org’s domain, such as example.okta.com, or its issuer.');
  if (/\s/.test(text))
    throw invalid('There is a space in the address: enter one address, without it.');
  if (/^[^/@\s]+@[^/@\s]+$/.test(text)) {
    throw invalid('This is an e-mail address: enter the org’s domain, such as example.okta.com.');
  }
  const withScheme = withSchemeOf(text);
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw invalid(
      'This is not a web address: enter a domain, or an address that begins with https://.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('There is a user name or password in the address: enter it without.');
  }
  if (url.protocol === 'http:' && !isLoopbackHttp(url.href)) {
    throw invalid('Plain http is for this very computer only: enter the address with https://.');
  }
  return url;
}

/** A bare domain is taken as https, and this very computer as http, because a certificate for it is rare. */
function withSchemeOf(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const bare = text.replace(/^\/\//, '');
  const asHttp = `http://${bare}`;
  return URL.canParse(asHttp) && isLoopbackHttp(asHttp) ? asHttp : `https://${bare}`;
}

/** The paths of the issuers that a path may mean, the likeliest first. */
function pathsOf(pathname: string, isOktaDomain: boolean): readonly string[] {
  const path = withoutSlash(pathname);
  const described = readWellKnown(path);
  if (described !== null) return [described];
  const ofEndpoint = readOktaEndpoint(path) ?? readOktaPage(path);
  if (!isOktaDomain) return ofEndpoint === null ? [path] : [ofEndpoint, path];
  if (ofEndpoint !== null) return [ofEndpoint];
  // Every other address of such a domain is a page.
  return [/^\/oauth2\/[^/]+$/.test(path) ? path : ''];
}

/**
 * The path of the issuer that a well-known URL describes: the suffix comes last in OpenID Connect Discovery 1.0,
 * section 4, and first in RFC 8414, section 3.1.
 */
function readWellKnown(path: string): string | null {
  const names = '(?:openid-configuration|oauth-authorization-server)';
  const appended = new RegExp(`^(.*)/\\.well-known/${names}$`).exec(path);
  if (appended !== null) return withoutSlash(appended[1] ?? '');
  const inserted = new RegExp(`^/\\.well-known/${names}(/.+)$`).exec(path);
  return inserted === null ? null : withoutSlash(inserted[1] ?? '');
}

/** `/oauth2/v1/…` is the org authorization server's, `/oauth2/{id}/v1/…` a custom one's. */
function readOktaEndpoint(path: string): string | null {
  if (/^\/oauth2\/v1(?:\/|$)/.test(path)) return '';
  return /^(\/oauth2\/[^/]+)\/v1(?:\/|$)/.exec(path)?.[1] ?? null;
}

/** Pages of Okta's that custom domains have as well; the admin console's page of an authorization server names it. */
function readOktaPage(path: string): string | null {
  const [, server] = /^\/admin\/oauth2\/as\/([^/]+)/.exec(path) ?? [];
  if (server !== undefined) return `/oauth2/${server}`;
  const isPage = /^\/(?:admin|app\/UserHome|enduser|login\/login\.htm|signin)(?:\/|$)/.test(path);
  return isPage ? '' : null;
}

function belongsToOkta(hostname: string): boolean {
  return oktaDomains.some((domain) => hostname.endsWith(`.${domain}`));
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}

function invalid(detail: string): Failure {
  return new Failure('invalid_input', { detail });
}
