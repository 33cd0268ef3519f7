import { z } from 'zod';
import { errorCodeSchema } from '../../shared/index.ts';
import type { Failure } from './failure.ts';
import { timestamp, type Timestamp } from './identifiers.ts';

/** A failure that is remembered beside what it is about; like every {@link Failure} it holds no secret. */
export const notedFailureSchema = z.strictObject({
  code: errorCodeSchema,
  detail: z.string().nullable(),
  requestId: z.string().nullable(),
  /** Milliseconds since the epoch. */
  at: z.number().transform(timestamp),
});
export type NotedFailure = Readonly<z.output<typeof notedFailureSchema>>;

/**
 * Makes a failure fit to be remembered.
 *
 * @param failure - what happened
 * @param at - when
 */
export function noteFailure({ code, detail, requestId }: Failure, at: Timestamp): NotedFailure {
  return { code, detail, requestId, at };
}
