import { Failure } from './failure.ts';

/**
 * Waits for work that several callers share; aborting ends only this caller's wait.
 *
 * @param work - goes on whatever happens here
 * @param signal - of this caller
 * @throws Failure `cancelled` when the signal was aborted; else what the work throws
 */
export async function waitUnlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return work;
  if (signal.aborted) throw new Failure('cancelled');
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(new Failure('cancelled'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
