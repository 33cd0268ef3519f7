// Free of zod, for the window's sake.

/**
 * The redirect ports of a new profile, in the order they are tried (design decision D12). Okta compares redirect URIs
 * with their port, so each one is registered at the app integration; five of them leave room for other programs. They
 * lie below the ephemeral ranges of Linux, macOS and Windows.
 */
export const defaultRedirectPorts: readonly number[] = [8410, 8411, 8412, 8413, 8414];

/** The path that the browser is sent back to after a sign-in. */
export const redirectPath: `/${string}` = '/callback';

/** The path that the browser is sent back to after a sign-out: Okta keeps these in a list of their own. */
export const signOutPath: `/${string}` = '/signed-out';

/** Which ports a profile's redirects come to. */
export type RedirectPorts =
  /** For providers that ignore the port of a loopback redirect (RFC 8252, section 7.3); Okta does not. */
  | { readonly kind: 'any_free' }
  | { readonly kind: 'registered'; readonly ports: readonly number[] };

/**
 * The exact redirect URIs to register. The literal address, because `localhost` may be another program's ::1.
 *
 * @param ports - of the profile; for any free port the URI is registered without one
 * @param kind - after a sign-in or a sign-out
 */
export function registeredUris(
  ports: RedirectPorts,
  kind: 'redirect' | 'sign_out',
): readonly string[] {
  const path = kind === 'redirect' ? redirectPath : signOutPath;
  if (ports.kind === 'any_free') return [`http://127.0.0.1${path}`];
  return ports.ports.map((port) => `http://127.0.0.1:${port}${path}`);
}
