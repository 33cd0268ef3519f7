import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  activateDevice,
  readCurlCommand,
  submitSignInPage,
  VaultDialogs,
  type AccountWindow,
} from '../support/account-window/index.ts';
import './support/page-globals.ts';
import { privateKeysOf } from './support/sealed-proof-keys.ts';
import {
  filesBelow,
  findSecrets,
  processFacts,
  windowMemory,
  type SearchedPlace,
} from './support/secret-sweep.ts';
import { damageToken, sealedAccounts } from './support/sealed-files.ts';
import { ada, grace, orgNames, person, ssoOrgs, World } from './support/world.ts';

const linus = person('Linus');
const asuka = person('Śrīmatī');

/** Its tokens are bound to a key of the device. */
const bank = { name: 'Example Bank', server: 'ausBank', dpop: true };
const engineering = { name: orgNames.engineering, server: 'ausEngineering' };

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
  /** What other programs could see of a sign-out while it went on. */
  const around: SearchedPlace[] = [];

  beforeAll(async () => {
    world = await World.create({
      authorizationServers: [
        { name: 'default', refreshTokenRotation: 'rotate', deviceIntervalSeconds: 1 },
        { name: engineering.server, refreshTokenRotation: 'rotate' },
        { name: bank.server, refreshTokenRotation: 'rotate' },
      ],
      orgs: [ssoOrgs.source, ssoOrgs.reports, engineering, bank],
    });
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
    await window.addAccountFromSession({ org: ssoOrgs.reports.name }, ada.name);
    await window.row(ada.name, ssoOrgs.reports.name).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
    screens.push(await signInOnDevice(world, window));
    await world.signIn(window, ada, { org: bank.name });
    secrets.set('copied proof', await copyProof(world, window));
    around.push(...(await signOutOfBrowser(world, window)));
    await world.signIn(window, grace, { org: orgNames.org });
    await world.signIn(window, linus, { org: orgNames.engineering });
    await useEveryCommand(world, window, secrets);
    await useTheVault(world, window);
    screens.push(...(await lookAround(window)));
    collectSecrets(world, secrets);
    const keys = await privateKeysOf(join(world.profile, backupNames.typed), passphrases.typed);
    keys.forEach((key, index) => secrets.set(`private key ${index}`, key));
    secrets.set('typed passphrase', passphrases.typed);
  });
  afterAll(() => world.end());

  test('there are secrets to look for, and looking finds what is there', async () => {
    expect(secrets.size).toBeGreaterThanOrEqual(15);
    const names = [...secrets.keys()].join(' ');
    for (const kind of [
      'access token',
      'refresh token',
      'id token',
      'code 0',
      'code_verifier',
      'device_secret token',
      'device_code',
      'id_token_hint',
      'proof of the token endpoint',
      'copied proof',
      'private key',
    ]) {
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

  test('not in what the dialogs of history, revocations, quarantine and device codes show', () => {
    expect(screens).toHaveLength(4);
    expect(findSecrets(secrets, screens)).toEqual([]);
  });

  test('not in an address that the app opened, or that the browser went to while it signed out', async () => {
    const opened = (await world.app.openedUrls()).join('\n');
    expect(opened).toContain('code_challenge=');
    expect(findSecrets(secrets, [placeOf('opened URLs', opened)])).toEqual([]);
    expect(around.map(({ place }) => place)).toContain('history of the browser');
    expect(findSecrets(secrets, around)).toEqual([]);
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
  const idOf = (name: string, org: string): Promise<string> =>
    window.page.evaluate(
      async ([name, org]) => {
        const reply = await globalThis.accountManager.invoke('state.get', {});
        const accounts = reply.ok ? reply.value.accounts : [];
        const found = accounts.find(
          (account) => account.person.name === name && account.org.name === org,
        );
        return found?.id ?? '';
      },
      [name, org],
    );
  const accountId = await idOf(ada.name, orgNames.org);
  const boundId = await idOf(ada.name, bank.name);
  const graceId = await idOf(grace.name, orgNames.org);
  const linusId = await idOf(linus.name, orgNames.engineering);
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
  const browser = { kind: 'browser', loginHint: null, prompt: 'automatic' };
  await invoke('signIn.start', { orgId: 'example-org', tags: [], accountId, method: browser });
  const session = { kind: 'single_sign_on', from: accountId };
  const reports = { orgId: 'example-reports', tags: [], accountId: null };
  await invoke('signIn.start', { ...reports, method: session });
  await invoke('signIn.start', { ...reports, method: { kind: 'device' } });
  await invoke('signOut.start', { accountId });
  await invoke('accounts.refresh', { accountId: boundId });
  await invoke('accounts.copyToken', { accountId: boundId, kind: 'access_token' });
  const request = { method: 'POST', url: 'https://api.example.com/', nonce: 'a nonce' };
  await invoke('accounts.copyRequest', { accountId: boundId, ...request });
  await invoke('accounts.copyRequest', { accountId, ...request, url: 'http://example.com/' });
  await invoke('orgs.look', { address: world.org.origin, clientId: null, network: null });
  await invoke('orgs.copyUris', { ports: { kind: 'any_free' }, kind: 'sign_out' });
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
  await window.openDetails(window.row(ada.name, orgNames.org));
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
  world.org.control.requests({ endpoint: 'token' }).forEach(({ parameters, headers }, index) => {
    for (const name of ['code', 'code_verifier', 'device_code']) {
      const value = parameters[name];
      if (value !== undefined) secrets.set(`${name} ${index}`, value);
    }
    const proof = headers.dpop;
    if (proof !== undefined) {
      secrets.set(`proof of the token endpoint ${index}`, signatureOf(proof));
    }
  });
  world.org.control.requests({ endpoint: 'logout' }).forEach(({ parameters }, index) => {
    secrets.set(`id_token_hint ${index}`, parameters.id_token_hint ?? '');
  });
}

/** The part of a proof that no other has: its header is the public key, which is no secret. */
function signatureOf(proof: string): string {
  return proof.split('.').at(-1) ?? '';
}

/** Signs somebody in with a code, and keeps what the window showed while it waited. */
async function signInOnDevice(world: World, window: AccountWindow): Promise<SearchedPlace> {
  await window.addAccountOnDevice({ org: orgNames.org });
  const code = await window.deviceCode();
  const shown = placeOf('the device code', await window.page.content());
  const device = await world.otherDevice();
  await activateDevice(device, `${world.org.origin}/activate`, code);
  await submitSignInPage(device, linus);
  await window.row(linus.name, orgNames.org).waitFor();
  await window.dialog.waitFor({ state: 'hidden' });
  return shown;
}

/** Copies a request of the account whose tokens are bound. @returns what proves it */
async function copyProof(world: World, window: AccountWindow): Promise<string> {
  const url = 'https://api.example.com/orders';
  await window.copyRequest(window.row(ada.name, bank.name), url);
  const { headers } = readCurlCommand(await world.app.clipboard.read());
  return signatureOf(headers.DPoP ?? '');
}

/** Signs the browser out, and keeps what other programs could see meanwhile. */
async function signOutOfBrowser(world: World, window: AccountWindow): Promise<SearchedPlace[]> {
  await window.signOutOfBrowser(window.row(ada.name, orgNames.org));
  const browser = await world.browser();
  await browser.goto(await world.app.nextOpenedUrl());
  const confirm = browser.getByRole('button', { name: 'Sign out', exact: true });
  await confirm.waitFor();
  const pids = [world.app.pid, ...(await world.app.childPids())];
  const places = processFacts(pids);
  await confirm.click();
  await browser.getByRole('heading', { name: 'You are signed out' }).waitFor();
  const devTools = await browser.context().newCDPSession(browser);
  const { entries } = await devTools.send('Page.getNavigationHistory');
  await devTools.detach();
  await window.dialog.getByRole('button', { name: 'Close' }).last().click();
  await window.dialog.waitFor({ state: 'hidden' });
  return [
    ...places,
    placeOf('history of the browser', entries.map(({ url }) => url).join('\n')),
    placeOf('where the browser ended', `${browser.url()}\n${await browser.content()}`),
  ];
}
