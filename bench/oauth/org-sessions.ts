import {
  issuer,
  OAuth2Client,
  systemClock,
  type HttpFetch,
  type OAuth2ClientPorts,
  type Token,
  type TokenContext,
} from '../../src/main/auth-foundation/index.ts';
import { AuthorizationCodeFlow } from '../../src/main/oauth2-flows/index.ts';
import {
  BrowserLessBrowser,
  signInWithoutBrowser,
} from '../../test/support/okta-like-org/browser-less-login.ts';
import { demoClient, samplePeople } from '../../test/support/okta-like-org/index.ts';

const scopes = ['openid', 'profile', 'email', 'offline_access'];

/** The network as openid-client has it by default: what Node brings. */
const nodeFetch: HttpFetch = (url, { body, signal, ...options }) =>
  fetch(url, { ...options, body: body ?? null, signal: signal ?? null });

/** What the clients of the bench are made with. */
export const clientPorts: OAuth2ClientPorts = {
  fetch: nodeFetch,
  clock: systemClock,
  userAgent: 'OktaAccountManager/bench',
};

/** The demo's client at an issuer of the org. */
export function contextAt(issuerUrl: string): TokenContext {
  return { issuer: issuer(issuerUrl), clientId: demoClient.clientId };
}

/**
 * Signs the same person in again and again; each time is a session of its own, with a refresh token of its own.
 *
 * @param issuerUrl - of the running org
 * @param count - how many sessions
 */
export async function openSessions(issuerUrl: string, count: number): Promise<readonly Token[]> {
  const flow = new AuthorizationCodeFlow(
    new OAuth2Client(contextAt(issuerUrl), clientPorts),
    systemClock,
  );
  const [redirectUri] = demoClient.redirectUris;
  const [person] = samplePeople;
  if (redirectUri === undefined || person === undefined) throw new Error('The org is empty.');
  const browser = new BrowserLessBrowser();
  const tokens: Token[] = [];
  while (tokens.length < count) {
    const { url, context } = await flow.start({
      redirectUri,
      scopes,
      pushed: 'when_required',
      bind: 'none',
    });
    const redirect = await signInWithoutBrowser({ authorizationUrl: url, browser, ...person });
    tokens.push(await flow.resume(context, redirect));
  }
  return tokens;
}
