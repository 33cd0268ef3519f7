import {
  openSecret,
  Secret,
  type CredentialCoordinator,
  type CredentialId,
  type Failure,
} from '../../../src/main/auth-foundation/index.ts';
import {
  AuthorizationCodeFlow,
  DeviceAuthorizationFlow,
  JwtBearerFlow,
  SessionLogoutFlow,
  TokenExchangeFlow,
  type AuthorizationRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import type { Endpoint } from './endpoints.ts';
import { authorizationRequest, type FaultSite } from './fault-site.ts';
import type { Fault } from './fault.ts';
import { hastyClock } from './hasty-clock.ts';

/** What an operation is done with. */
export interface OperationParts {
  readonly site: FaultSite;
  readonly coordinator: CredentialCoordinator;
  readonly id: CredentialId;
  readonly fault: Fault;
  readonly bind: AuthorizationRequest['bind'];
  /** Puts the fault: what comes before it is done while all is well. */
  readonly breakOrg: () => void;
  /** Is told of a failure that does not end the operation. */
  readonly onFailure: (failure: Failure) => void;
}

type Operation = (parts: OperationParts) => Promise<unknown>;

const scopes = ['openid', 'offline_access'];
const signOutUri = 'http://127.0.0.1:8410/signed-out';

/** Does what asks an endpoint, as the app does it, with the fault in place. */
export const operations: Readonly<Record<Endpoint, Operation>> = {
  discovery: refresh,
  keys_at_refresh: refresh,
  refresh,
  keys: exchangeCode,
  token: exchangeCode,
  authorize: async ({ site, fault, bind, breakOrg }) => {
    const breaksFirst = fault.act.kind === 'no_endpoint';
    if (breaksFirst) breakOrg();
    const flow = new AuthorizationCodeFlow(site.newClient(), hastyClock);
    const { url, context } = await flow.start(authorizationRequest(bind));
    if (!breaksFirst) breakOrg();
    return flow.resume(context, changed(fault, site.org.redirectFor(url)));
  },
  pushed_request: ({ site, bind, breakOrg }) => {
    breakOrg();
    const flow = new AuthorizationCodeFlow(site.newClient(), hastyClock);
    return flow.start(authorizationRequest(bind, 'always'));
  },
  device: ({ site, bind, breakOrg }) => {
    breakOrg();
    return new DeviceAuthorizationFlow(site.newClient(), hastyClock).start({ scopes, bind });
  },
  device_token: async ({ site, bind, breakOrg, onFailure }) => {
    const before = new DeviceAuthorizationFlow(site.newClient(), hastyClock);
    const { context } = await before.start(
      { scopes, bind },
      {
        onProgress: (progress) => {
          if (progress.kind === 'poll_failed') onFailure(progress.failure);
        },
      },
    );
    breakOrg();
    return new DeviceAuthorizationFlow(site.newClient(), hastyClock).resume(context);
  },
  token_exchange: async ({ site, bind, breakOrg }) => {
    const other = await site.newToken('none');
    breakOrg();
    const flow = new TokenExchangeFlow(site.newClient(), hastyClock);
    const { context } = await flow.start({
      idToken: new Secret(other.idToken ?? ''),
      deviceSecret: new Secret(other.deviceSecret ?? ''),
      audience: 'api://default',
      scopes,
      bind,
    });
    return flow.resume(context);
  },
  jwt_bearer: async ({ site, bind, breakOrg }) => {
    breakOrg();
    const flow = new JwtBearerFlow(site.newClient(), hastyClock);
    const assertion = new Secret('canary-assertion');
    const { context } = await flow.start({ assertion, scopes, bind });
    return flow.resume(context);
  },
  revoke: ({ coordinator, id, breakOrg }) => {
    breakOrg();
    return coordinator.revoke(id, { tokens: 'refresh_token' });
  },
  introspect: ({ coordinator, id, breakOrg }) => {
    breakOrg();
    return coordinator.introspect(id, 'access_token');
  },
  userinfo: ({ coordinator, id, breakOrg }) => {
    breakOrg();
    return coordinator.userInfo(id);
  },
  logout: async ({ site, fault, breakOrg }) => {
    breakOrg();
    const flow = new SessionLogoutFlow(site.newClient());
    const idToken = new Secret('canary-id-token');
    const { context, form } = await flow.start({ idToken, postLogoutRedirectUri: signOutUri });
    const returned = new URL(signOutUri);
    const { state } = form.fields;
    returned.searchParams.set('state', state === undefined ? '' : openSecret(state));
    return flow.resume(context, changed(fault, returned));
  },
};

function refresh({ coordinator, id, breakOrg }: OperationParts): Promise<void> {
  breakOrg();
  return coordinator.refresh(id);
}

async function exchangeCode({ site, bind, breakOrg }: OperationParts): Promise<unknown> {
  const before = new AuthorizationCodeFlow(site.newClient(), hastyClock);
  const { url, context } = await before.start(authorizationRequest(bind));
  const redirect = site.org.redirectFor(url);
  breakOrg();
  return new AuthorizationCodeFlow(site.newClient(), hastyClock).resume(context, redirect);
}

function changed({ act }: Fault, redirect: URL): URL {
  return act.kind === 'redirect' ? act.change(redirect) : redirect;
}
