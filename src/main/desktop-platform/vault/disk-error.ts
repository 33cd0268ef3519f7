import { Failure } from '../../auth-foundation/index.ts';

/** The `errno` code of a system error, such as ENOSPC; the error's name when it has none. */
export function errnoCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}

/** Turns a failed write into `disk_full` or `disk_write_failed`, with the errno code as detail. */
export function writeFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const detail = errnoCode(thrown);
  const full = detail === 'ENOSPC' || detail === 'EDQUOT';
  return new Failure(full ? 'disk_full' : 'disk_write_failed', { detail });
}

/** Turns a failed read into `disk_read_failed`, with the errno code as detail. */
export function readFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('disk_read_failed', { detail: errnoCode(thrown) });
}
