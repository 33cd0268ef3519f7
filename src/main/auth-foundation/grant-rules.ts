/** What Okta says of a grant of another client. RFC 6749, section 5.2, has words like these for every `invalid_grant`. */
export const foreignGrantWords =
  "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.";

/**
 * What Okta says, with `invalid_grant`, of a rule of the org or of how its app integration is set up. Whole sentences,
 * because other providers say with much the same words that a session is over.
 */
const sentences: ReadonlySet<string> = new Set([
  'PKCE verification failed.',
  'Resource owner password credentials cannot be used with MFA enabled.',
  'Resource owner password credentials authentication denied by sign on policy.',
  'SAML Assertion credentials cannot be used with MFA enabled.',
  'SAML Assertion credentials authentication denied by sign on policy.',
  'SAML Assertion Bearer Grant is not supported by OIE.',
  "The 'actor_token' must have the 'okta.apps.sso' scope to request a 'web_sso_token'.",
  "The 'actor_token' must have the 'interclient_access' scope to request a 'interclient_token'.",
  "The 'subject_token' must be issued to the client making the request.",
  "The 'actor_token' must be issued to the client making the request.",
  "The application's assurance requirements are not met by the 'subject_token'.",
  "The client's assurance requirements are not met.",
  'Additional user authentication is required but the assurance requirements cannot be met with the allowed authenticators. Check the authenticator and assurance configuration for the user and client.',
  "The target audience app must be configured to allow the client to request a 'web_sso_token'.",
  'The audience of the JWT Bearer Grant must match the the issuer of the authorization server.',
  "The 'client_id' in the JWT Bearer Grant must match the 'client_id' used to authenticate the client.",
  'The issuer of the id-jag is not a trusted authorization server.',
  'The lifetime of the id-jag must not exceed 5 minutes.',
  'The id-jag must include at least one scope.',
  "The 'resource' claim in the id-jag does not match the 'resource' parameter in the request.",
  "The 'resource' claim in the id-jag is not valid for this authorization server.",
]);

/** Those of them in which Okta names something. */
const sentencesWithNames: readonly RegExp[] = [
  /^PKCE verification failed: .+$/,
  /^The .+ SKU is not enabled\. Contact your Account Executive to enable the SKU\b/,
];

/** Tells whether an `invalid_grant` is one that no new sign-in cures, by Okta's words for it. */
export function isGrantRule(words: string): boolean {
  return sentences.has(words) || sentencesWithNames.some((sentence) => sentence.test(words));
}
