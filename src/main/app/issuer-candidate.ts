import { z } from 'zod';
import type { IssuerCandidate } from '../../shared/index.ts';

const text = z.string().catch('');
const texts = z.array(z.string()).catch([]);
const flag = z.boolean().catch(false);

/** What is read of an issuer's metadata; what is missing or of another type counts as not offered. */
const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: text,
  end_session_endpoint: text,
  revocation_endpoint: text,
  device_authorization_endpoint: text,
  pushed_authorization_request_endpoint: text,
  require_pushed_authorization_requests: flag,
  native_sso_supported: flag,
  scopes_supported: texts,
  grant_types_supported: texts,
  acr_values_supported: texts,
  dpop_signing_alg_values_supported: texts,
});
type Metadata = z.infer<typeof metadataSchema>;

/**
 * Describes an authorization server as its metadata does.
 *
 * @param metadata - with an issuer that has confirmed itself
 * @param relation - of the issuer to the address that was asked
 */
export function describeIssuer(
  metadata: object,
  relation: IssuerCandidate['relation'],
): IssuerCandidate {
  const read = metadataSchema.parse(metadata);
  return {
    issuer: read.issuer,
    relation,
    server: serverOf(read),
    scopes: read.scopes_supported,
    supports: {
      refreshTokens:
        read.grant_types_supported.includes('refresh_token') ||
        read.scopes_supported.includes('offline_access'),
      deviceAuthorization: read.device_authorization_endpoint !== '',
      signOut: read.end_session_endpoint !== '',
      revocation: read.revocation_endpoint !== '',
      pushedRequests: pushedRequestsOf(read),
      dpop: read.dpop_signing_alg_values_supported.length > 0,
      nativeSingleSignOn: read.native_sso_supported || read.scopes_supported.includes('device_sso'),
      acrValues: read.acr_values_supported,
    },
  };
}

/** Okta's endpoints are at the same paths on its own domains and on an org's custom domain. */
function serverOf({
  issuer,
  authorization_endpoint: endpoint,
}: Metadata): IssuerCandidate['server'] {
  const authorizePath = URL.canParse(endpoint) ? new URL(endpoint).pathname : '';
  const issuerPath = new URL(issuer).pathname;
  if (issuerPath === '/' && authorizePath === '/oauth2/v1/authorize') return 'okta_org';
  const isCustom = /^\/oauth2\/[^/]+$/.test(issuerPath);
  return isCustom && authorizePath === `${issuerPath}/v1/authorize` ? 'okta_custom' : 'other';
}

function pushedRequestsOf(metadata: Metadata): IssuerCandidate['supports']['pushedRequests'] {
  if (metadata.require_pushed_authorization_requests) return 'required';
  return metadata.pushed_authorization_request_endpoint === '' ? 'no' : 'yes';
}
