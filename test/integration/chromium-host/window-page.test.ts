import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixtureApp } from './fixture-app.ts';
import { openFixture, stopFixtures } from './fixture-app.ts';

describe('a page that the app serves from app://', { timeout: 30_000 }, () => {
  let fixture: FixtureApp;
  beforeAll(async () => {
    fixture = await openFixture();
  }, 60_000);
  afterAll(stopFixtures);

  it('asks the handler for app:// URLs, also for what a module imports', async () => {
    for (const file of ['index.html', 'style.css', 'page.js', 'part.js']) {
      await fixture.said(`request app://bundle/${file}`);
    }
  });

  it('has its style sheet and a secure context', async () => {
    const colour = 'getComputedStyle(document.querySelector("h1")).color';
    expect(await fixture.inPage(colour)).toBe('rgb(1, 2, 3)');
    expect(await fixture.inPage('isSecureContext')).toBe(true);
  });

  it('is held to the policy that the handler sent', async () => {
    expect(await fixture.inPage('typeof inlineRan')).toBe('undefined');
    const tryFetch = 'fetch("https://elsewhere.example/").then(() => "went", () => "refused")';
    expect(await fixture.inPage(tryFetch)).toBe('refused');
    const tryEval = `new Promise((resolve) => {
      addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective), { once: true });
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.body.append(script);
    })`;
    expect(await fixture.inPage(tryEval)).toBe('script-src-elem');
    expect(await fixture.inPage('typeof injected')).toBe('undefined');
  });

  it('shows the app its own URL and origin, and one frame that is the top', async () => {
    expect(await fixture.invoke('sender')).toEqual({
      url: 'app://bundle/index.html',
      origin: 'app://bundle',
      parent: true,
      top: true,
      main: true,
      window: 1,
      contentsUrl: 'app://bundle/index.html',
      nothing: false,
    });
  });

  it('sees only what the preload exposes, copied and frozen', async () => {
    expect(
      await fixture.inPage(
        '[typeof secretOfPreload, typeof require, typeof process, typeof global, fixture.require]',
      ),
    ).toEqual(['undefined', 'undefined', 'undefined', 'undefined', 'function']);
    expect(
      await fixture.inPage(
        '[Object.isFrozen(fixture), Object.isFrozen(fixture.list), Object.isFrozen(fixture.list[1])]',
      ),
    ).toEqual([true, true, true]);
    expect(await fixture.inPage('delete globalThis.fixture')).toBe(false);
    expect(
      await fixture.inPage('Object.keys(globalThis).filter((key) => /host/i.test(key))'),
    ).toEqual([]);
  });

  it('gets errors of the preload as plain errors', async () => {
    const thrown = '(() => { try { fixture.fail(); } catch (error) { return String(error); } })()';
    expect(await fixture.inPage(thrown)).toBe('Error: thrown in the preload');
  });

  it('navigates nowhere that the app prevents, and opens no window that it denies', async () => {
    await fixture.page.click('#away');
    await fixture.said('will-navigate https://away.example/');
    const opening = fixture.page.waitForEvent('popup');
    await fixture.page.click('#new');
    const popup = await opening;
    await fixture.said('window-open https://new.example/');
    expect(await fixture.inPage('location.pathname')).toBe('/index.html');
    await expect.poll(() => popup.isClosed(), { timeout: 5_000 }).toBe(true);
  });

  it('fails to load where the handler throws, with the error of Electron', async () => {
    await fixture.inPage('void fixture.invoke("load", "app://bundle/broken")');
    await fixture.said("Error: ERR_FAILED (-2) loading 'app://bundle/broken'");
  });
});
