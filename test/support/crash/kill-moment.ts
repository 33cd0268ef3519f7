import type { Notice, OperationName } from './messages.ts';
import { operationNames } from './messages.ts';
import type { Random } from './random.ts';

/** When a worker is killed: some milliseconds after something has happened. */
export interface KillMoment {
  readonly after: 'opening_begins' | 'work_begins' | 'operation_begins' | 'rotated_token_arrives';
  readonly milliseconds: number;
  /** What the worker begins with, so that the rare operations meet their kills too. */
  readonly first: OperationName;
}

/** Draws a moment: at random in time, or near an operation, or between a rotation and its durable write. */
export function drawKillMoment(random: Random): KillMoment {
  const first = random.pick(operationNames) ?? 'refresh';
  const draw = random.next();
  if (draw < 0.1) {
    return { after: 'opening_begins', milliseconds: random.next() * 60, first };
  }
  if (draw < 0.35) {
    return { after: 'work_begins', milliseconds: random.next() * 300, first };
  }
  if (draw < 0.6) {
    return { after: 'rotated_token_arrives', milliseconds: random.below(4), first: 'refresh' };
  }
  // Most operations take a few milliseconds.
  return { after: 'operation_begins', milliseconds: random.next() ** 2 * 30, first };
}

/** Whether this notice is what a moment waits for. */
export function isAwaited({ after, first }: KillMoment, notice: Notice): boolean {
  if (after === 'rotated_token_arrives') return notice.kind === 'received';
  return (
    after === 'operation_begins' && notice.kind === 'begin' && notice.begin.operation === first
  );
}
