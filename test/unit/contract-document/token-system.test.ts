import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  Credential,
  CredentialCoordinator,
  Failure,
  OAuth2ClientPool,
  StepUpNeeded,
  type CredentialEventName,
} from '../../../src/main/auth-foundation/index.ts';
import { KeytarKeychain, Vault } from '../../../src/main/desktop-platform/index.ts';
import { historyEventNames, quarantineReasonSchema } from '../../../src/shared/index.ts';
import { aCoordinator, type CoordinatorSite } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, canary, exampleContext } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeKeytar } from '../../support/fakes/fake-keytar.ts';
import { InProcessOrg } from '../../support/fakes/in-process-org.ts';
import { ExampleDocument, runExample } from './code-blocks.ts';
import { RecordingConsole } from './recording-console.ts';
import * as checkedExamples from './token-system-examples.ts';

const pageUrl = new URL('../../../docs/token-system.md', import.meta.url);
const page = new ExampleDocument(pageUrl);

/** The compiler holds this complete. */
const everyEvent: Readonly<Record<CredentialEventName, true>> = {
  credential_added: true,
  credential_removed: true,
  credential_refresh_started: true,
  credential_refreshed: true,
  credential_refresh_failed: true,
  credential_refresh_dropped: true,
  credential_unsaved: true,
  credential_saved: true,
  credential_expired: true,
  tags_updated: true,
  presence_changed: true,
  automatic_refresh_changed: true,
  refresh_planned: true,
  revocation_queued: true,
  revocation_delayed: true,
  revocation_ended: true,
  default_changed: true,
};

let console: RecordingConsole;

beforeEach(() => {
  console = new RecordingConsole();
});

describe('the page', () => {
  test('has a heading for each of its examples', () => {
    expect(page.examples).toHaveLength(page.blockCount);
    expect(page.blockCount).toBeGreaterThan(0);
  });

  test('has the examples that the compiler checks, word for word, and no other', async () => {
    const source = await readFile(new URL('token-system-examples.ts', import.meta.url), 'utf8');
    const checked = source.matchAll(
      /^\/\*\* (?<title>.+) \*\/\nexport async function \w+\([^{}]*\): Promise<void> \{\n(?<body>[\s\S]*?)^\}$/gm,
    );
    const blocks = [...checked].map(({ groups }) => ({
      title: groups?.title,
      code: groups?.body?.replaceAll(/^ {2}/gm, ''),
    }));
    expect(page.examples).toEqual(blocks);
    expect(Object.keys(checkedExamples)).toHaveLength(blocks.length);
  });
});

describe('the names on the page', () => {
  /** The names in code spans between two texts of the page. */
  async function namesBetween(start: string, end: string): Promise<readonly string[]> {
    const text = await readFile(pageUrl, 'utf8');
    const from = text.indexOf(start);
    expect(from).toBeGreaterThan(-1);
    const names = text.slice(from, text.indexOf(end, from)).matchAll(/`(?<name>\w+)`/g);
    return [...names].map(({ groups }) => groups?.name ?? '');
  }

  test('are all events of credentials, a row each', async () => {
    const text = await readFile(pageUrl, 'utf8');
    const table = text.slice(text.indexOf('### Events'), text.indexOf('### Refresh'));
    const rows = [...table.matchAll(/^\| `(?<name>\w+)` \|/gm)];
    expect(rows.map(({ groups }) => groups?.name)).toEqual(Object.keys(everyEvent));
  });

  test('are all events of a history', async () => {
    expect(await namesBetween('- Events: ', '\n- At most')).toEqual(historyEventNames);
  });

  test('are all reasons for quarantine', async () => {
    const names = await namesBetween('Reasons: ', '. `retryQuarantined');
    expect(names).toEqual(quarantineReasonSchema.options);
  });
});

describe('set up and shut down', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'oam-page-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  test('give a vault that keeps what was refreshed at the org', async () => {
    const org = new InProcessOrg();
    const keytar = new FakeKeytar();
    const clock = new FakeClock(Date.now());
    class FakedKeychain extends KeytarKeychain {
      constructor(options: ConstructorParameters<typeof KeytarKeychain>[0]) {
        super({ ...options, load: () => Promise.resolve(keytar) });
      }
    }
    const names = {
      console,
      Credential,
      CredentialCoordinator,
      KeytarKeychain: FakedKeychain,
      OAuth2ClientPool,
      Vault,
      systemClock: clock,
      directory: join(root, 'vault'),
      fetch: org.fetch,
    };
    const setUp = async (): Promise<object> => {
      const made = await runExample(page.example('Set up'), names, '{ coordinator, vault }');
      if (typeof made !== 'object' || made === null) throw new Error('Nothing was set up.');
      return made;
    };
    const first = await setUp();
    const stored = await Credential.store(aToken({}, { ...exampleContext, issuer: org.issuer }), [
      'kept',
    ]);
    await stored.refresh();
    const { accessToken } = stored.token;
    expect(accessToken).toContain('access-of-org');
    await runExample(page.example('Shut down'), { ...first });
    expect(clock.pending).toBe(0);

    const second = await setUp();
    expect((await Credential.getDefault())?.token.accessToken).toBe(accessToken);
    expect((await Credential.getDefault())?.tags).toEqual(['kept']);
    await runExample(page.example('Shut down'), { ...second });
    expect(console.lines).toEqual([]);
  });
});

