import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { quietSwitches } from './chromium-switches.ts';
import { findChromium } from './find-chromium.ts';

/**
 * The browser that plays the person's system browser in a demo: the same program with a profile of its own, so that
 * nothing is shared with the app's window. It goes when the host goes.
 */
export class SystemBrowserWindow {
  private readonly profileRoot: string;
  private readonly children: ChildProcess[] = [];
  private profile: string | null = null;

  /** @param profileRoot the folder in which the browser's throw-away profile is made */
  constructor(profileRoot: string) {
    this.profileRoot = profileRoot;
  }

  /** Opens `url`; a second one opens in the same browser. */
  open(url: string): Promise<void> {
    this.profile ??= this.createProfile();
    const child = spawn(
      findChromium(),
      [...quietSwitches(), `--user-data-dir=${this.profile}`, url],
      {
        stdio: 'ignore',
      },
    );
    this.children.push(child);
    return new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  }

  private createProfile(): string {
    const folder = mkdtempSync(path.join(this.profileRoot, 'chromium-host-browser-'));
    process.once('exit', () => {
      for (const child of this.children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    });
    return folder;
  }
}
