import { z } from 'zod';
import type { ViewError } from './error-catalogue.ts';
import { viewErrorSchema } from './errors.ts';
import { passphraseLimits, requestMethods, signInPrompts, tagLimits } from './limits.ts';
import { orgInputSchema, redirectPortsSchema, registeredUriKindSchema } from './org-profile.ts';
import {
  endedViewSchema,
  historyEntryViewSchema,
  issuerCandidateSchema,
  settingsSchema,
  snapshotPatchSchema,
  snapshotSchema,
  tokenKindSchema,
} from './views.ts';

const nothing = z.void();
const id = z.string().min(1).max(64);

const tag = z.string().trim().min(1).max(tagLimits.length);
const tags = z.array(tag).max(tagLimits.count);
const passphrase = z.string().min(passphraseLimits.shortest).max(passphraseLimits.longest);

/** How a person wants to sign in. */
export const signInMethodSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('browser'),
    /** Whom the login page should suggest; null leaves it to the app. */
    loginHint: z.string().trim().min(1).max(200).nullable(),
    /** `automatic`: a new account at an org that has one here already asks for the password. */
    prompt: z.enum(signInPrompts),
  }),
  /** With a code that is typed on another device (RFC 8628). */
  z.strictObject({ kind: z.literal('device') }),
  /** Without a browser, from an account of another client at the same issuer (OpenID Connect Native SSO 1.0). */
  z.strictObject({ kind: z.literal('single_sign_on'), from: id }),
]);
export type SignInMethod = z.infer<typeof signInMethodSchema>;

/** What happened to one token at the org when an account was revoked. */
const revokeResultSchema = z.object({
  kind: z.enum(['refresh_token', 'access_token', 'device_secret']),
  /** `covered`: the org revoked it together with its refresh token. */
  outcome: z.enum(['revoked', 'covered', 'failed']),
  error: viewErrorSchema.nullable(),
});

/**
 * The one contract between the window and the main process (decision D6). From it derive the channel names, the
 * checks of every argument and reply, the preload API, the typing of `window.accountManager` and the handlers.
 */
