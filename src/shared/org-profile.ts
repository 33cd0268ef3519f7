import { z } from 'zod';
import { defaultRedirectPorts } from './redirect-uris.ts';

const port = z.number().int().min(1024).max(65_535);

/** See `RedirectPorts`. */
export const redirectPortsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('any_free') }),
  z.strictObject({ kind: z.literal('registered'), ports: z.array(port).min(1).max(10) }),
]);

export const registeredUriKindSchema = z.enum(['redirect', 'sign_out']);
export type RegisteredUriKind = z.infer<typeof registeredUriKindSchema>;

/** How an org is reached; the system's trust store counts always. */
export const orgNetworkSchema = z.strictObject({
  proxy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('system') }),
    z.strictObject({ kind: z.literal('none') }),
    /** `http://`, `https://` or `socks5://` with host and port, and no password. */
    z.strictObject({ kind: z.literal('server'), url: z.string().trim().min(1).max(400) }),
  ]),
  /** A file with further certification authorities in PEM form, or null. */
  caFile: z.string().min(1).max(1000).nullable(),
});
export type OrgNetwork = z.infer<typeof orgNetworkSchema>;

/**
 * An org profile: an issuer and a client that a person signs in with. Nothing in it is secret. What has a default may be
 * missing in a document, a preset or an import.
 */
export const orgInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Byte for byte as the issuer's own metadata has it. */
  issuer: z.string().trim().min(1).max(400),
  clientId: z.string().trim().min(1).max(200),
  scopes: z.array(z.string().trim().min(1).max(200)).min(1).max(64),
  redirectPorts: redirectPortsSchema.default({
    kind: 'registered',
    ports: [...defaultRedirectPorts],
  }),
  /** The authentication context classes to ask for, in order of preference (OpenID Connect Core 1.0, section 3.1.2.1). */
  acrValues: z.array(z.string().trim().min(1).max(200)).max(16).default([]),
  /** The longest time since the person signed in to the org, in seconds; null does not ask. */
  maxAge: z.number().int().min(0).max(31_536_000).nullable().default(null),
  /** Languages of the login page, as BCP 47 tags, in order of preference. */
  uiLocales: z.array(z.string().trim().min(1).max(35)).max(16).default([]),
  /** Further parameters of the authorization request; those that protect a sign-in cannot be among them. */
  parameters: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(100),
        value: z.string().max(1000),
      }),
    )
    .max(32)
    .default([]),
  /** Whether tokens are bound to a key of this device (RFC 9449). */
  dpop: z.boolean().default(false),
  /** Whether the authorization request is sent ahead (RFC 9126), or only where the org requires it. */
  pushedRequests: z.enum(['when_required', 'always']).default('when_required'),
  /** The `audience` of a token exchange for native single sign-on. */
  exchangeAudience: z.string().trim().min(1).max(400).default('api://default'),
  network: orgNetworkSchema.default({ proxy: { kind: 'system' }, caFile: null }),
});
export type OrgInput = z.infer<typeof orgInputSchema>;