describe('what is done with credentials', () => {
  let site: CoordinatorSite;
  const run = (title: string, names: Readonly<Record<string, unknown>>): Promise<unknown> =>
    runExample(page.example(title), names);

  beforeEach(() => {
    site = aCoordinator();
    Credential.coordinator = site.coordinator;
  });

  afterEach(() => {
    expect(console.everything).not.toContain(canary);
  });

  test('a token is stored with its tag', async () => {
    const newToken = aToken();
    await run('Store a token', { Credential, newToken, console });
    expect((await Credential.with(newToken.id))?.tags).toEqual(['service:purchase']);
    expect(console.lines).toEqual([`Stored as ${newToken.id}`]);
  });

  test('a storage that refuses is told about', async () => {
    site.storage.refuse('add');
    await run('Store a token', { Credential, newToken: aToken(), console });
    expect(console.lines[0]).toContain('Not stored:');
  });

  test('the start shows who is signed in, and hears of another default', async () => {
    const shown: unknown[] = [];
    const names = {
      Credential,
      console,
      showLoginScreen: () => shown.push('login'),
      showUserProfile: (credential: unknown) => shown.push(credential),
    };
    await run('Start with the default', names);
    const credential = await Credential.store(aToken());
    await run('Start with the default', names);
    expect(shown).toEqual(['login', credential]);
    expect(console.lines).toEqual([`The default is ${credential.id}`]);
  });

  test('credentials are found by tag, claim path, scope and predicate', async () => {
    const purchase = await Credential.store(aToken(), { service: 'purchase' });
    const german = await Credential.store(
      aToken({ id_token: anIdToken({ sub: '1', address: { country: 'DE' } }) }),
    );
    const writer = await Credential.store(aToken({ scope: 'orders.write' }));
    await Credential.store(aToken({ scope: 'orders.write' }), ['test']);
    const jane = await Credential.store(
      aToken({ id_token: anIdToken({ sub: '2', email: 'jane@example.com' }) }),
    );
    const found = await runExample(
      page.example('Find credentials'),
      { Credential, console },
      '{ purchase, german, writers, jane }',
    );
    expect(found).toEqual({
      purchase: [purchase],
      german: [german],
      writers: [writer],
      jane: [jane],
    });
  });

  test('an API is called with a token that is renewed first', async () => {
    const credential = await Credential.store(aToken({ expires_in: 20 }));
    site.clock.advance(15_000);
    const sent: (string | null)[] = [];
    const fetch = (request: Request): Promise<Response> => {
      sent.push(request.headers.get('authorization'));
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    await run('Call an API', { credential, fetch, Request, console });
    expect(site.client.refreshed).toHaveLength(1);
    expect(sent).toEqual([`Bearer ${credential.token.accessToken}`]);
    expect(console.lines).toEqual(['204']);
  });

  test('an API is called with fetch, and says which sign-in it takes', async () => {
    const credential = await Credential.store(aToken());
    await run('Call an API with fetch', { credential, StepUpNeeded, console });
    const parameters = { error: 'insufficient_user_authentication', acr_values: 'phr' };
    site.client.onResource = () =>
      Promise.resolve({
        response: new Response(null, { status: 401 }),
        challenges: [{ scheme: 'bearer', parameters }],
      });
    await run('Call an API with fetch', { credential, StepUpNeeded, console });
    expect(site.client.requested.map(({ request }) => [request.method, request.body])).toEqual([
      ['POST', '{"item":"tea"}'],
      ['POST', '{"item":"tea"}'],
    ]);
    expect(console.lines).toEqual(['204', 'Sign in again with phr null']);
  });

  test('a token of fewer scopes is handed on', async () => {
    const credential = await Credential.store(aToken({ scope: 'orders.read orders.write' }));
    const before = credential.token.accessToken;
    const handedOver: string[] = [];
    const handOver = (accessToken: string): number => handedOver.push(accessToken);
    await run('Hand on less', { credential, handOver });
    expect(site.client.scopes).toEqual([['orders.read']]);
    expect(handedOver).toHaveLength(1);
    expect(handedOver).not.toContain(before);
    expect(credential.token.accessToken).toBe(before);
  });

  test('what happens to a credential is heard until one stops to listen', async () => {
    const credential = await Credential.store(aToken());
    await run('Follow a credential', { credential, console });
    await credential.setTags([]);
    await turn();
    expect(console.lines).toEqual(['tags_updated', 'automatic_refresh_changed']);
  });

  test('signing out revokes, or removes now and revokes later without a network', async () => {
    const online = await Credential.store(aToken());
    await run('Sign out, also without a network', { credential: online, Failure });
    site.client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    const offline = await Credential.store(aToken());
    await run('Sign out, also without a network', { credential: offline, Failure });
    expect(await Credential.allIDs()).toEqual([]);
    expect(await site.revocations.pendingRevocations()).toMatchObject([
      { credentialId: offline.id },
    ]);
  });

  test('signing out tells when the org refuses, and keeps the credential', async () => {
    const credential = await Credential.store(aToken());
    site.client.onRevoke = () => Promise.reject(new Failure('client_rejected'));
    await expect(
      run('Sign out, also without a network', { credential, Failure }),
    ).rejects.toMatchObject({ code: 'client_rejected' });
    expect(await Credential.allIDs()).toEqual([credential.id]);
  });
});
