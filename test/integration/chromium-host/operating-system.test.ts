import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSystemBrowser } from '../../support/app-driver/index.ts';
import type { FixtureApp } from './fixture-app.ts';
import { openFixture, stopFixtures } from './fixture-app.ts';

describe('what the app asks of the operating system', { timeout: 30_000 }, () => {
  let fixture: FixtureApp;
  beforeAll(async () => {
    fixture = await openFixture();
  }, 60_000);
  afterAll(stopFixtures);

  it('is a clipboard of its own, with every format of one write', async () => {
    expect(await fixture.invoke('copy', 'a token')).toBe('a token');
    expect(await fixture.app.clipboard.read()).toBe('a token');
    expect(await fixture.app.control('clipboard.read', null)).toEqual({
      'text/plain': 'a token',
      'electron application/osclipboard;format="x-kde-passwordManagerHint"': 'secret',
    });
    await fixture.app.clipboard.write('of another program');
    expect(await fixture.invoke('paste')).toBe('of another program');
  });

  it('is a URL opened in the browser, which a test can follow', async () => {
    const server = createServer((_request, response) => response.end('<h1>Sign in</h1>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    const waiting = fixture.app.nextOpenedUrl();
    await fixture.invoke('open', `http://127.0.0.1:${address.port}/first`);
    await fixture.invoke('open', 'https://second.example/');
    const url = await waiting;
    expect(await fixture.app.nextOpenedUrl()).toBe('https://second.example/');
    expect(await fixture.app.openedUrls()).toHaveLength(2);
    await expect(fixture.app.nextOpenedUrl(20)).rejects.toThrow('no URL within 20 ms');

    const browser = await openSystemBrowser();
    try {
      await browser.page.goto(url);
      expect(await browser.page.textContent('h1')).toBe('Sign in');
    } finally {
      await browser.close();
      server.close();
    }
  });

  it('is a theme that the page follows, also after a reload', async () => {
    const dark = 'matchMedia("(prefers-color-scheme: dark)").matches';
    expect(await fixture.inPage(dark)).toBe(false);
    await fixture.app.control('native-theme.set-system', { dark: true });
    await fixture.said('dark true');
    await expect.poll(() => fixture.inPage(dark)).toBe(true);
    await fixture.page.reload();
    expect(await fixture.inPage(dark)).toBe(true);
    expect(await fixture.invoke('theme', 'light')).toBe(false);
    await expect.poll(() => fixture.inPage(dark)).toBe(false);
  });

  it('is a notification that can be clicked', async () => {
    await fixture.invoke('notify', 'Expires soon');
    const shown = (await fixture.app.records()).find(({ kind }) => kind === 'notification');
    expect(shown).toMatchObject({ title: 'Expires soon', body: 'body' });
    await fixture.app.control('notification.click', { id: 1 });
    await fixture.said('notification clicked');
  });

  it('is a menu and a tray whose items can be clicked', async () => {
    await fixture.app.control('menu.click', { where: 'application', item: 'say' });
    await fixture.said('menu said');
    await fixture.invoke('tray');
    await fixture.app.control('menu.click', { where: 'tray', item: 'Greet' });
    await fixture.said('tray greets');
  });

  it('is refused by name where the host leaves it out', async () => {
    expect(await fixture.invoke('absent')).toContain(
      'The Chromium host does not implement electron.safeStorage.isAsyncEncryptionAvailable',
    );
    expect(await fixture.invoke('absent-member')).toContain(
      'The Chromium host does not implement electron.app.getGPUInfo',
    );
  });

  it('is told to the app as Electron tells it', async () => {
    expect(await fixture.invoke('facts')).toMatchObject({
      userData: fixture.userDataDir,
      version: '1.2.3',
      ready: true,
      packaged: false,
      type: 'browser',
    });
  });

  it('is a network that follows no redirect it was not told to, and names errors as Chromium does', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await fixture.invoke('fetch', origin)).toEqual({ status: 200, text: 'here' });
    expect(await fixture.invoke('fetch', `${origin}/redirect`, { redirect: 'manual' })).toContain(
      'Redirect was cancelled',
    );
    expect(await fixture.invoke('fetch', `${origin}/redirect`, { redirect: 'error' })).toContain(
      "redirect policy was 'error'",
    );
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    expect(await fixture.invoke('fetch', origin)).toContain('net::ERR_CONNECTION_REFUSED');
  });
});
