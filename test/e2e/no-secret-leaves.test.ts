import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VaultDialogs, type AccountWindow } from '../support/account-window/index.ts';
import './support/page-globals.ts';
import {
  filesBelow,
  findSecrets,
  processFacts,
  windowMemory,
  type SearchedPlace,
} from './support/secret-sweep.ts';
import { damageToken, sealedAccounts } from './support/sealed-files.ts';
import { ada, grace, orgNames, person, World } from './support/world.ts';

const linus = person('Linus');
const asuka = person('Śrīmatī');

/**
 * One that is typed in the window, and one that a command is sent with: each must be gone when its work is done. They
 * are words, because the log hides by itself what looks like a token.
 */
const passphrases = {
  typed: 'canary plum river stone amber harbour lantern willow copper meadow',
  sent: 'canary violet engine marble tundra falcon pepper saddle orbit thimble',
};
const backupNames = { typed: 'typed.oambackup', sent: 'sent.oambackup' };

describe('no token, code, verifier or passphrase leaves the main process', () => {
  let world: World;
  let window: AccountWindow;
  const secrets = new Map<string, string>();
  /** What the dialogs showed that tell the most. */
  const screens: SearchedPlace[] = [];

  beforeAll(async () => {
    world = await World.create();
    window = await world.start();
    await world.signIn(window, asuka, { org: orgNames.org, tags: ['canary'] });
    await world.app.close();
    // The browser must not sign the same person in again without asking.
    world.org.control.endBrowserSessions();
    const [asukasFile = ''] = await sealedAccounts(world.profile);
    await damageToken(asukasFile);
    window = await world.start();
    await recordIpc(window);
    await world.signIn(window, ada, { org: orgNames.org, tags: ['canary'] });
    await world.signIn(window, grace, { org: orgNames.org });
    await world.signIn(window, linus, { org: orgNames.engineering });
    await useEveryCommand(world, window, secrets);
    await useTheVault(world, window);
    screens.push(...(await lookAround(window)));
    collectSecrets(world, secrets);
    secrets.set('typed passphrase', passphrases.typed);
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
    const all = new Map([...secrets, ['sent passphrase', passphrases.sent]]);
    expect(findSecrets(all, [placeOf('IPC', received.join('\n'))])).toEqual([]);
    // It was all there to be found: history, pending revocation, quarantine, backups.
    for (const part of [
      '"event":"refresh_failed"',
      '"remaining":["refresh_token","access_token"]',
      '"reason":"wrong_key_or_tampered"',
      '"kind":"saved"',
      '"kind":"restored"',
      '"code":"backup_wrong_passphrase"',
    ]) {
      expect(received.join('\n')).toContain(part);
    }
  });

  test('not in what the dialogs of history, revocations and quarantine show', () => {
    expect(screens).toHaveLength(3);
    expect(findSecrets(secrets, screens)).toEqual([]);
  });

  test('not in the DOM or in the heap of the renderer', async () => {
    expect(findSecrets(secrets, await windowMemory(window.page))).toEqual([]);
  });

  test('not in the log, and not in any file of the profile', async () => {
    const files = await filesBelow(world.profile);
    const names = files.map(({ place }) => place);
    expect(names).toContain('file main.log');
    expect(names.filter((name) => name.endsWith('.sealed')).length).toBeGreaterThanOrEqual(2);
    expect(names).toEqual(
      expect.arrayContaining(Object.values(backupNames).map((name) => `file ${name}`)),
    );
    const all = new Map([...secrets, ['sent passphrase', passphrases.sent]]);
    expect(findSecrets(all, files)).toEqual([]);
    // What names people is sealed as well.
    const people = [ada.name, ada.username, linus.name, asuka.username, 'canary'];
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

/** Sends a command, as text, because wrong names and arguments are part of the test, and keeps the reply. */
async function invokeAndKeep(window: AccountWindow, name: string, input: object): Promise<void> {
  const call = `accountManager.invoke(${JSON.stringify(name)}, ${JSON.stringify(input)})`;
  await window.page.evaluate(
    `${call}.then((reply) => { everythingReceived.push(JSON.stringify(reply)); })`,
  );
}

/** Sends every command as the window would, good and bad, and keeps the replies. */
async function useEveryCommand(
  world: World,
  window: AccountWindow,
  secrets: Map<string, string>,
): Promise<void> {
  const failing = world.org.faults.add({ endpoint: 'token', fault: { status: 500 } });
  const invoke = (name: string, input: object): Promise<void> => invokeAndKeep(window, name, input);
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
  await invoke('accounts.setAutomaticRefresh', { accountId, choice: true });
  await invoke('accounts.history', { accountId });
  world.org.faults.add({ endpoint: 'revoke', fault: { drop: true } });
  await invoke('accounts.revoke', { accountId: linusId });
  await invoke('accounts.removeAndRevokeLater', { accountId: linusId });
  const [revocationId = ''] = await window.page.evaluate(async () => {
    const reply = await globalThis.accountManager.invoke('state.get', {});
    return reply.ok ? reply.value.frame.revocations.map(({ id }) => id) : [];
  });
  await invoke('revocations.retry', { revocationId });
}

/** Has the vault do all that it can: backups by the window and by commands, a new key, and what could not be opened. */
async function useTheVault(world: World, window: AccountWindow): Promise<void> {
  const invoke = (name: string, input: object): Promise<void> => invokeAndKeep(window, name, input);
  const vault = new VaultDialogs(window);
  const typed = join(world.profile, backupNames.typed);
  const sent = join(world.profile, backupNames.sent);
  await world.app.chooseFile(typed);
  await vault.backUp(passphrases.typed);
  await vault.changeKey();
  await world.app.chooseFile(typed);
  await vault.openRestore();
  await vault.submitRestore(passphrases.typed);
  await window.dialog.getByRole('button', { name: 'Done' }).waitFor();
  await vault.leave();
  await world.app.chooseFile(sent);
  await invoke('vault.backUp', { passphrase: passphrases.sent });
  await world.app.chooseFile(sent);
  await invoke('vault.restore', { passphrase: passphrases.sent });
  await world.app.chooseFile(typed);
  await invoke('vault.restore', { passphrase: passphrases.sent });
  await invoke('vault.backUp', { passphrase: 'too short' });
  await invoke('vault.retryQuarantined', {});
  await invoke('vault.restoreKey', {});
  await invoke('vault.startNew', {});
  expect((await readFile(sent)).length).toBeGreaterThan(1000);
}

/** Opens the dialogs that tell the most, and keeps what they show. */
async function lookAround(window: AccountWindow): Promise<SearchedPlace[]> {
  const places: SearchedPlace[] = [];
  const keep = async (place: string): Promise<void> => {
    await window.dialog.getByRole('listitem').first().waitFor();
    places.push(placeOf(place, await window.page.content()));
    await window.closeDialog();
  };
  await window.openDetails(window.row(ada.name));
  await keep('the history');
  await window.page.getByRole('button', { name: /^Show: Sessions to end/ }).click();
  await keep('what is to be revoked');
  await window.page.getByRole('button', { name: /^Show: Accounts that cannot/ }).click();
  await keep('what cannot be opened');
  return places;
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
