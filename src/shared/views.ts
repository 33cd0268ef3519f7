import { z } from 'zod';
import { failureClasses } from './error-catalogue.ts';
import { errorCodeSchema, viewErrorSchema } from './errors.ts';
import { historyEventNames } from './history-events.ts';
import { orgInputSchema } from './org-profile.ts';

/** Milliseconds since the Unix epoch. */
const timestamp = z.number();

/** What is running on an account right now. */
export const activitySchema = z.enum([
  'refreshing',
  'revoking',
  'removing',
  'copying',
  'saving_tags',
  'making_default',
  'saving_settings',
]);
export type Activity = z.infer<typeof activitySchema>;

/** One credential as the renderer sees it. No token, no claim beyond name, e-mail and subject. */
export const accountViewSchema = z.object({
  id: z.string(),
  person: z.object({
    name: z.string().nullable(),
    email: z.string().nullable(),
    subject: z.string().nullable(),
  }),
  org: z.object({
    /** The org profile's name, or the issuer's host when no profile matches. */
    name: z.string(),
    /** The profile that made this account, or null when it was removed since. */
    id: z.string().nullable(),
    issuer: z.string(),
    clientId: z.string(),
  }),
  tags: z.array(z.string()),
  scopes: z.array(z.string()),
  isDefault: z.boolean(),
  /** When the access token was received. */
  issuedAt: timestamp,
  /** When the access token expires; null when the org did not say. */
  expiresAt: timestamp.nullable(),
  hasRefreshToken: z.boolean(),
  hasIdToken: z.boolean(),
  /** Whether other clients of the issuer can sign in with this session (OpenID Connect Native SSO 1.0). */
  hasDeviceSecret: z.boolean(),
  /** Whether its tokens are bound to a key of this device, and useless without (RFC 9449). */
  isBound: z.boolean(),
  /** Whether a refresh replaced the refresh token; null until one has shown it. */
  refreshTokenRotates: z.boolean().nullable(),
  automaticRefresh: z.object({
    /** The person's choice for this account; null follows the settings. */
    choice: z.boolean().nullable(),
    /** When it is refreshed by itself next; null when it is not. */
    nextAt: timestamp.nullable(),
  }),
  /** Whether the person is asked to show that it is they before a token is handed out. */
  requiresPresence: z.boolean(),
  activity: activitySchema.nullable(),
  /** Why the last action failed, until one succeeds; `sign_in_needed` and a bad ID token survive a restart. */
  problem: viewErrorSchema.extend({ at: timestamp }).nullable(),
  /** True while the newest token is only in memory because the disk or keychain refused it. */
  unsaved: z.boolean(),
});
export type AccountView = z.infer<typeof accountViewSchema>;

/** An org profile as it is kept. */
export const orgViewSchema = orgInputSchema.extend({
  id: z.string(),
  /** True when it is the administrator's: it can be used, and neither changed nor removed. */
  isLocked: z.boolean(),
});
export type OrgView = z.infer<typeof orgViewSchema>;

/** An authorization server that was found behind an address, as its own metadata describes it. */
export const issuerCandidateSchema = z.object({
  issuer: z.string(),
  /**
   * `asked`: the address is this issuer's own. `sibling`: another authorization server of the same host.
   * `other_host`: the server names an issuer of another host, as Okta's custom domains do: the person has to agree.
   */
  relation: z.enum(['asked', 'sibling', 'other_host']),
  /** Okta's org authorization server, a custom one, or another provider's. */
  server: z.enum(['okta_org', 'okta_custom', 'other']),
  scopes: z.array(z.string()),
  supports: z.object({
    refreshTokens: z.boolean(),
    deviceAuthorization: z.boolean(),
    signOut: z.boolean(),
    revocation: z.boolean(),
    pushedRequests: z.enum(['no', 'yes', 'required']),
    /** Whether its metadata says so; Okta's does not always. */
    dpop: z.boolean(),
    nativeSingleSignOn: z.boolean(),
    acrValues: z.array(z.string()),
  }),
});
export type IssuerCandidate = z.infer<typeof issuerCandidateSchema>;

