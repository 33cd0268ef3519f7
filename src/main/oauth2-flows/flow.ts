import { Failure, toFailure, type TokenContext } from '../auth-foundation/index.ts';

/** How far a run of a flow is. */
export type FlowProgress =
  /** The authorization server is asked for its metadata, for a code, or to take a request. */
  | { readonly kind: 'preparing' }
  /** It is the person's turn. */
  | { readonly kind: 'waiting_for_person' }
  /** A device flow could not ask whether the person is done; it asks again. */
  | { readonly kind: 'poll_failed'; readonly failure: Failure }
  /** What the person allowed is exchanged for tokens; from here on it cannot be cancelled. */
  | { readonly kind: 'exchanging' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

/** What a run may be told beside its request. */
export interface RunOptions {
  /** Is told each step; what it throws is not caught. */
  readonly onProgress?: (progress: FlowProgress) => void;
}

/**
 * One way to get tokens, or to end a session. All have one shape: `start` prepares a run and tells what the person has
 * to do, `resume` takes what came of it and ends the run, `cancel` gives it up. Any number of runs can be under way:
 * each has a context of its own, which is used once.
 */
export interface Flow<Request, Started extends { readonly context: FlowContext }, Answer, Result> {
  /** @throws Failure of class *transient* or *configuration* */
  start(request: Request, options?: RunOptions): Promise<Started>;
  /**
   * @param answer - what the person, or the browser, brought back
   * @throws Failure of any class but *storage*; `cancelled` after {@link cancel}, `internal` the second time
   */
  resume(context: Started['context'], answer: Answer): Promise<Result>;
  /** Gives a run up, unless what the person allowed is being exchanged already. Twice does no harm. */
  cancel(context: Started['context']): void;
}

/** What one run has to remember; it is good for one `resume`, of a flow with the same issuer and client. */
export abstract class FlowContext {
  readonly #client: TokenContext;
  readonly #cancellation = new AbortController();
  readonly #onProgress: (progress: FlowProgress) => void;
  #isUsed = false;
  #isExchanging = false;
  #hasEnded = false;

  /** @param client - that the run is for: what comes back is shown to no other (RFC 9700, section 4.4) */
  constructor(client: TokenContext, { onProgress = () => undefined }: RunOptions) {
    this.#client = client;
    this.#onProgress = onProgress;
  }

  /** Is aborted by {@link cancel}. */
  get signal(): AbortSignal {
    return this.#cancellation.signal;
  }

  /**
   * Marks the context as used.
   *
   * @param client - of the flow that resumes the run
   * @throws Failure `internal` the second time and for another client, `cancelled` after {@link cancel}
   */
  use({ issuer, clientId }: TokenContext): void {
    if (this.#isUsed) throw new Failure('internal', { detail: 'flow context used twice' });
    if (issuer !== this.#client.issuer || clientId !== this.#client.clientId) {
      throw new Failure('internal', { detail: 'flow context of another client' });
    }
    this.#isUsed = true;
    this.throwIfCancelled();
  }

  /** @throws Failure `cancelled` */
  throwIfCancelled(): void {
    if (this.signal.aborted) throw new Failure('cancelled');
  }

  /** Tells a step; the end is told once, and nothing after it. */
  tell(progress: FlowProgress): void {
    if (this.#hasEnded) return;
    this.#hasEnded = ['succeeded', 'failed', 'cancelled'].includes(progress.kind);
    this.#isExchanging ||= progress.kind === 'exchanging';
    this.#onProgress(progress);
  }

  /** Does what comes before the person's turn, and tells that, and how it failed. @throws Failure of the work */
  async prepare<Result>(work: () => Promise<Result>): Promise<Result> {
    this.tell({ kind: 'preparing' });
    return this.#tellFailure(work);
  }

  /** Does what comes after the person's turn, and tells how the run ended. @throws Failure of the work */
  async conclude<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = await this.#tellFailure(work);
    this.tell({ kind: 'succeeded' });
    return result;
  }

  /** Ends the wait, but no exchange. */
  cancel(): void {
    if (this.#isExchanging) return;
    this.#cancellation.abort();
    this.tell({ kind: 'cancelled' });
  }

  async #tellFailure<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      const failure = toFailure(thrown);
      this.tell({ kind: 'failed', failure });
      throw failure;
    }
  }
}
