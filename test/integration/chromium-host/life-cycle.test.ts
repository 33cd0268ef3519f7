import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningApp } from '../../support/app-driver/index.ts';
import { listAlive } from '../../support/app-driver/process-tree.ts';
import { openFixture, startFixture, stopFixtures, waitForLine } from './fixture-app.ts';

const lines = (text: string) => text.split('\n').filter((line) => /^(app|window) /.test(line));
const patience = { timeout: 10_000 };
const profileOf = async (app: RunningApp) => (await app.control('host.endpoint', null)).profileDir;

describe('the life of an app on the Chromium host', { timeout: 60_000 }, () => {
  afterEach(stopFixtures);

  it('ends in the order of Electron when it is told to quit, and leaves nothing behind', async () => {
    const { app } = await openFixture();
    const profile = await profileOf(app);
    const children = await app.childPids();
    expect(existsSync(profile)).toBe(true);
    expect(children.length).toBeGreaterThan(0);
    expect(await app.close()).toEqual({ code: 0, signal: null });
    expect(lines(app.stdout())).toEqual([
      'app before-quit',
      'window close',
      'window closed',
      'app will-quit',
      'app quit 0',
    ]);
    await expect.poll(() => listAlive(children), patience).toEqual([]);
    expect(existsSync(profile)).toBe(false);
  });

  it('hears that all windows are closed when the person closes the last one', async () => {
    const { app, page } = await openFixture();
    await page.close();
    expect(await app.exited).toEqual({ code: 0, signal: null });
    expect(lines(app.stdout())).toEqual([
      'window close',
      'window closed',
      'app window-all-closed',
      'app before-quit',
      'app will-quit',
      'app quit 0',
    ]);
  });

  it('keeps a window whose closing it prevents, and then does not quit', async () => {
    const { app, page, said } = await openFixture({ env: { FIXTURE_KEEPS_WINDOW: '1' } });
    await page.close();
    await said('window close');
    const again = await app.window();
    await again.getByText('module ran').waitFor({ timeout: 10_000 });
    await app.control('app.quit', null);
    await said('app before-quit');
    expect(await app.control('windows.list', null)).toMatchObject([{ id: 1 }]);
    expect(lines(app.stdout())).not.toContain('app will-quit');
  });

  it('gives a second start of the app no lock, and tells the first one', async () => {
    const first = await startFixture();
    await waitForLine(first.app, 'has the lock');
    const second = await startFixture({ userDataDir: first.userDataDir, args: ['--hello'] });
    expect(await second.app.exited).toEqual({ code: 3, signal: null });
    await waitForLine(first.app, 'second-instance --hello');
    await first.app.kill();
    const third = await startFixture({ userDataDir: first.userDataDir });
    await waitForLine(third.app, 'has the lock');
  });

  it('leaves no Chromium behind when it is killed', async () => {
    const { app } = await openFixture();
    const profile = await profileOf(app);
    const children = await app.childPids();
    expect(await app.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    await expect.poll(() => listAlive(children), patience).toEqual([]);
    expect(existsSync(profile)).toBe(false);
  });

  it('takes its Chromium with it also when nobody cleans up after the kill', async () => {
    const { app } = await openFixture();
    const children = await app.childPids();
    process.kill(app.pid, 'SIGKILL');
    await app.exited;
    await expect.poll(() => listAlive(children), patience).toEqual([]);
  });

  // Registered where it can hold: on Windows SIGTERM ends a process at once, as the kill above does.
  if (process.platform !== 'win32') {
    it('quits as asked on SIGTERM', async () => {
      const { app } = await openFixture();
      process.kill(app.pid, 'SIGTERM');
      expect(await app.exited).toEqual({ code: 0, signal: null });
      expect(app.stdout()).toContain('app will-quit');
    });
  }

  it('tells the app that its page crashed, which can load it again', async () => {
    const { app, said } = await openFixture({ env: { FIXTURE_RELOADS: '1' } });
    await app.control('window.crash', { id: 1 });
    await said('gone crashed');
    await expect
      .poll(() => app.stdout().split('request app://bundle/index.html').length, patience)
      .toBe(3);
  });
});
