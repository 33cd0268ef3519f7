import { beforeEach, describe, expect, test } from 'vitest';
import { Credential, Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, type CoordinatorSite } from '../../support/builders/coordinator.ts';
import { aToken, aTokenOf, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';
import { contractExample, contractExamples, runExample } from './code-blocks.ts';
import { RecordingConsole } from './recording-console.ts';

let site: CoordinatorSite;
let console: RecordingConsole;

beforeEach(() => {
  site = aCoordinator();
  console = new RecordingConsole();
  Credential.coordinator = site.coordinator;
});

/** The function that an example declares, ready to be called. */
async function declared(
  title: string,
  name: string,
  names: Readonly<Record<string, unknown>>,
): Promise<(...values: unknown[]) => Promise<unknown>> {
  const found = await runExample(contractExample(title), names, name);
  if (typeof found !== 'function') throw new Error(`The example declares no ${name}.`);
  return async (...values) => {
    const result: unknown = await Reflect.apply(found, undefined, values);
    return result;
  };
}

test('the contract text has the examples that are run here, and no other', () => {
  expect(contractExamples().map(({ title }) => title)).toEqual([
    'Store a token',
    'Check for a default user on app load',
    'Find credentials',
    'Refresh a token before an API call',
    'Secure sign out',
  ]);
});

describe('store a token', () => {
  const example = contractExample('Store a token');

  test('stores it with its tag and says its identifier, not its content', async () => {
    const newToken = aToken();
    await runExample(example, { Credential, newToken, console });
    expect(site.storage.row(newToken.id)?.metadata.tags).toEqual(['service:purchase']);
    expect(console.lines).toEqual([`Credential stored successfully with ID: ${newToken.id}`]);
    expect(console.everything).not.toContain(canary);
  });

  test('tells about a storage that refuses', async () => {
    site.storage.refuse('add');
    await runExample(example, { Credential, newToken: aToken(), console });
    expect(console.lines[0]).toContain('Failed to store credential:');
    expect(console.lines[0]).toContain('The disk is full.');
    expect(console.everything).not.toContain(canary);
    expect(await Credential.allIDs()).toEqual([]);
  });
});

describe('check for a default user on app load', () => {
  const example = contractExample('Check for a default user on app load');
  let shown: unknown[];
  const names = () => ({
    Credential,
    console,
    showUserProfile: (credential: unknown) => shown.push(credential),
    showLoginScreen: () => shown.push('login'),
  });

  beforeEach(() => {
    shown = [];
  });

  test('shows the login screen while nobody is signed in', async () => {
    await runExample(example, names());
    expect(shown).toEqual(['login']);
  });

  test('shows who is signed in', async () => {
    const credential = await Credential.store(aToken());
    await runExample(example, names());
    expect(shown).toEqual([credential]);
  });

  test('hears when the default changes and when it is removed', async () => {
    await runExample(example, names());
    const credential = await Credential.store(aToken());
    await turn();
    await credential.remove();
    await turn();
    expect(console.lines).toEqual([
      `Default credential has changed to: ${credential.id}`,
      'User signed out, default credential removed.',
    ]);
    expect(console.everything).not.toContain(canary);
  });
});

describe('find credentials', () => {
  test('finds one by tag and those of a person by claim', async () => {
    const purchase = await Credential.store(aTokenOf('jane.doe@example.com'), ['service:purchase']);
    const sales = await Credential.store(aTokenOf('jane.doe@example.com'), ['service:sales']);
    await Credential.store(aTokenOf('john.doe@example.com'), ['service:sales']);
    const found = await runExample(
      contractExample('Find credentials'),
      { Credential },
      '{ purchaseCredentials, userCredentials }',
    );
    expect(found).toEqual({
      purchaseCredentials: [purchase],
      userCredentials: [purchase, sales],
    });
  });
});

describe('refresh a token before an API call', () => {
  const title = 'Refresh a token before an API call';
  const name = 'makeAuthenticatedApiRequest';
  let requests: Request[];
  let logins: number;
  const names = () => ({
    console,
    showLoginScreen: () => (logins += 1),
    fetch: (url: string, init: RequestInit) => {
      requests.push(new Request(url, init));
      return Promise.resolve(Response.json({ bought: true }));
    },
  });

  beforeEach(() => {
    requests = [];
    logins = 0;
  });

  test('calls with the access token that is there while it is fresh', async () => {
    const credential = await Credential.store(aToken());
    const call = await declared(title, name, names());
    const answer = await call(credential, 'https://api.example.com/buy', { item: 7 });
    expect(answer).toEqual({ bought: true });
    expect(requests[0]?.headers.get('authorization')).toBe(
      `Bearer ${credential.token.accessToken}`,
    );
    expect(await requests[0]?.json()).toEqual({ item: 7 });
    expect(site.client.refreshed).toEqual([]);
  });

  test('calls with a new access token when the old one has expired', async () => {
    const credential = await Credential.store(aToken({ expires_in: 60 }));
    site.clock.advance(60_000);
    const response = aTokenResponse();
    site.client.onRefresh = () => Promise.resolve(refreshAnswer(response, site.clock.now()));
    const call = await declared(title, name, names());
    await call(credential, 'https://api.example.com/buy', {});
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${response.access_token}`);
  });

  test('shows the login screen when the refresh fails, and calls nothing', async () => {
    const credential = await Credential.store(aToken({ expires_in: 0 }));
    site.client.onRefresh = () => Promise.reject(new Failure('refresh_token_rejected'));
    const call = await declared(title, name, names());
    await call(credential, 'https://api.example.com/buy', {});
    expect(requests).toEqual([]);
    expect(logins).toBe(1);
    expect(console.everything).not.toContain(canary);
  });
});

describe('secure sign out', () => {
  let destinations: string[];
  const names = () => ({
    console,
    redirectTo: (destination: string) => destinations.push(destination),
  });
  const signOut = () => declared('Secure sign out', 'handleSignOut', names());

  beforeEach(() => {
    destinations = [];
  });

  test('revokes both tokens, removes the credential and redirects', async () => {
    const credential = await Credential.store(aToken());
    await (
      await signOut()
    )(credential);
    expect(site.client.revoked.map(({ kind }) => kind)).toEqual(['refresh_token', 'access_token']);
    expect(await Credential.allIDs()).toEqual([]);
    expect(destinations).toEqual(['/signin']);
    expect(console.lines).toEqual(['User signed out and tokens revoked.']);
  });

  test('removes the credential locally when the org cannot be reached', async () => {
    const credential = await Credential.store(aToken());
    site.client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await (
      await signOut()
    )(credential);
    expect(await Credential.allIDs()).toEqual([]);
    expect(await Credential.getDefault()).toBeNull();
    expect(destinations).toEqual(['/signin']);
    expect(console.lines[0]).toContain('Error during sign-out:');
    expect(console.everything).not.toContain(canary);
  });
});
