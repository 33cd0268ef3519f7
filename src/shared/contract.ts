import { z } from 'zod';
import type { ViewError } from './error-catalogue.ts';
import { viewErrorSchema } from './errors.ts';
import { tagLimits } from './limits.ts';
import { settingsSchema, snapshotPatchSchema, snapshotSchema, tokenKindSchema } from './views.ts';

const nothing = z.void();
const id = z.string().min(1).max(64);

const tag = z.string().trim().min(1).max(tagLimits.length);
const tags = z.array(tag).max(tagLimits.count);

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
    'accounts.setTags': command(z.strictObject({ accountId: id, tags }), nothing),

    'clipboard.clear': command(z.strictObject({}), nothing),
    'vault.retry': command(z.strictObject({}), nothing),
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
