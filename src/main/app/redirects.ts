/**
 * The redirect ports, in the order they are tried (design decision D12). Okta compares redirect URIs with their port,
 * so each one is registered at the app integration; five of them leave room for other programs. They lie below the
 * ephemeral ranges of Linux, macOS and Windows.
 */
export const redirectPorts: readonly number[] = [8410, 8411, 8412, 8413, 8414];

/** The path that the browser is sent back to. */
export const redirectPath: `/${string}` = '/callback';

/** The exact redirect URIs to register. The literal address, because `localhost` may be another program's ::1. */
export const redirectUris: readonly string[] = redirectPorts.map(
  (port) => `http://127.0.0.1:${port}${redirectPath}`,
);
