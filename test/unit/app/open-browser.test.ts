import { describe, expect, it } from 'vitest';
import { isWebPage, tryToOpen } from '../../../src/main/app/open-browser.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

describe('the system’s browser', () => {
  it.each(['https://login.example.com/authorize?x=1', 'http://127.0.0.1:8410/form/abc'])(
    'is sent to %s',
    (address) => {
      expect(isWebPage(new URL(address))).toBe(true);
    },
  );

  it.each([
    'http://login.example.com/authorize',
    'http://127.0.0.1.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:network',
    'smb://server/share',
  ])('is not sent to %s', async (address) => {
    const opened: URL[] = [];
    const browser = {
      open: (url: URL) => {
        opened.push(url);
        return Promise.resolve();
      },
    };
    expect(isWebPage(new URL(address))).toBe(false);
    expect(await tryToOpen(new URL(address), { browser, log: new RecordingLog() })).toBe(false);
    expect(opened).toEqual([]);
  });

  it('that does not open is logged without the address', async () => {
    const log = new RecordingLog();
    const browser = { open: () => Promise.reject(new Error('no browser for canary-address')) };
    const url = new URL('https://login.example.com/?state=canary-address');
    expect(await tryToOpen(url, { browser, log })).toBe(false);
    expect(JSON.stringify(log)).toContain('browser_not_opened');
    expect(JSON.stringify(log)).not.toContain('canary-address');
  });
});
