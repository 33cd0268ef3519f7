/** Where a visit of the browser-less browser ended: on a page, or on a redirect that leads away from the org. */
export type Visit =
  | { readonly kind: 'page'; readonly url: URL; readonly status: number; readonly html: string }
  | { readonly kind: 'left'; readonly url: URL };

interface Cookie {
  readonly origin: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

const redirectLimit = 10;

/** As much of a browser as signing in needs: cookies, redirects within one origin, and forms. */
export class BrowserLessBrowser {
  #cookies: readonly Cookie[] = [];

  /**
   * Opens an address and follows redirects while they stay on its origin.
   * A redirect to another origin (the app's redirect URI) is returned, not followed.
   *
   * @throws {TypeError} when the connection fails.
   */
  async visit(address: string | URL): Promise<Visit> {
    return this.#follow(new URL(address), { method: 'GET' });
  }

  /**
   * Submits the form of a page with these fields, beside its hidden ones.
   *
   * @throws {Error} when the page holds no form.
   */
  async submit(
    visit: Extract<Visit, { kind: 'page' }>,
    fields: Readonly<Record<string, string>>,
  ): Promise<Visit> {
    const action = /<form method="post" action="([^"]*)"/.exec(visit.html)?.[1];
    if (action === undefined) throw new Error(`There is no form at ${visit.url.pathname}.`);
    const body = new URLSearchParams({ ...hiddenFields(visit.html), ...fields });
    return this.#follow(new URL(action, visit.url), { method: 'POST', body });
  }

  /** Sends a form that stands on no page of the org: what another site, or an app's own page, submits. */
  async post(action: string | URL, fields: Readonly<Record<string, string>>): Promise<Visit> {
    return this.#follow(new URL(action), { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #follow(start: URL, init: RequestInit): Promise<Visit> {
    let url = start;
    let request = init;
    for (let hop = 0; hop <= redirectLimit; hop += 1) {
      const headers = { accept: 'text/html', cookie: this.#cookieHeader(url) };
      const response = await fetch(url, { ...request, headers, redirect: 'manual' });
      this.#keepCookies(url, response);
      const location = response.headers.get('location');
      if (location === null) {
        return { kind: 'page', url, status: response.status, html: await response.text() };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      request = { method: 'GET' };
      if (url.origin !== start.origin) return { kind: 'left', url };
    }
    throw new Error(`More than ${redirectLimit} redirects from ${start.pathname}.`);
  }

  #cookieHeader(url: URL): string {
    return this.#cookies
      .filter(({ origin, path }) => origin === url.origin && isUnder(url.pathname, path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keepCookies(url: URL, response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/;\s*/);
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const path = attribute(attributes, 'path') ?? '/';
      const expires = attribute(attributes, 'expires');
      const isGone = expires !== undefined && Date.parse(expires) <= Date.now();
      const others = this.#cookies.filter(
        (cookie) => cookie.name !== name || cookie.path !== path || cookie.origin !== url.origin,
      );
      this.#cookies = isGone ? others : [...others, { origin: url.origin, path, name, value }];
    }
  }
}

/** What a sign-in needs. */
export interface SignInInput {
  readonly authorizationUrl: string | URL;
  readonly username: string;
  readonly password: string;
  /** A browser that may already be signed in to the org; a fresh one when absent. */
  readonly browser?: BrowserLessBrowser;
}

/**
 * Signs in to the Okta-like org without a browser.
 *
 * @returns The redirect URL with `code` (or `error`) and `state`. It is not requested; a test that has a listener there
 *   fetches it itself.
 * @throws {Error} when the org shows an error page, or refuses the username and password.
 */
export async function signInWithoutBrowser(input: SignInInput): Promise<URL> {
  const { authorizationUrl, username, password, browser = new BrowserLessBrowser() } = input;
  const first = await browser.visit(authorizationUrl);
  if (first.kind === 'left') return first.url;
  const second = await browser.submit(requireForm(first), { username, password });
  if (second.kind === 'left') return second.url;
  throw new Error(`The org did not sign ${username} in: ${alertOf(second.html)}`);
}

/**
 * Presses "Cancel" on the org's sign-in page.
 *
 * @returns The redirect URL with `error=access_denied` and `state`.
 * @throws {Error} when the org shows something else than its sign-in page.
 */
export async function cancelWithoutBrowser(authorizationUrl: string | URL): Promise<URL> {
  const browser = new BrowserLessBrowser();
  const page = await browser.visit(authorizationUrl);
  if (page.kind === 'left') throw new Error('The org redirected without asking anyone.');
  const visit = await browser.submit(requireForm(page), { cancel: 'yes' });
  if (visit.kind === 'left') return visit.url;
  throw new Error(`The org did not redirect after "Cancel": ${alertOf(visit.html)}`);
}

/** What somebody does with the code that a device shows. */
export interface ActivationInput {
  /** The address beside the code, or the one that carries it. */
  readonly verificationUri: string | URL;
  /** Typed into the page; what the address carries when absent. */
  readonly userCode?: string;
  readonly username: string;
  readonly password: string;
  readonly answer?: 'activate' | 'deny';
  readonly browser?: BrowserLessBrowser;
}

/**
 * Types a device's code into the org's activation page and signs in there, or refuses to.
 *
 * @returns The last page.
 * @throws {Error} when the org does not take the code, or the username and password.
 */
export async function activateWithoutBrowser(
  input: ActivationInput,
): Promise<Extract<Visit, { kind: 'page' }>> {
  const { username, password, answer = 'activate', browser = new BrowserLessBrowser() } = input;
  const first = requirePage(await browser.visit(input.verificationUri));
  const userCode = input.userCode ?? /id="user_code"[^>]* value="([^"]*)"/.exec(first.html)?.[1];
  const second = requirePage(await browser.submit(first, { user_code: userCode ?? '' }));
  if (!second.html.includes('id="password"')) return requireForm(second);
  const fields = answer === 'deny' ? { cancel: 'yes' } : { username, password };
  return requireForm(requirePage(await browser.submit(requireForm(second), fields)));
}

function requirePage(visit: Visit): Extract<Visit, { kind: 'page' }> {
  if (visit.kind === 'left') throw new Error('The org led away from its page.');
  return visit;
}

function requireForm(page: Extract<Visit, { kind: 'page' }>): Extract<Visit, { kind: 'page' }> {
  if (page.status !== 200) {
    throw new Error(`The org showed an error page (${page.status}): ${alertOf(page.html)}`);
  }
  return page;
}

/** The text of a page's alert, without markup. */
export function alertOf(html: string): string {
  const markup = /role="alert">([^<]*)</.exec(html)?.[1] ?? '';
  return markup.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function hiddenFields(html: string): Readonly<Record<string, string>> {
  const fields = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}

function isUnder(pathname: string, path: string): boolean {
  return path === '/' || pathname === path || pathname.startsWith(`${path}/`);
}

function attribute(attributes: readonly string[], name: string): string | undefined {
  const found = attributes.find((one) => one.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
