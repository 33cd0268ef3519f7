import { join } from 'node:path';
import * as oidc from 'openid-client';
import {
  CredentialCoordinator,
  OAuth2Client,
  OAuth2ClientPool,
  OrgThrottle,
  systemClock,
  timestamp,
} from '../../src/main/auth-foundation/index.ts';
import { KeytarKeychain, Vault } from '../../src/main/desktop-platform/index.ts';
import { demoClient } from '../../test/support/okta-like-org/index.ts';
import { timed } from '../timed.ts';
import type { RoundTrips } from './jobs.ts';
import { clientPorts, contextAt, openSessions } from './org-sessions.ts';

/** Refreshes that do not count: a program that runs for days is not measured while it is being compiled. */
const warmUps = 200;

/** Refreshes a session once. @returns milliseconds from asking until the answer is checked */
type Refresh = () => Promise<number>;

/** `OAuth2Client.refresh`, as the app makes it, beside bare openid-client; nothing is stored. */
export async function measureClient(
  _folder: string,
  issuerUrl: string,
  samples: number,
): Promise<RoundTrips> {
  const [first] = await openSessions(issuerUrl, 1);
  if (first === undefined) throw new Error('Nobody is signed in.');
  let token = first;
  const throttle = new OrgThrottle(systemClock);
  const client = new OAuth2Client(contextAt(issuerUrl), { ...clientPorts, throttle });
  const ours: Refresh = async () => {
    const started = performance.now();
    const answer = await client.refresh(token);
    const milliseconds = performance.now() - started;
    if (answer.kind !== 'tokens' || answer.idTokenProblem !== null) throw refused();
    token = token.refreshedWith(answer.response, timestamp(answer.receivedAt));
    return milliseconds;
  };
  return takeTurns({ ours, bare: await bareRefresh(issuerUrl) }, samples);
}

/** `CredentialCoordinator.refresh` on a real vault: also written durably, with its history, before it counts as done. */
export async function measureCoordinator(
  folder: string,
  issuerUrl: string,
  samples: number,
): Promise<RoundTrips> {
  const vault = await Vault.open({
    directory: join(folder, 'round-trip'),
    keychain: new KeytarKeychain({ service: 'oauth bench', clock: systemClock }),
    clock: systemClock,
  });
  const throttle = new OrgThrottle(systemClock);
  const clients = new OAuth2ClientPool({ ...clientPorts, throttle });
  const coordinator = new CredentialCoordinator({
    storage: vault,
    clientFor: (context) => clients.get(context),
    clock: systemClock,
    throttle,
  });
  const [token] = await openSessions(issuerUrl, 1);
  if (token === undefined) throw new Error('Nobody is signed in.');
  const credential = await coordinator.store(token);
  const ours: Refresh = () => timed(() => credential.refresh());
  const times = await takeTurns({ ours, bare: await bareRefresh(issuerUrl) }, samples);
  coordinator.stop();
  await vault.close();
  return times;
}

/**
 * openid-client and nothing else: one configuration for all refreshes, Node's `fetch`, the claims of the ID token and,
 * as in the app, its signature checked.
 */
async function bareRefresh(issuerUrl: string): Promise<Refresh> {
  const [session] = await openSessions(issuerUrl, 1);
  let refreshToken = session?.refreshToken ?? '';
  const configuration = await oidc.discovery(
    new URL(issuerUrl),
    demoClient.clientId,
    undefined,
    oidc.None(),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  );
  return async () => {
    const started = performance.now();
    const answer = await oidc.refreshTokenGrant(configuration, refreshToken);
    const milliseconds = performance.now() - started;
    if (answer.id_token === undefined || answer.refresh_token === undefined) throw refused();
    refreshToken = answer.refresh_token;
    return milliseconds;
  };
}

/** Measures both, one after the other, so that both meet the same machine and the same org; neither is always first. */
async function takeTurns(
  { ours, bare }: { readonly ours: Refresh; readonly bare: Refresh },
  samples: number,
): Promise<RoundTrips> {
  const times = { ours: new Array<number>(), bare: new Array<number>() };
  for (let sample = -warmUps; sample < samples; sample += 1) {
    const oursFirst = sample % 2 === 0;
    const early = oursFirst ? await ours() : await bare();
    const late = oursFirst ? await bare() : await ours();
    if (sample < 0) continue;
    times.ours.push(oursFirst ? early : late);
    times.bare.push(oursFirst ? late : early);
  }
  return times;
}

function refused(): Error {
  return new Error('The org did not answer with a whole set of tokens.');
}