/** One sign-in attempt, from the intent until the person has seen its end. */
export const signInViewSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('preparing'), ...attempt() }),
  z.object({
    phase: z.literal('waiting_for_browser'),
    ...attempt(),
    /** When the wait ends by itself. */
    expiresAt: timestamp,
    /** False when the browser could not be opened: the person needs the link. */
    browserOpened: z.boolean(),
  }),
  z.object({
    phase: z.literal('waiting_for_device'),
    ...attempt(),
    /** What the person types at {@link verificationUri}. */
    userCode: z.string(),
    verificationUri: z.string(),
    /** The same page with the code in it, for a QR code; null when the org has none. */
    verificationUriComplete: z.string().nullable(),
    /** When the code ends. */
    expiresAt: timestamp,
    /** Why the org could not be asked the last time; it is asked again by itself. */
    problem: viewErrorSchema.nullable(),
  }),
  z.object({ phase: z.literal('exchanging'), ...attempt() }),
  z.object({ phase: z.literal('saving'), ...attempt() }),
  z.object({
    phase: z.literal('done'),
    ...attempt(),
    /** The account that has the session now: not the one that was asked for when somebody else came back. */
    signedInId: z.string(),
  }),
  z.object({
    phase: z.literal('failed'),
    ...attempt(),
    error: viewErrorSchema,
    /** True when the tokens are here but could not be saved: `signIn.retrySave` tries again. */
    canRetrySave: z.boolean(),
  }),
]);
export type SignInView = z.infer<typeof signInViewSchema>;

function attempt() {
  return {
    id: z.string(),
    orgId: z.string(),
    orgName: z.string(),
    tags: z.array(z.string()),
    /** The account that is signed in again, or null for a new one. */
    accountId: z.string().nullable(),
    method: z.enum(['browser', 'device', 'single_sign_on']),
  };
}

/** One sign-out of the browser's session at an org, until the person has seen its end. */
export const signOutViewSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('preparing'), ...signOut() }),
  z.object({
    phase: z.literal('waiting_for_browser'),
    ...signOut(),
    expiresAt: timestamp,
    browserOpened: z.boolean(),
  }),
  z.object({ phase: z.literal('done'), ...signOut() }),
  z.object({ phase: z.literal('failed'), ...signOut(), error: viewErrorSchema }),
]);
export type SignOutView = z.infer<typeof signOutViewSchema>;

function signOut() {
  return {
    id: z.string(),
    accountId: z.string(),
    person: z.string().nullable(),
    orgName: z.string(),
  };
}

/** Whether the sealed vault can be used, and if not, why. */
export const vaultViewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opening') }),
  z.object({
    kind: z.literal('ready'),
    /** True when the keychain has lost the vault's key while the app still holds it: `vault.restoreKey` repairs. */
    keyIsMissing: z.boolean(),
    /** How far a change of the key is, in records, or null when none runs. */
    keyChange: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  }),
  z.object({ kind: z.literal('blocked'), error: viewErrorSchema }),
]);
export type VaultView = z.infer<typeof vaultViewSchema>;

export const tokenKindSchema = z.enum(['access_token', 'id_token']);
export type TokenKind = z.infer<typeof tokenKindSchema>;

export const clipboardViewSchema = z.object({
  accountId: z.string(),
  kind: z.enum([...tokenKindSchema.options, 'request']),
  clearsAt: timestamp,
});
export type ClipboardView = z.infer<typeof clipboardViewSchema>;

/** Why a sealed record was set aside as it is. */
export const quarantineReasonSchema = z.enum([
  'wrong_name',
  'unreadable',
  'not_a_record',
  'wrong_key_or_tampered',
  'newer_format',
  'invalid_content',
]);
export type QuarantineReason = z.infer<typeof quarantineReasonSchema>;

