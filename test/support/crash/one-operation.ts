import type { Lane } from './lane.ts';
import type { Answer, OperationName } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** How one operation ended. */
export type Done = Omit<Extract<Answer, { kind: 'did' }>, 'kind'>;

/** Lets a worker do one operation, and nothing beside it. */
export async function doOne(
  lane: Lane,
  worker: WorkerProcess,
  operation: OperationName,
): Promise<Done> {
  const seed = lane.random.below(2 ** 31);
  const answer = await worker.ask({ kind: 'do', operation, seed });
  return answer?.kind === 'did' ? answer : { outcome: 'nothing', id: null };
}
