import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import './support/page-globals.ts';
import {
  filesBelow,
  findSecrets,
  processFacts,
  windowMemory,
  type SearchedPlace,
} from './support/secret-sweep.ts';
import { ada, grace, orgNames, person, World } from './support/world.ts';

const linus = person('Linus');

describe('no token, code or verifier leaves the main process', () => {
  let world: World;
  let window: AccountWindow;
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    world = await World.create();
    window = await world.start();
    await recordIpc(window);
    await world.signIn(window, ada, { org: orgNames.org, tags: ['canary'] });
    await world.signIn(window, grace, { org: orgNames.org });
    await world.signIn(window, linus, { org: orgNames.engineering });
    await useEveryCommand(world, window, secrets);
    collectSecrets(world, secrets);
  });
  afterAll(() => world.end());

  test('there are secrets to look for, and looking finds what is there', async () => {
    expect(secrets.size).toBeGreaterThanOrEqual(15);
    const names = [...secrets.keys()].join(' ');
    for (const kind of ['access', 'refresh', 'id token', 'code', 'code_verifier']) {
      expect(names).toContain(kind);
    }
    const planted = new Map([['planted', `planted-${'0123456789abcdef'.repeat(4)}`]]);
    await window.page.evaluate((text) => {
      Object.assign(globalThis, { planted: { text } });
    }, planted.get('planted'));
    expect(findSecrets(planted, await windowMemory(window.page))).toEqual([
      'planted in heap snapshot',
    ]);
    const base64 = Buffer.from(`{"token":"${planted.get('planted') ?? ''}"}`).toString('base64');
    const hidden = { place: 'base64', bytes: Buffer.from(base64) };
    expect(findSecrets(planted, [hidden])).toEqual(['planted in base64']);
  });

  test('not in an IPC reply or event', async () => {
    const received = await window.page.evaluate(() => globalThis.everythingReceived);
    expect(received.length).toBeGreaterThan(30);
    expect(received.join('\n')).toContain(ada.username);
    expect(findSecrets(secrets, [placeOf('IPC', received.join('\n'))])).toEqual([]);
  });

  test('not in the DOM or in the heap of the renderer', async () => {
    expect(findSecrets(secrets, await windowMemory(window.page))).toEqual([]);
  });

  test('not in the log, and not in any file of the profile', async () => {
    const files = await filesBelow(world.profile);
    const names = files.map(({ place }) => place);
    expect(names).toContain('file main.log');
    expect(names.filter((name) => name.endsWith('.sealed')).length).toBeGreaterThanOrEqual(2);
    expect(findSecrets(secrets, files)).toEqual([]);
    // What names people is sealed as well.
    const people = [ada.name, ada.username, 'canary'];
    const found = files.filter(({ bytes }) => people.some((text) => bytes.includes(text)));
    expect(found.map(({ place }) => place)).toEqual([]);
  });

  test('not in an argument or the environment of a process, and not in its output', async () => {
    const pids = [world.app.pid, ...(await world.app.childPids())];
    const places = [
      ...processFacts(pids),
      placeOf('stdout', world.app.stdout()),
      placeOf('stderr', world.app.stderr()),
    ];
    expect(findSecrets(secrets, places)).toEqual([]);
  });
});

function placeOf(place: string, text: string): SearchedPlace {
  return { place, bytes: Buffer.from(text) };
}

/** Keeps what the bridge gives to the page. */
async function recordIpc(window: AccountWindow): Promise<void> {
  await window.page.evaluate(() => {
    globalThis.everythingReceived = [];
    globalThis.accountManager.on('state.changed', (patch) => {
      globalThis.everythingReceived.push(JSON.stringify(patch));
    });
  });
}

/** Sends every command as the window would, good and bad, and keeps the replies. */
async function useEveryCommand(
  world: World,
  window: AccountWindow,
  secrets: Map<string, string>,
): Promise<void> {
  const failing = world.org.faults.add({ endpoint: 'token', fault: { status: 500 } });
  // As text, because wrong names and arguments are part of the test.
  const invoke = async (name: string, input: object): Promise<void> => {
    const call = `accountManager.invoke(${JSON.stringify(name)}, ${JSON.stringify(input)})`;
    await window.page.evaluate(
      `${call}.then((reply) => { everythingReceived.push(JSON.stringify(reply)); })`,
    );
  };
  const idOf = (name: string): Promise<string> =>
    window.page.evaluate(async (name) => {
      const reply = await globalThis.accountManager.invoke('state.get', {});
      const accounts = reply.ok ? reply.value.accounts : [];
      return accounts.find((account) => account.person.name === name)?.id ?? '';
    }, name);
  const [adaId, graceId, linusId] = await Promise.all(
    [ada, grace, linus].map(({ name }) => idOf(name)),
  );
  const accountId = adaId ?? '';
  await invoke('state.get', {});
  await invoke('accounts.refresh', { accountId });
  failing.remove();
  await invoke('accounts.refresh', { accountId });
  await invoke('accounts.makeDefault', { accountId: linusId });
  await invoke('accounts.setTags', { accountId, tags: ['canary', 'two'] });
  await invoke('accounts.copyToken', { accountId, kind: 'access_token' });
  await invoke('accounts.copyToken', { accountId, kind: 'id_token' });
  secrets.set('id token of Ada', await world.app.clipboard.read());
  await invoke('clipboard.clear', {});
  await invoke('accounts.revoke', { accountId: graceId });
  await invoke('accounts.copyToken', { accountId: graceId, kind: 'access_token' });
  await invoke('signIn.start', { orgId: 'org', tags: [], accountId });
  await invoke('orgs.copyRedirectUris', {});
  await invoke('settings.update', { theme: 'dark' });
  await invoke('vault.retry', {});
  await invoke('accounts.refresh', { accountId: 'no such account', extra: true });
}

/** Every token the org has issued, and every code and verifier it has seen. */
function collectSecrets(world: World, secrets: Map<string, string>): void {
  world.org.control.tokens().forEach(({ kind, value, username }, index) => {
    secrets.set(`${kind} token ${index} of ${username}`, value);
  });
  world.org.control.requests({ endpoint: 'token' }).forEach(({ parameters }, index) => {
    for (const name of ['code', 'code_verifier']) {
      const value = parameters[name];
      if (value !== undefined) secrets.set(`${name} ${index}`, value);
    }
  });
}
