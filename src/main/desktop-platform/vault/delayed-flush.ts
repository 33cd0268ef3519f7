import type { Clock } from '../../auth-foundation/index.ts';

/** Milliseconds of quiet after which what is noted is written. */
const quietTime = 5_000;
/** Milliseconds after which it is written although there was no quiet. */
const longestDelay = 60_000;

/** Writes what can wait: a while after the last change, in one go. */
export class DelayedFlush {
  readonly #clock: Clock;
  readonly #flush: () => Promise<void>;
  #waitingSince: number | null = null;
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #isFinished = false;

  /**
   * @param clock - tells when
   * @param flush - writes what there is to write; it must not reject
   */
  constructor(clock: Clock, flush: () => Promise<void>) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** Says that there is something to write. */
  ask(): void {
    if (this.#isFinished) return;
    const now = this.#clock.now();
    this.#waitingSince ??= now;
    const left = this.#waitingSince + longestDelay - now;
    this.#cancel();
    this.#cancel = this.#clock.after(Math.max(0, Math.min(quietTime, left)), () => {
      this.#start();
    });
  }

  /** Writes what there is now, without a delay and for the last time; resolves when it is written, or was tried. */
  async finish(): Promise<void> {
    this.#isFinished = true;
    this.#cancel();
    this.#start();
    await this.#running;
  }

  #start(): void {
    this.#waitingSince = null;
    // One after another: two at once would write the same records twice.
    this.#running = this.#running.then(this.#flush);
  }
}
