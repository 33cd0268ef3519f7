import {
  Failure,
  isCredentialId,
  personOf,
  seconds,
  Secret,
  waitUnlessAborted,
  type Clock,
  type Credential,
  type CredentialCoordinator,
} from '../auth-foundation/index.ts';
import { TokenExchangeFlow } from '../oauth2-flows/index.ts';
import type { OrgProfile } from './preferences.ts';
import type { SignInWay } from './sign-in-steps.ts';

/** What a sign-in from another account's session is made with. */
export interface SingleSignOnParts {
  readonly coordinator: () => CredentialCoordinator;
  readonly clock: Clock;
}

/**
 * Signs in without a browser, with the ID token and the device secret of an account that another client of the same
 * issuer signed in (OpenID Connect Native SSO for Mobile Apps 1.0, section 4). That account stays as it is. Where it
 * requires it, the person shows first that it is they.
 */
export function singleSignOn({ coordinator, clock }: SingleSignOnParts): SignInWay {
  return async ({ intent, client, signal, enter, keep }) => {
    const { org, method } = intent;
    const from = method.kind === 'single_sign_on' ? method.from : '';
    const source = await requireSource(from, org, coordinator());
    const asking = source.confirmPresence(
      `sign in to ${org.name} as ${personOf(source.metadata.claims) ?? 'an account'}`,
    );
    await waitUnlessAborted(asking, signal);
    const { idToken, deviceSecret } = source.token;
    if (idToken === undefined || deviceSecret === undefined) {
      throw new Failure('single_sign_on_unavailable');
    }
    const flow = new TokenExchangeFlow(client, clock);
    const starting = flow.start({
      idToken: new Secret(idToken),
      deviceSecret: new Secret(deviceSecret),
      audience: org.exchangeAudience,
      scopes: org.scopes,
      acrValues: org.acrValues,
      ...(org.maxAge === null ? {} : { maxAge: seconds(org.maxAge) }),
      bind: org.dpop ? 'to_new_key' : 'none',
    });
    const { context } = await waitUnlessAborted(starting, signal);
    signal.throwIfAborted();
    enter({ phase: 'exchanging' });
    await keep(await flow.resume(context));
  };
}

/** @throws Failure `single_sign_on_unavailable` unless the account has a session that this client can use */
async function requireSource(
  id: string,
  org: OrgProfile,
  coordinator: CredentialCoordinator,
): Promise<Credential> {
  const source = isCredentialId(id) ? await coordinator.with(id) : null;
  // A device secret is good for the clients of its authorization server, and sent to no other.
  if (source?.metadata.issuer !== org.issuer) {
    throw new Failure('single_sign_on_unavailable');
  }
  return source;
}
