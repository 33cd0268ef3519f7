import { EventEmitter } from 'node:events';
import type { PageLink } from '../chromium/page-link.ts';

/** Chromium's numbers for the failures a local page can have. */
const codes: Record<string, number> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INVALID_URL: -300,
  ERR_UNKNOWN_URL_SCHEME: -302,
  ERR_HTTP_RESPONSE_CODE_FAILURE: -379,
};

/** Electron's error of a load that failed. */
class LoadError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly url: string;

  constructor(code: string, url: string) {
    const errno = codes[code] ?? -2;
    super(`${code} (${errno}) loading '${url}'`);
    this.code = code;
    this.errno = errno;
    this.url = url;
  }
}

/** The loads that the app itself asks for, each settled when its page has loaded or failed. */
export class PageLoads extends EventEmitter<{
  failed: [errno: number, code: string, url: string];
}> {
  private current: {
    pageUrl: string;
    committed: boolean;
    done: PromiseWithResolvers<undefined>;
  } | null = null;

  get active(): boolean {
    return this.current !== null;
  }

  /** Whether a request for `pageUrl` belongs to the load under way. */
  isOwn(pageUrl: string): boolean {
    return this.current !== null && new URL(this.current.pageUrl).href === new URL(pageUrl).href;
  }

  async load(link: PageLink, pageUrl: string, url: string): Promise<void> {
    this.current?.done.reject(new LoadError('ERR_ABORTED', url));
    const load = { pageUrl, committed: false, done: Promise.withResolvers<undefined>() };
    this.current = load;
    // Awaited below unless the navigation itself fails first.
    load.done.promise.catch(() => undefined);
    try {
      const { error, sameDocument } = await link.navigate(pageUrl);
      if (error !== null) throw new LoadError(error.replace(/^net::/, ''), url);
      if (!sameDocument) await load.done.promise;
    } catch (error) {
      const failure = error instanceof LoadError ? error : new LoadError('ERR_FAILED', url);
      this.emit('failed', failure.errno, failure.code, url);
      throw failure;
    } finally {
      if (this.current === load) this.current = null;
    }
  }

  /** A new document has come. */
  commit(): void {
    if (this.current) this.current.committed = true;
  }

  /** A document has loaded; the one before may still say so after a navigation has begun. */
  finish(): void {
    if (this.current?.committed) this.current.done.resolve(undefined);
  }
}
