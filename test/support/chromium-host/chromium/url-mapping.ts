/**
 * Chromium knows no scheme that an app registers: a navigation to `app://…` never reaches request interception, and
 * its origin would be opaque. So the page lives on an https origin under `.invalid` (RFC 6761: never resolves, so
 * nothing can leave), which is intercepted wholly, and the app's main process only ever sees its own URL.
 */
const zone = 'chromium-host.invalid';

/** `app://bundle/a?b#c` to `https://bundle.app.chromium-host.invalid/a?b#c`; other URLs as they are. */
export function toPageUrl(url: string, schemes: ReadonlySet<string>): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  const scheme = match?.[1]?.toLowerCase();
  if (match === null || scheme === undefined || !schemes.has(scheme)) return url;
  const host = (match[2] ?? '').toLowerCase();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host)) {
    throw new Error(`The Chromium host cannot give '${url}' an origin: its host is '${host}'.`);
  }
  return `https://${host}.${scheme}.${zone}${match[3] ?? ''}`;
}

/** The reverse of {@link toPageUrl}. */
export function toAppUrl(url: string): string {
  return url.replace(
    /^https:\/\/([a-z0-9.-]+)\.([a-z][a-z0-9+-]*)\.chromium-host\.invalid(?=[/?#]|$)/i,
    '$2://$1',
  );
}

/** Rewrites the app's scheme where a Content-Security-Policy names it (`app:`, `app://bundle`). */
export function toPagePolicy(policy: string, schemes: ReadonlySet<string>): string {
  return policy
    .split(/([\s;,]+)/)
    .map((part) => {
      const scheme = part.replace(/:$/, '').toLowerCase();
      if (part.endsWith(':') && schemes.has(scheme)) return `https://*.${scheme}.${zone}`;
      return part.includes('://') ? toPageUrl(part, schemes) : part;
    })
    .join('');
}
