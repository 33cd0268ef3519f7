import { z } from 'zod';

/** A successful token response (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3). */
export const tokenResponseSchema = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string().min(1),
  expires_in: z.number().nonnegative().optional(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string().optional(),
  device_secret: z.string().min(1).optional(),
  issued_token_type: z.string().optional(),
});
export type TokenResponse = z.infer<typeof tokenResponseSchema>;

/** Providers are known to send the lifetime as a text. */
const numericText = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);

/** As it is received; what is kept has a number. */
const receivedResponseSchema = tokenResponseSchema.extend({
  expires_in: z.union([tokenResponseSchema.shape.expires_in, numericText]),
});

/**
 * The same for an answer that breaks the rules: an optional field that cannot be read, as null, counts as absent,
 * and a missing type is the usual one.
 */
const { shape } = tokenResponseSchema;
const salvagedResponseSchema = tokenResponseSchema.extend({
  token_type: shape.token_type.catch('Bearer'),
  expires_in: receivedResponseSchema.shape.expires_in.catch(undefined),
  refresh_token: shape.refresh_token.catch(undefined),
  id_token: shape.id_token.catch(undefined),
  scope: shape.scope.catch(undefined),
  device_secret: shape.device_secret.catch(undefined),
  issued_token_type: shape.issued_token_type.catch(undefined),
});

/**
 * Reads the body of a 2xx answer of a token endpoint by this app's own rules.
 *
 * @param body - the text of the answer, or null when there was none
 * @returns the token response, or null when it is not a valid one
 */
export function readTokenBody(body: string | null): TokenResponse | null {
  return readBody(body, receivedResponseSchema);
}

/**
 * Reads what can be saved of the body of a 2xx answer that is not as it should be: what matters are its tokens,
 * because the refresh token in it may be the only one that still works.
 *
 * @param body - the text of the answer, or null when there was none
 * @returns the token response, or null when there is no token in it
 */
export function salvageTokenBody(body: string | null): TokenResponse | null {
  return readBody(body, salvagedResponseSchema);
}

/** What can be saved of an answer to a refresh that has no access token. */
const remnantSchema = z.looseObject({
  refresh_token: z.string().min(1),
  id_token: shape.id_token.catch(undefined),
});
export type TokenRemnant = z.infer<typeof remnantSchema>;

/**
 * Reads what is left of the body of a 2xx answer whatever its access token is.
 *
 * @param body - the text of the answer, or null when there was none
 * @returns its refresh token, and its ID token if it has one, or null when there is no refresh token in it
 */
export function salvageRefreshToken(body: string | null): TokenRemnant | null {
  return readBody(body, remnantSchema);
}

function readBody<Fields>(body: string | null, schema: z.ZodType<Fields>): Fields | null {
  if (body === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON, so there is no token in it; the failure that led here is reported.
    return null;
  }
}
