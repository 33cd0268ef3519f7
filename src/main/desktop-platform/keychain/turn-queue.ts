import type { Clock } from '../../auth-foundation/index.ts';

/** Thrown by {@link Turn.step} after the deadline: the rest of the job is not done. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** What a job does its native calls through. */
export interface Turn {
  /**
   * Makes one call that cannot be cancelled.
   *
   * @throws DeadlineError instead of calling when the deadline has passed
   */
  step<Result>(call: () => Promise<Result>): Promise<Result>;
}

/**
 * Runs jobs strictly one after the other, each with a deadline that counts from the moment it was asked for.
 *
 * The calls inside cannot be cancelled, so a job whose deadline passes is answered at once, yet keeps its turn until
 * the call that is under way comes back; its remaining steps are not made. A job whose deadline passes while it waits
 * makes no call at all. So there is never more than one call at a time, however long a person leaves a prompt open.
 */
export class TurnQueue {
  readonly #clock: Clock;
  readonly #deadline: number;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param clock - counts the deadline
   * @param deadline - milliseconds from asking to answer
   */
  constructor(clock: Clock, deadline: number) {
    this.#clock = clock;
    this.#deadline = deadline;
  }

  /**
   * Runs `job` when its turn comes.
   *
   * @throws DeadlineError when there is no result in time; a call under way may still take effect later
   */
  run<Result>(job: (turn: Turn) => Promise<Result>): Promise<Result> {
    const { promise: expired, reject: expire } = Promise.withResolvers<never>();
    let late = false;
    const stopClock = this.#clock.after(this.#deadline, () => {
      late = true;
      expire(new DeadlineError());
    });
    const step = async <StepResult>(call: () => Promise<StepResult>): Promise<StepResult> => {
      if (late) throw new DeadlineError();
      return call();
    };
    const inTurn = this.#last.then(() => job({ step }));
    this.#last = inTurn.catch(() => undefined);
    return Promise.race([inTurn, expired]).finally(stopClock);
  }
}
