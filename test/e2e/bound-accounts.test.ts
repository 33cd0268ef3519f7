import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  readCurlCommand,
  runRequest,
  type AccountWindow,
} from '../support/account-window/index.ts';
import { ada, World } from './support/world.ts';

const bank = { name: 'Example Bank', server: 'default', dpop: true };

describe('an account whose tokens are bound to a key of this device', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create({ orgs: [bank] });
    window = await world.start();
    await world.signIn(window, ada, { org: bank.name });
  });
  afterEach(() => world.end());

  /** The keys of all proofs that the token endpoint has seen. */
  const keys = async (): Promise<Set<string>> => {
    const proofs = world.org.control
      .requests({ endpoint: 'token' })
      .map(({ headers }) => headers.dpop ?? '');
    const thumbprints = proofs.map((proof) =>
      calculateJwkThumbprint(decodeProtectedHeader(proof).jwk ?? {}),
    );
    return new Set(await Promise.all(thumbprints));
  };

  test('is refreshed after a restart, with the key it was signed in with', async () => {
    window = await world.restart();
    const row = window.row(ada.name);
    await row.getByText('Valid').waitFor();
    // The nonce that the org gave before is worth nothing any more.
    world.org.control.renewDpopNonce();
    const before = world.org.control.tokens().length;
    await window.refresh(row);
    await expect.poll(() => world.org.control.tokens().length).toBeGreaterThan(before);
    await row.getByText('Valid').waitFor();
    expect((await keys()).size).toBe(1);

    await window.openDetails(row);
    await window.dialog.getByText('Technical facts').click();
    await window.dialog.getByText('Yes, its tokens are useless without the key').waitFor();
  });

  test('another sign-in of the same person gets a key of its own', async () => {
    await window.choose(window.row(ada.name), 'Sign in again');
    await window.dialog.getByRole('button', { name: 'Continue in browser' }).click();
    const browser = await world.browser();
    await browser.goto(await world.app.nextOpenedUrl());
    await expect.poll(async () => (await keys()).size).toBe(2);
    await window.row(ada.name).getByText('Valid').waitFor();
  });

  test('a request is copied with a proof that is good for this one request', async () => {
    const userinfo = `${world.org.issuerOf(bank.server)}/v1/userinfo`;
    const row = window.row(ada.name);
    await window.openCopyRequest(row);
    await window.dialog.getByText('The token is bound to a key of this device').waitFor();
    await window.dialog.getByText(/good for this one request/).waitFor();
    await window.submitRequest(userinfo);
    const request = readCurlCommand(await world.app.clipboard.read());
    expect(request.headers.Authorization).toMatch(/^DPoP /);

    const first = await runRequest(request);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ preferred_username: ada.username });
    const second = await runRequest(request);
    expect(second.status).toBe(400);
    expect(second.headers.get('www-authenticate')).toContain('invalid_dpop_proof');

    // By itself the token opens nothing.
    const token = request.headers.Authorization?.replace('DPoP', 'Bearer') ?? '';
    const bare = await runRequest({ ...request, headers: { Authorization: token } });
    expect(bare.ok).toBe(false);
    expect(await bare.text()).not.toContain(ada.username);
    await window.closeDialog();

    await window.copyRequest(row, userinfo);
    const next = await runRequest(readCurlCommand(await world.app.clipboard.read()));
    expect(next.status).toBe(200);
    await window.openDetails(row);
    await window.history.filter({ hasText: 'Request copied' }).first().waitFor();
  });
});
