import { randomBytes } from 'node:crypto';
import type { KoaContext } from 'oidc-provider';

/** A browser that is signed in to the org. */
export interface BrowserSession {
  readonly uid: string;
  /** When the password was given; milliseconds on the org's clock. */
  readonly signedInAt: number;
}

/**
 * The org's single sign-on: one cookie per browser for all authorization servers of the org, as at Okta.
 * The cookie's name holds the port, because browsers send a loopback cookie to every port of 127.0.0.1.
 */
export class BrowserSessions {
  readonly #cookie: string;
  readonly #clock: () => number;
  readonly #sessions = new Map<string, BrowserSession>();

  constructor(port: number, clock: () => number) {
    this.#cookie = `sid-${port}`;
    this.#clock = clock;
  }

  start(ctx: KoaContext, uid: string): BrowserSession {
    const id = randomBytes(18).toString('base64url');
    const session = { uid, signedInAt: this.#clock() };
    this.#sessions.set(id, session);
    ctx.cookies.set(this.#cookie, id, {
      httpOnly: true,
      path: '/',
      sameSite: 'lax',
      signed: false,
    });
    return session;
  }

  find(ctx: KoaContext): BrowserSession | undefined {
    const id = ctx.cookies.get(this.#cookie, { signed: false });
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  end(ctx: KoaContext): void {
    const id = ctx.cookies.get(this.#cookie, { signed: false });
    if (id !== undefined) this.#sessions.delete(id);
    ctx.cookies.set(this.#cookie, null, { httpOnly: true, path: '/', signed: false });
  }

  /** Signs every browser out, as an administrator would ("clear user sessions"). */
  endAll(): void {
    this.#sessions.clear();
  }
}
