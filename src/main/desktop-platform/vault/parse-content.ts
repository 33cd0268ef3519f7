import type { z } from 'zod';

/**
 * Reads the content of a record or of a part of one.
 *
 * @param schema - the shape it must have
 * @param text - JSON, or null when there is none
 * @returns null when it is not of that shape; its content goes nowhere
 */
export function parseContent<Schema extends z.ZodType>(
  schema: Schema,
  text: string | null,
): z.output<Schema> | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Not the shape of a record: the caller knows what that means.
    return null;
  }
}
