import * as oidc from 'openid-client';
import { Failure } from './failure.ts';
import { noFacts, type CallFacts, type HttpFetch } from './http.ts';
import type { Seconds } from './identifiers.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import { classifyOAuthError } from './oauth-failure.ts';

/** How metadata are asked for. */
export interface MetadataRequestParts {
  /** Gives the way to the network for one request, which fills the facts. */
  readonly fetchFor: (facts: CallFacts) => HttpFetch;
  readonly timeout: Seconds;
}

/** The metadata's fields that name where this app sends something. */
const addressFields = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'revocation_endpoint',
  'introspection_endpoint',
  'userinfo_endpoint',
  'device_authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'end_session_endpoint',
] as const satisfies readonly (keyof oidc.ServerMetadata)[];

/**
 * Asks an address for an authorization server's metadata: for the document of OpenID Connect Discovery 1.0, section 4,
 * and, where there is none, for that of RFC 8414, section 3, in front of the path and then behind it, as Okta has it.
 * Whose metadata they are is the caller's to check.
 *
 * @param address - the issuer's, or what may be one
 * @param clientId - sent as `client_id`, so that Okta answers with the form of the issuer that this client's tokens
 *   have; null sends none
 * @throws Failure of class *transient*, `redirect_refused`, or `discovery_failed` when there are no metadata that may
 *   be used
 */
export async function requestMetadata(
  address: string,
  clientId: string | null,
  { fetchFor, timeout }: MetadataRequestParts,
): Promise<oidc.ServerMetadata> {
  refuseInsecure(address);
  let missing: Failure | null = null;
  for (const url of wellKnownUrls(address)) {
    if (clientId !== null) url.searchParams.set('client_id', clientId);
    const facts = noFacts();
    try {
      // A well-known URL keeps openid-client from comparing the issuer, which it would do as a URL.
      const found = await oidc.discovery(url, clientId ?? 'unknown', undefined, oidc.None(), {
        timeout,
        [oidc.customFetch]: fetchFor(facts),
        execute: isLoopbackHttp(address) ? [oidc.allowInsecureRequests] : [],
      });
      return checkAddresses(found.serverMetadata(), address);
    } catch (thrown) {
      const classified = classifyOAuthError(thrown, 'discovery', facts);
      const failure = classified.withRequestId(facts.requestId);
      if (facts.status !== 404) throw failure;
      missing ??= failure;
    }
  }
  throw missing ?? new Failure('discovery_failed');
}

/**
 * Checks that whatever is sent to the endpoints is sent over TLS, or never leaves this machine.
 *
 * @param metadata - of an authorization server
 * @param address - where it was found: one on this machine may have its endpoints there, over plain HTTP
 * @returns the same metadata
 * @throws Failure `discovery_failed` whose detail names the field
 */
export function checkAddresses(
  metadata: oidc.ServerMetadata,
  address: string,
): oidc.ServerMetadata {
  for (const field of addressFields) {
    if (metadata[field] !== undefined) checkAddress(metadata, field, address);
  }
  return metadata;
}

/**
 * Checks one field, which has to be there, as {@link checkAddresses} does.
 *
 * @throws Failure `discovery_failed` whose detail names the field
 */
export function checkAddress(
  metadata: oidc.ServerMetadata,
  field: 'issuer' | (typeof addressFields)[number],
  address: string,
): void {
  if (isSafe(metadata[field], address)) return;
  throw new Failure('discovery_failed', {
    detail: `The metadata’s ${field} is no address that may be used.`,
  });
}

function isSafe(value: unknown, address: string): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const isLocal = isLoopbackHttp(value) && isLoopbackHttp(address);
  return new URL(value).protocol === 'https:' || isLocal;
}

/** Plain HTTP is for an authorization server on this very machine, and for nothing else. */
function refuseInsecure(address: string): void {
  if (isSafe(address, address)) return;
  throw new Failure('discovery_failed', { detail: 'The issuer is no address that may be asked.' });
}

/** In the order in which they are tried, each once. */
function wellKnownUrls(address: string): readonly URL[] {
  const { origin, pathname } = new URL(address);
  const path = pathname.replace(/\/$/, '');
  const oauth = '/.well-known/oauth-authorization-server';
  const paths = [`${path}/.well-known/openid-configuration`, `${oauth}${path}`, `${path}${oauth}`];
  return [...new Set(paths)].map((each) => new URL(origin + each));
}
