import { z } from 'zod';
import { isCredentialId } from '../../../src/main/auth-foundation/index.ts';
import { errorCodeSchema } from '../../../src/shared/index.ts';
import { diskCodes, failingCalls } from './failing-disk.ts';
import { keychainStates } from './file-keychain.ts';

// What parent and worker tell each other. No message holds a token: only fingerprints of tokens travel.

/** What a worker does at random. */
export const operationNames = [
  'store',
  'refresh',
  'set_tags',
  'set_default',
  'remove',
  'remove_and_revoke_later',
  'change_key',
  'back_up',
] as const;
export type OperationName = (typeof operationNames)[number];

/** What a test lets a worker break in secret, to see that it is noticed. */
export const sabotages = [
  'lose_session',
  'lose_refresh',
  'swap_tokens',
  'damage_record',
  'throw',
  'abort',
] as const;
export type Sabotage = (typeof sabotages)[number];

const id = z.string().refine(isCredentialId);
const printsSchema = z.strictObject({ access: z.string(), refresh: z.string().nullable() });

const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open') }),
  /** Tells everything that is there. */
  z.strictObject({ kind: z.literal('look') }),
  /** Refreshes these credentials, one after another. */
  z.strictObject({ kind: z.literal('refresh'), ids: z.array(id) }),
  /** Opens the last backup and tells which credentials are in it. */
  z.strictObject({ kind: z.literal('read_backup') }),
  /** Does random operations until it is told to rest. */
  z.strictObject({
    kind: z.literal('work'),
    seed: z.number(),
    /** What it begins with. */
    first: z.enum(operationNames),
  }),
  /** Does one operation, and nothing beside it. */
  z.strictObject({ kind: z.literal('do'), operation: z.enum(operationNames), seed: z.number() }),
  /** Ends what is under way, and waits until nothing is only in memory. */
  z.strictObject({ kind: z.literal('rest') }),
  z.strictObject({
    kind: z.literal('fail_disk'),
    call: z.enum(failingCalls),
    code: z.enum(diskCodes),
    after: z.number().int(),
  }),
  /** Waits until the fault has hit something, or can be taken to hit nothing. */
  z.strictObject({ kind: z.literal('await_disk_failure') }),
  z.strictObject({ kind: z.literal('heal_disk') }),
  z.strictObject({ kind: z.literal('set_keychain'), state: z.enum(keychainStates) }),
  z.strictObject({ kind: z.literal('sabotage'), what: z.enum(sabotages) }),
  z.strictObject({ kind: z.literal('close') }),
]);
/** What a parent asks of a worker. */
export type Command = z.output<typeof commandSchema>;

export const requestSchema = z.strictObject({ number: z.number(), command: commandSchema });
export type Request = z.output<typeof requestSchema>;

export const foundSchema = z.strictObject({
  kind: z.literal('found'),
  sessions: z.array(z.strictObject({ id, prints: printsSchema, tags: z.array(z.string()) })),
  defaultId: id.nullable(),
  /** The credentials whose tokens still wait to be revoked. */
  revoking: z.array(id),
  /** Names of the files that cannot be opened. */
  quarantined: z.array(z.string()),
});
/** What a worker finds in a vault. */
export type Found = z.output<typeof foundSchema>;

export const answerSchema = z.discriminatedUnion('kind', [
  foundSchema,
  z.strictObject({ kind: z.literal('ok') }),
  z.strictObject({ kind: z.literal('refused'), code: errorCodeSchema }),
  /** `nothing`: there was nothing to do it with. */
  z.strictObject({
    kind: z.literal('did'),
    outcome: z.enum(['done', 'refused', 'nothing']),
    /** What it was done with. */
    id: id.nullable(),
  }),
  /** How many calls the disk's fault has made fail. */
  z.strictObject({ kind: z.literal('disk'), failures: z.number() }),
  z.strictObject({ kind: z.literal('backup'), ids: z.array(id).nullable() }),
  /** Credentials whose newest token was still only in memory when the worker gave up waiting. */
  z.strictObject({ kind: z.literal('rested'), unsaved: z.array(id) }),
]);
export type Answer = z.output<typeof answerSchema>;

const beginSchema = z.discriminatedUnion('operation', [
  z.strictObject({
    operation: z.literal('store'),
    id,
    username: z.string(),
    prints: printsSchema,
    tags: z.array(z.string()),
  }),
  z.strictObject({ operation: z.literal('refresh'), id }),
  z.strictObject({ operation: z.literal('set_tags'), id, tags: z.array(z.string()) }),
  z.strictObject({ operation: z.literal('set_default'), id: id.nullable() }),
  z.strictObject({ operation: z.enum(['remove', 'remove_and_revoke_later']), id }),
  z.strictObject({ operation: z.literal('change_key') }),
  z.strictObject({ operation: z.literal('back_up'), ids: z.array(id) }),
]);
/** An operation with what it is about to do. */
export type Begin = z.output<typeof beginSchema>;

export const noticeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin'), flight: z.number(), begin: beginSchema }),
  /** Sent only after the operation's promise has resolved. */
  z.strictObject({
    kind: z.literal('done'),
    flight: z.number(),
    /** After a refresh. */
    prints: printsSchema.nullable(),
    defaultId: id.nullable(),
    /** Milliseconds from the receipt of a rotated token to its durable write. */
    untilDurable: z.number().nullable(),
  }),
  z.strictObject({
    kind: z.literal('failed'),
    flight: z.number(),
    code: errorCodeSchema,
    detail: z.string().nullable(),
    defaultId: id.nullable(),
  }),
  /** The org's answer with rotated tokens has just arrived. */
  z.strictObject({ kind: z.literal('received'), id }),
  /** A token that was only in memory is written. */
  z.strictObject({ kind: z.literal('saved'), id, prints: printsSchema }),
]);
/** What a worker tells unasked. */
export type Notice = z.output<typeof noticeSchema>;

export const reportSchema = z.union([
  z.strictObject({ kind: z.literal('answer'), number: z.number(), answer: answerSchema }),
  z.strictObject({ kind: z.literal('notice'), notice: noticeSchema }),
]);
export type Report = z.output<typeof reportSchema>;
