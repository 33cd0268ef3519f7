import * as oidc from 'openid-client';
import { Secret, type Seconds } from '../auth-foundation/index.ts';
import type { KeyBinding } from './token-flow-context.ts';

/** What the person is asked to sign in for. */
export interface AuthorizationRequest {
  /** Exactly as registered, without a query (RFC 6749, section 3.1.2). */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Made by {@link newState} when the listener has to know it first; else made here. */
  readonly state?: Secret;
  /** `login` asks for the password even if the browser has a session (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly prompt?: string;
  /** Whom the login page should suggest. */
  readonly loginHint?: string;
  /** The longest time since the person signed in to the org; 0 asks them to sign in now. The answer is checked. */
  readonly maxAge?: Seconds;
  /** Authentication context classes, the preferred first. The answer has to be of one of them. */
  readonly acrValues?: readonly string[];
  /** Languages of the login page, as BCP 47 tags, the preferred first. */
  readonly uiLocales?: readonly string[];
  /** Further parameters, of which no answer is checked; {@link protectedParameters} are left out. */
  readonly additionalParameters?: Readonly<Record<string, string>>;
  /** Whether the request is sent ahead (RFC 9126), or only where the org requires it. */
  readonly pushed: 'when_required' | 'always';
  readonly bind: KeyBinding;
}

/**
 * The parameters that protect a run: nobody but the flow itself sets them, in whatever case they are written. An org
 * profile can be refused for one of them.
 */
export const protectedParameters: readonly string[] = [
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
  'dpop_jkt',
];

/** Makes a value that ties a redirect to its request (RFC 6749, section 10.12): 256 random bits. */
export function newState(): Secret {
  return new Secret(oidc.randomState());
}

/**
 * Puts the parameters of a request together: those of the flow and the person win over the further ones.
 *
 * @param own - as the flow sets them; empty ones are not sent
 * @param additional - those that are protected or in `own` as well are left out, whatever their case
 */
export function withAdditionalParameters(
  own: Readonly<Record<string, string>>,
  additional: Readonly<Record<string, string>> = {},
): URLSearchParams {
  const given = Object.entries(own).filter(([, value]) => value !== '');
  const taken = new Set([...protectedParameters, ...given.map(([name]) => name)]);
  const further = Object.entries(additional).filter(([name]) => !taken.has(plain(name)));
  return new URLSearchParams([...further, ...given]);
}

/** What the person and the org profile may choose of an authorization request. */
export function chosenParameters(request: AuthorizationRequest): Readonly<Record<string, string>> {
  const { prompt, loginHint, maxAge, acrValues, uiLocales } = request;
  return {
    prompt: prompt ?? '',
    login_hint: loginHint ?? '',
    max_age: maxAge === undefined ? '' : String(maxAge),
    acr_values: acrValues?.join(' ') ?? '',
    ui_locales: uiLocales?.join(' ') ?? '',
  };
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}
