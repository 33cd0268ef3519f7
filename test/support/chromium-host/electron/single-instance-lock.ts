import type { FSWatcher } from 'node:fs';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** What a second start of the app tells the first. */
export interface SecondInstance {
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

/**
 * One running app per user-data folder. Electron asks for this lock synchronously, so a file with the holder's
 * process id is the lock, and a folder that the holder watches is the letter box.
 */
export class SingleInstanceLock {
  private readonly folder: string;
  private readonly lockFile: string;
  private readonly inbox: string;
  private watcher: FSWatcher | null = null;

  constructor(userData: string) {
    this.folder = path.join(userData, 'SingletonLock');
    this.lockFile = path.join(this.folder, 'pid');
    this.inbox = path.join(this.folder, 'inbox');
  }

  /** Takes the lock; or, when a living process has it, leaves `message` there and answers false. */
  acquire(message: SecondInstance, onSecond: (second: SecondInstance) => void): boolean {
    if (this.watcher) return true;
    mkdirSync(this.inbox, { recursive: true, mode: 0o700 });
    if (!this.takeLockFile()) {
      this.post(message);
      return false;
    }
    this.watcher = watch(this.inbox, () => {
      this.collect(onSecond);
    });
    process.once('exit', () => {
      this.release();
    });
    return true;
  }

  isHeld(): boolean {
    return this.watcher !== null;
  }

  release(): void {
    if (!this.watcher) return;
    this.watcher.close();
    this.watcher = null;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private takeLockFile(): boolean {
    try {
      writeFileSync(this.lockFile, String(process.pid), { flag: 'wx' });
      return true;
    } catch {
      const holder = Number(readFileSync(this.lockFile, 'utf8'));
      if (isAlive(holder)) return false;
      // The holder was killed: its lock means nothing any more.
      writeFileSync(this.lockFile, String(process.pid));
      return true;
    }
  }

  private post(message: SecondInstance): void {
    const name = `${process.pid}-${Date.now()}.json`;
    const draft = path.join(this.folder, name);
    writeFileSync(draft, JSON.stringify(message));
    // Renamed into place, so that the first instance never reads half a letter.
    renameSync(draft, path.join(this.inbox, name));
  }

  private collect(onSecond: (second: SecondInstance) => void): void {
    for (const name of readdirSync(this.inbox)) {
      const file = path.join(this.inbox, name);
      const message = JSON.parse(readFileSync(file, 'utf8')) as SecondInstance;
      rmSync(file);
      onSecond(message);
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
