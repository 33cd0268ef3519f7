import { z } from 'zod';
import type { ViewError } from './error-catalogue.ts';
import { viewErrorSchema } from './errors.ts';
import { passphraseLimits, tagLimits } from './limits.ts';
import {
  endedViewSchema,
  historyEntryViewSchema,
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

/** An org profile as the person types it. */
export const orgInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  issuer: z.string().trim().min(1).max(400),
  clientId: z.string().trim().min(1).max(200),
  scopes: z.array(z.string().trim().min(1).max(200)).min(1).max(64),
});
export type OrgInput = z.infer<typeof orgInputSchema>;

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

    'orgs.add': command(orgInputSchema, z.object({ orgId: z.string() })),
    'orgs.remove': command(z.strictObject({ orgId: id }), nothing),
    'orgs.copyRedirectUris': command(z.strictObject({}), nothing),

    'signIn.start': command(
      z.strictObject({ orgId: id, tags, accountId: id.nullable() }),
      z.object({ attemptId: z.string() }),
    ),
    'signIn.cancel': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.copyLink': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.openBrowser': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.retrySave': command(z.strictObject({ attemptId: id }), nothing),
    'signIn.dismiss': command(z.strictObject({ attemptId: id }), nothing),

    'accounts.makeDefault': command(z.strictObject({ accountId: id }), nothing),
    'accounts.refresh': command(z.strictObject({ accountId: id }), nothing),
    'accounts.copyToken': command(
      z.strictObject({ accountId: id, kind: tokenKindSchema }),
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
