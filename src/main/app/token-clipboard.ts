import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClipboardView } from '../../shared/index.ts';
import { Failure, type Clock } from '../auth-foundation/index.ts';
import type { Log } from './log.ts';
import type { Clipboard } from './ports.ts';

/** What is on the clipboard because this app put it there: a hash of it, never the token. */
interface Ours {
  readonly view: ClipboardView;
  readonly digest: Buffer;
  readonly cancelTimer: () => void;
}

/** Copies tokens to the clipboard, and clears them after a while if they are still there. */
export class TokenClipboard {
  readonly #clipboard: Clipboard;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onChange: () => void;
  #ours: Ours | null = null;

  /**
   * @param clipboard - the system's clipboard
   * @param clock - for the time until it is cleared
   * @param log - is told when clearing fails
   * @param onChange - is called when {@link view} has changed
   */
  constructor(clipboard: Clipboard, clock: Clock, log: Log, onChange: () => void) {
    this.#clipboard = clipboard;
    this.#clock = clock;
    this.#log = log;
    this.#onChange = onChange;
  }

  /** What was copied and when it is cleared, or null. */
  get view(): ClipboardView | null {
    return this.#ours?.view ?? null;
  }

  /**
   * Copies a token.
   *
   * @param token - the text
   * @param about - whose it is and which kind
   * @param clearAfter - seconds until it is cleared
   * @returns when it is cleared, in milliseconds since the epoch
   * @throws Failure `clipboard_failed`
   */
  async copyToken(
    token: string,
    about: Omit<ClipboardView, 'clearsAt'>,
    clearAfter: number,
  ): Promise<number> {
    await this.#write(() => this.#clipboard.writeSecret(token));
    const clearsAt = this.#clock.now() + clearAfter * 1000;
    this.#take({
      view: { ...about, clearsAt },
      digest: digestOf(token),
      cancelTimer: this.#clock.after(clearAfter * 1000, () => void this.clear()),
    });
    return clearsAt;
  }

  /** Copies a text that is no token. @throws Failure `clipboard_failed` */
  async copyText(text: string): Promise<void> {
    await this.#write(() => this.#clipboard.writeText(text));
    this.#take(null);
  }

  /** Clears the clipboard if what this app put there is still there. Rejects never; a failure is logged. */
  async clear(): Promise<void> {
    const ours = this.#ours;
    if (ours === null) return;
    this.#take(null);
    try {
      const current = digestOf(await this.#clipboard.readText());
      if (timingSafeEqual(current, ours.digest)) await this.#clipboard.clear();
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.name : typeof thrown;
      this.#log.error('clipboard_not_cleared', { reason });
    }
  }

  #take(ours: Ours | null): void {
    this.#ours?.cancelTimer();
    this.#ours = ours;
    this.#onChange();
  }

  async #write(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.name : typeof thrown;
      throw new Failure('clipboard_failed', { detail: reason });
    }
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
