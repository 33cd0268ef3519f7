import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClipboardView } from '../../shared/index.ts';
import { Failure, KeyedQueue, type Clock } from '../auth-foundation/index.ts';
import type { Log } from './log.ts';
import type { Clipboard } from './ports.ts';

/** How long after a clear that failed it is tried again, in milliseconds. */
const pauseAfterFailure = 5000;

/** What is on the clipboard because this app put it there: a hash of it, never the token. */
interface Ours {
  readonly view: ClipboardView;
  readonly digest: Buffer;
  /** Whether clearing it has failed already, and was logged. */
  readonly isOverdue: boolean;
}

/**
 * Copies tokens to the clipboard, and clears them after a while if they are still there. What is asked of it is done
 * one after another: the clipboard and what is known of it change together.
 */
export class TokenClipboard {
  readonly #clipboard: Clipboard;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onChange: () => void;
  readonly #turns = new KeyedQueue<'clipboard'>();
  #ours: Ours | null = null;
  #cancelTimer: () => void = () => undefined;
  #hasStopped = false;

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
   * @throws Failure `clipboard_failed`, or `cancelled` when the app quits
   */
  async copyToken(
    token: string,
    about: Omit<ClipboardView, 'clearsAt'>,
    clearAfter: number,
  ): Promise<number> {
    return this.#inTurn(async () => {
      await this.#write(() => this.#clipboard.writeSecret(token));
      const clearsAt = this.#clock.now() + clearAfter * 1000;
      this.#watch({ view: { ...about, clearsAt }, digest: digestOf(token), isOverdue: false });
      return clearsAt;
    });
  }

  /** Copies a text that is no token. @throws Failure `clipboard_failed`, or `cancelled` when the app quits */
  async copyText(text: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#write(() => this.#clipboard.writeText(text));
      this.#watch(null);
    });
  }

  /**
   * Copies a text that is good for a short time by itself, as a link that is opened once. Clipboard managers are asked
   * not to keep it, and it is not cleared.
   *
   * @throws Failure `clipboard_failed`, or `cancelled` when the app quits
   */
  async copyPassingSecret(text: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#write(() => this.#clipboard.writeSecret(text));
      this.#watch(null);
    });
  }

  /**
   * Clears the clipboard if what this app put there is still there. Rejects never: a failure is logged, and it is
   * tried again after 5 seconds.
   */
  async clear(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#ours !== null) await this.#clear(this.#ours);
    });
  }

  /** Clears the clipboard, once, because the app quits; nothing is copied any more. Rejects never. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    await this.clear();
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#turns.run('clipboard', task);
  }

  async #clear(ours: Ours): Promise<void> {
    try {
      const current = digestOf(await this.#clipboard.readText());
      if (timingSafeEqual(current, ours.digest)) await this.#clipboard.clear();
      this.#watch(null);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.name : typeof thrown;
      if (!ours.isOverdue) this.#log.error('clipboard_not_cleared', { reason });
      const clearsAt = this.#clock.now() + pauseAfterFailure;
      this.#watch({ ...ours, view: { ...ours.view, clearsAt }, isOverdue: true });
    }
  }

  /** Shows what is ours, and clears it when its time has come. */
  #watch(ours: Ours | null): void {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
    this.#ours = ours;
    this.#onChange();
    if (ours === null || this.#hasStopped) return;
    this.#cancelTimer = this.#clock.after(ours.view.clearsAt - this.#clock.now(), () => {
      // By the time it is its turn, something else may have been copied.
      void this.#inTurn(async () => {
        if (this.#ours === ours) await this.#clear(ours);
      });
    });
  }

  async #write(write: () => Promise<void>): Promise<void> {
    if (this.#hasStopped) throw new Failure('cancelled');
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
