import { z } from 'zod';

/** A call of the contract test to its child process. */
export const requestSchema = z.object({
  id: z.number(),
  method: z.enum(['get', 'set', 'delete']),
  account: z.string(),
  secret: z.string(),
});
export type Request = z.infer<typeof requestSchema>;

/** The child's answer: the result of the call, a found secret in the clear, or the code of a rejection. */
export const replySchema = z.object({
  id: z.number(),
  kind: z.string(),
  detail: z.string().optional(),
  value: z.string().nullable(),
  code: z.string().nullable(),
});
export type Reply = z.infer<typeof replySchema>;
