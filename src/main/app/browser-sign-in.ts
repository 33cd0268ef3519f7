import { redirectPath, type SignInMethod } from '../../shared/index.ts';
import {
  openSecret,
  seconds,
  toFailure,
  waitUnlessAborted,
  type Clock,
  type CredentialCoordinator,
} from '../auth-foundation/index.ts';
import type { listenForRedirect } from '../desktop-platform/index.ts';
import {
  AuthorizationCodeFlow,
  newState,
  type AuthorizationRequest,
} from '../oauth2-flows/index.ts';
import { portsToTry } from './ports-to-try.ts';
import type { OrgProfile } from './preferences.ts';
import type { SignInIntent } from './sign-in-attempt.ts';
import type { SignInWay } from './sign-in-steps.ts';

/** What a sign-in in the system browser is made with. */
export interface BrowserSignInParts {
  readonly coordinator: () => CredentialCoordinator;
  readonly listen: typeof listenForRedirect;
  /** How long the person has in the browser, in milliseconds. */
  readonly timeout: () => number;
  readonly clock: Clock;
}

/**
 * Signs in with the system browser, which comes back to a listener of this attempt's own (RFC 8252). The page in the
 * browser tells the end when it is known: after the tokens were kept.
 */
export function browserSignIn(parts: BrowserSignInParts): SignInWay {
  return async (steps) => {
    const { client, signal, intent, keep } = steps;
    const { clock, listen } = parts;
    const state = newState();
    const timeoutMs = parts.timeout();
    // The issuer is asked before a port is taken: a wrong one should fail at once.
    await waitUnlessAborted(client.discover(), signal);
    const listener = await listen({
      ports: portsToTry(intent.org.redirectPorts),
      path: redirectPath,
      state: openSecret(state),
      purpose: 'sign_in',
      timeoutMs,
      clock,
      signal,
    });
    try {
      const flow = new AuthorizationCodeFlow(client, clock);
      const starting = flow.start({
        ...whatToAskFor(intent.org),
        ...(await whomToAskFor(intent, parts.coordinator())),
        redirectUri: listener.redirectUri,
        state,
      });
      const { url, context } = await waitUnlessAborted(starting, signal);
      signal.throwIfAborted();
      const newPage = (): Promise<URL> => flow.newUrl(context);
      const expiresAt = clock.now() + timeoutMs;
      steps.enter({ phase: 'waiting_for_browser', newPage, expiresAt, browserOpened: true });
      steps.openBrowser(url);
      const redirect = await listener.redirect;
      signal.throwIfAborted();
      steps.enter({ phase: 'exchanging' });
      await keep(await flow.resume(context, redirect));
      listener.finish({ kind: 'succeeded' });
    } catch (thrown) {
      const { code } = toFailure(thrown);
      listener.finish({ kind: 'failed', code: signal.aborted ? 'sign_in_cancelled' : code });
      throw thrown;
    } finally {
      await listener.close();
    }
  };
}

type ProfilePart = Pick<
  AuthorizationRequest,
  'scopes' | 'acrValues' | 'maxAge' | 'uiLocales' | 'additionalParameters' | 'pushed' | 'bind'
>;

/** What the org profile says of the authorization request. */
function whatToAskFor(org: OrgProfile): ProfilePart {
  const { scopes, acrValues, maxAge, uiLocales, parameters, pushedRequests, dpop } = org;
  return {
    scopes,
    acrValues,
    uiLocales,
    ...(maxAge === null ? {} : { maxAge: seconds(maxAge) }),
    additionalParameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
    pushed: pushedRequests,
    bind: dpop ? 'to_new_key' : 'none',
  };
}

/**
 * Whom the login page should ask for. A new account must not silently become the one that the browser is signed in as
 * already; an account that is signed in again is suggested by name. What the person chose counts more.
 */
async function whomToAskFor(
  intent: SignInIntent,
  coordinator: CredentialCoordinator,
): Promise<Pick<AuthorizationRequest, 'prompt' | 'loginHint'>> {
  const { prompt, loginHint } = chosen(intent.method);
  const suggested = loginHint ?? (await nameOf(intent, coordinator));
  const asked = prompt ?? ((await isSecondAccount(intent, coordinator)) ? 'login' : undefined);
  return {
    ...(suggested === undefined ? {} : { loginHint: suggested }),
    ...(asked === undefined ? {} : { prompt: asked }),
  };
}

function chosen(method: SignInMethod): { prompt?: string; loginHint?: string } {
  if (method.kind !== 'browser') return {};
  const { prompt, loginHint } = method;
  return {
    ...(prompt === 'automatic' ? {} : { prompt }),
    ...(loginHint === null ? {} : { loginHint }),
  };
}

async function nameOf(
  { accountId }: SignInIntent,
  coordinator: CredentialCoordinator,
): Promise<string | undefined> {
  if (accountId === null) return undefined;
  const claims = (await coordinator.with(accountId))?.metadata.claims;
  return claims?.preferred_username ?? claims?.email;
}

async function isSecondAccount(
  { accountId, org }: SignInIntent,
  coordinator: CredentialCoordinator,
): Promise<boolean> {
  if (accountId !== null) return false;
  // A browser session belongs to the org's domain, whichever of its authorization servers is asked.
  const { host } = new URL(org.issuer);
  const sameOrg = await coordinator.find((metadata) => new URL(metadata.issuer).host === host);
  return sameOrg.length > 0;
}
