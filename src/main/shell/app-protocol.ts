import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { contentSecurityPolicy } from './content-security-policy.ts';

/** The origin of the app's own pages. */
export const appOrigin = 'app://okta-account-manager';
/** The page that the window opens. */
export const appPage = `${appOrigin}/index.html`;

const scheme = 'app';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Tells Chromium about `app://`; must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built renderer, and nothing else, as `app://okta-account-manager/…`.
 *
 * @param session - of the window
 * @param root - the folder of the built renderer
 */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle(scheme, async (request) => {
    const file = request.method === 'GET' ? fileOf(new URL(request.url), root) : null;
    const contentType = file === null ? undefined : contentTypes[extname(file)];
    if (file === null || contentType === undefined) return notFound();
    try {
      // Copied, because a Buffer's memory may be part of a larger pool.
      const body = new Uint8Array(await readFile(file));
      return new Response(body, { headers: responseHeaders(contentType) });
    } catch {
      // Not in the bundle, or not readable: to the page both are the same.
      return notFound();
    }
  });
}

/** The file of a URL, or null when it lies outside of the bundle. Decoded once, then normalized, then compared. */
function fileOf(url: URL, root: string): string | null {
  if (`${url.protocol}//${url.host}` !== appOrigin) return null;
  const path = decode(url.pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(root, path));
  return file.startsWith(normalize(root) + sep) ? file : null;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    // A malformed escape names no file.
    return null;
  }
}

function responseHeaders(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
}