export const contract = {
  /** The window asks, the main process answers once. */
  commands: {
    'state.get': command(z.strictObject({}), snapshotSchema),

    /**
     * Finds the issuers behind what a person has: a domain, an admin console's address, an issuer, a well-known URL.
     * Nothing is stored, and none of them is chosen for the person.
     */
    'orgs.look': command(
      z.strictObject({
        address: z.string().trim().min(1).max(2000),
        /** Okta answers with the issuer that this client's tokens name. */
        clientId: z.string().trim().min(1).max(200).nullable(),
        network: orgInputSchema.shape.network,
      }),
      z.object({ candidates: z.array(issuerCandidateSchema) }),
    ),
    /** Asks the issuer for its metadata first: an issuer that says it is another one is refused. */
    'orgs.add': command(orgInputSchema, z.object({ orgId: z.string() })),
    'orgs.update': command(z.strictObject({ orgId: id, profile: orgInputSchema }), nothing),
    'orgs.remove': command(z.strictObject({ orgId: id }), nothing),
    'orgs.copyUris': command(
      z.strictObject({ ports: redirectPortsSchema, kind: registeredUriKindSchema }),
      nothing,
    ),
    /** Asks for a file and writes every profile that is not the administrator's into it. */
    'orgs.export': command(
      z.strictObject({}),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cancelled') }),
        z.object({ kind: z.literal('saved'), orgs: z.number().int() }),
      ]),
    ),
    /** Asks for a file and adds the profiles in it that are not here. Issuers are not asked until they are used. */
    'orgs.import': command(
      z.strictObject({}),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cancelled') }),
        z.object({
          kind: z.literal('imported'),
          added: z.number().int(),
          /** Profiles whose issuer and client are here already; they were left as they are. */
          kept: z.number().int(),
          /** Profiles in the file that are not valid, with what is wrong with each. */
          refused: z.array(z.object({ name: z.string(), reason: z.string() })),
        }),
      ]),
    ),
    /** Asks for a file with certificates in PEM form. */
    'orgs.chooseCaFile': command(z.strictObject({}), z.object({ path: z.string().nullable() })),

    'signIn.start': command(
      z.strictObject({ orgId: id, tags, accountId: id.nullable(), method: signInMethodSchema }),
      z.object({ attemptId: z.string() }),
    ),
    'signIn.cancel': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.copyLink': command(z.strictObject({ attemptId: id }), nothing),
    /** Copies the code that is to be typed on another device. */
    'signIn.copyCode': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.openBrowser': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.retrySave': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.dismiss': command(z.strictObject({ attemptId: id }), nothing),

    /** Ends the session that the browser has at the org (OpenID Connect RP-Initiated Logout 1.0). Tokens stay. */
    'signOut.start': command(
      z.strictObject({ accountId: id }),
      z.object({ attemptId: z.string() }),
    ),
    'signOut.cancel': command(z.strictObject({ attemptId: id }), nothing),
    'signOut.copyLink': command(z.strictObject({ attemptId: id }), nothing),
    'signOut.openBrowser': command(z.strictObject({ attemptId: id }), nothing),
    'signOut.dismiss': command(z.strictObject({ attemptId: id }), nothing),

    'accounts.makeDefault': command(z.strictObject({ accountId: id }), nothing),
    'accounts.refresh': command(z.strictObject({ accountId: id }), nothing),
    'accounts.copyToken': command(
      z.strictObject({ accountId: id, kind: tokenKindSchema }),
      z.object({ clearsAt: z.number() }),
    ),
    /**
     * Copies a request as a command for `curl`, with the access token and, where the token is bound to a key, with a
     * proof that is good for this one request (RFC 9449, section 4).
     */
    'accounts.copyRequest': command(
      z.strictObject({
        accountId: id,
        method: z.enum(requestMethods),
        /** Of https, or of this very machine. */
        url: z.string().trim().min(1).max(2000),
        /** What the resource server asked for with `DPoP-Nonce`; null when it has not. */
        nonce: z.string().trim().min(1).max(500).nullable(),
      }),
      z.object({ clearsAt: z.number() }),
    ),
    'accounts.revoke': command(
      z.strictObject({ accountId: id }),
      z.object({ results: z.array(revokeResultSchema) }),
    ),
    'accounts.remove': command(z.strictObject({ accountId: id }), nothing),
    /** For an org that cannot be reached: removes the account here and now, and revokes its tokens when that works. */
    'accounts.removeAndRevokeLater': command(z.strictObject({ accountId: id }), nothing),
    'accounts.setTags': command(z.strictObject({ accountId: id, tags }), nothing),
    'accounts.setAutomaticRefresh': command(
      z.strictObject({ accountId: id, choice: z.boolean().nullable() }),
      nothing,
    ),
    /** Turning it off asks for the person's presence first, where this computer can ask. */
    'accounts.setRequiresPresence': command(
      z.strictObject({ accountId: id, required: z.boolean() }),
      nothing,
    ),
    /** Writes a token that is only in memory. */
    'accounts.saveNow': command(z.strictObject({ accountId: id }), nothing),
    /** What happened to the account, oldest first. */
    'accounts.history': command(
      z.strictObject({ accountId: id }),
      z.object({ entries: z.array(historyEntryViewSchema) }),
    ),

    /** The accounts that were removed or revoked on this device, newest first. */
    'accounts.ended': command(z.strictObject({}), z.object({ entries: z.array(endedViewSchema) })),

    'revocations.retry': command(z.strictObject({ revocationId: id }), nothing),
    /** Forgets the tokens without revoking them: they stay valid at the org until they expire. */
    'revocations.giveUp': command(z.strictObject({ revocationId: id }), nothing),

    'clipboard.clear': command(z.strictObject({}), nothing),
    'vault.retry': command(z.strictObject({}), nothing),
    /** Looks again at the records that could not be opened. */
    'vault.retryQuarantined': command(z.strictObject({}), z.object({ opened: z.number().int() })),
    /** Moves a record that cannot be opened out of the vault, into a folder beside it. */
    'vault.setQuarantinedAside': command(
      z.strictObject({ fileName: z.string().min(1).max(200) }),
      nothing,
    ),
    /** Makes a new key, and seals every record with it. */
    'vault.changeKey': command(
      z.strictObject({}),
      /** True when the old key stays in the keychain, because a record that cannot be opened may need it. */
      z.object({ oldKeyIsKept: z.boolean() }),
    ),
    /** Puts the key that the app holds back into the keychain. */
    'vault.restoreKey': command(z.strictObject({}), nothing),
    /** For a vault whose key is lost: moves it beside a new, empty one. */
    'vault.startNew': command(z.strictObject({}), nothing),
    /** Asks for a file and writes every account into it, under a passphrase. */
    'vault.backUp': command(
      z.strictObject({ passphrase }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cancelled') }),
        z.object({
          kind: z.literal('saved'),
          accounts: z.number().int(),
          /** Accounts whose record cannot be opened: they are not in the backup. */
          leftOut: z.number().int(),
        }),
      ]),
    ),
    /** Asks for a backup file and adds the accounts in it that are not here. */
    'vault.restore': command(
      z.strictObject({ passphrase: z.string().min(1).max(passphraseLimits.longest) }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cancelled') }),
        z.object({
          kind: z.literal('restored'),
          added: z.number().int(),
          /** Accounts that are here already, and were left as they are. */
          kept: z.number().int(),
        }),
      ]),
    ),
    'settings.update': command(settingsSchema.partial().strict(), nothing),
  },
  /** The main process tells, the window listens. */
  events: {
    'state.changed': snapshotPatchSchema,
  },
} as const;

export type CommandName = keyof typeof contract.commands;
export type EventName = keyof typeof contract.events;
export type CommandInput<Name extends CommandName> = z.infer<
  (typeof contract.commands)[Name]['input']
>;
export type CommandOutput<Name extends CommandName> = z.infer<
  (typeof contract.commands)[Name]['output']
>;
export type EventPayload<Name extends EventName> = z.infer<(typeof contract.events)[Name]>;

/** Every command answers with one of these two; nothing throws across IPC. */
export type Reply<Value> = { ok: true; value: Value } | { ok: false; error: ViewError };

/** The handlers the main process provides, one for each command. */
export type CommandHandlers = {
  readonly [Name in CommandName]: (
    input: CommandInput<Name>,
  ) => CommandOutput<Name> | Promise<CommandOutput<Name>>;
};

function command<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) {
  return { input, output };
}
