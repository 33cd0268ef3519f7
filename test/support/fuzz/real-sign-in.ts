import {
  issuer,
  OAuth2Client,
  Secret,
  systemClock,
  waitUnlessAborted,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import type { LoopbackListener } from '../../../src/main/desktop-platform/index.ts';
import {
  AuthorizationCodeFlow,
  type AuthorizationContext,
} from '../../../src/main/oauth2-flows/index.ts';
import { navigate } from '../browser/navigate.ts';
import { signInWithoutBrowser } from '../okta-like-org/browser-less-login.ts';
import type { OktaLikeOrg } from '../okta-like-org/index.ts';

/** How long the browser may take to come back and to be told, in milliseconds. */
const limit = 60_000;

/** What a sign-in goes through. */
export interface SignInSite {
  readonly org: OktaLikeOrg;
  readonly clientId: string;
  readonly listener: LoopbackListener;
  /** What the listener waits for. */
  readonly state: string;
  /** Is told where the org sends the browser, before the browser goes there. */
  readonly onRedirect: (redirect: URL) => void;
}

/**
 * A whole sign-in of a person: with the flow of the app, and with a browser that follows the redirect and is told the
 * result.
 *
 * @throws Failure, or an Error that says what the browser saw
 */
export async function signInForReal(site: SignInSite): Promise<void> {
  const { org, clientId, listener, state, onRedirect } = site;
  const client = new OAuth2Client(
    { issuer: issuer(org.issuerOf('default')), clientId },
    {
      fetch: (url, { body, ...init }) => fetch(url, { ...init, body: body ?? null }),
      clock: systemClock,
      userAgent: 'OktaAccountManager/fuzz',
    },
  );
  const flow = new AuthorizationCodeFlow(client, systemClock);
  const { url, context } = await flow.start({
    redirectUri: listener.redirectUri,
    scopes: ['openid', 'offline_access'],
    state: new Secret(state),
    pushed: 'when_required',
    bind: 'none',
  });
  const [person] = org.people;
  if (person === undefined) throw new Error('The org has no people.');
  const redirect = await signInWithoutBrowser({ authorizationUrl: url, ...person });
  onRedirect(redirect);
  const signal = AbortSignal.timeout(limit);
  const [page] = await Promise.all([
    navigate(redirect, signal),
    exchange(listener, flow, context, signal),
  ]);
  if (!page.includes('You are signed in')) throw new Error('The browser was told otherwise.');
}

/** The app's part: it waits for the redirect, exchanges the code, and tells the browser what came of it. */
async function exchange(
  listener: LoopbackListener,
  flow: AuthorizationCodeFlow,
  context: AuthorizationContext,
  signal: AbortSignal,
): Promise<Token> {
  try {
    const redirect = await waitUnlessAborted(listener.redirect, signal);
    const token = await flow.resume(context, redirect);
    listener.finish({ kind: 'succeeded' });
    return token;
  } catch (thrown) {
    listener.finish({ kind: 'failed', code: 'internal' });
    throw thrown;
  }
}