/** A sealed record that could not be opened, and what is known of it. */
export const quarantinedViewSchema = z.object({
  /** Relative to the vault's folder. */
  fileName: z.string(),
  /** What it keeps: a session, tokens to revoke, which account is the default, or what was removed. */
  kind: z.enum(['credential', 'revocation', 'default', 'journal']),
  reason: quarantineReasonSchema,
  /** Bytes, or null when the file cannot be read. */
  size: z.number().nullable(),
  /** When the file was last written, or null when that is unknown. */
  modifiedAt: timestamp.nullable(),
  /** Whose session it was and where, when that part of the record is whole. */
  person: z.string().nullable(),
  issuer: z.string().nullable(),
  tags: z.array(z.string()),
});
export type QuarantinedView = z.infer<typeof quarantinedViewSchema>;

/** Tokens of an account that was removed here and still have to be revoked at the org. */
export const revocationViewSchema = z.object({
  id: z.string(),
  person: z.string().nullable(),
  orgName: z.string(),
  remaining: z.array(z.enum(['refresh_token', 'access_token', 'device_secret'])),
  queuedAt: timestamp,
  attempts: z.number().int(),
  /** When it is tried next; null while it is being tried. */
  nextAt: timestamp.nullable(),
  error: viewErrorSchema.nullable(),
});
export type RevocationView = z.infer<typeof revocationViewSchema>;

/** An account that is not kept on this device any more: no name, only that it was here and how it ended. */
export const endedViewSchema = z.object({
  id: z.string(),
  orgName: z.string(),
  event: z.enum(['removed', 'revoked']),
  at: timestamp,
});
export type EndedView = z.infer<typeof endedViewSchema>;

/** One line of an account's history. */
export const historyEntryViewSchema = z.object({
  at: timestamp,
  event: z.enum(historyEventNames),
  code: errorCodeSchema.nullable(),
  class: z.enum(failureClasses).nullable(),
  detail: z.string().nullable(),
  requestId: z.string().nullable(),
  /** How many times in a row. */
  count: z.number().int(),
});
export type HistoryEntryView = z.infer<typeof historyEntryViewSchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Seconds until a copied token is cleared from the clipboard. */
  clipboardSeconds: z.number().int().min(5).max(600),
  /** Whether accounts are refreshed by themselves before they expire, where they have no choice of their own. */
  automaticRefresh: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Everything the window shows except the accounts. */
export const frameViewSchema = z.object({
  vault: vaultViewSchema,
  orgs: z.array(orgViewSchema),
  signIns: z.array(signInViewSchema),
  signOuts: z.array(signOutViewSchema),
  clipboard: clipboardViewSchema.nullable(),
  settings: settingsSchema,
  /** Whether this computer can ask the person to show that it is they. */
  presence: z.object({ available: z.boolean() }),
  /** The sealed records that could not be opened; they are kept as they are. */
  quarantined: z.array(quarantinedViewSchema),
  /** What still has to be revoked at an org, oldest first. */
  revocations: z.array(revocationViewSchema),
  /** The administrator's file with org profiles, when it is there and something in it cannot be used. */
  presetProblem: z.object({ path: z.string(), reasons: z.array(z.string()) }).nullable(),
  appVersion: z.string(),
});
export type FrameView = z.infer<typeof frameViewSchema>;

/** The whole state of the app at one version. */
export const snapshotSchema = z.object({
  version: z.number().int(),
  frame: frameViewSchema,
  accounts: z.array(accountViewSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What changed between two versions: a receiver that is not at `from` asks for the whole snapshot. */
export const snapshotPatchSchema = z.object({
  from: z.number().int(),
  to: z.number().int(),
  frame: frameViewSchema.optional(),
  changed: z.array(accountViewSchema),
  removed: z.array(z.string()),
});
export type SnapshotPatch = z.infer<typeof snapshotPatchSchema>;
