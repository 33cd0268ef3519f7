import { z } from 'zod';
import {
  errorCatalogue,
  failureClasses,
  repairs,
  type ErrorCode,
  type ViewError,
} from './error-catalogue.ts';

const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];
export const errorCodeSchema = z.enum(errorCodes);

/** Checks an error that crosses IPC, or was stored. */
export const viewErrorSchema = z.object({
  code: errorCodeSchema,
  class: z.enum(failureClasses),
  message: z.string(),
  next: z.string(),
  repair: z.enum(repairs),
  detail: z.string().nullable(),
  requestId: z.string().nullable(),
}) satisfies z.ZodType<ViewError>;
