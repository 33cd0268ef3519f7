import type { Clock } from '../../auth-foundation/index.ts';
import type { Quarantine } from './quarantine.ts';
import type { RecordFolder } from './record-folder.ts';
import type { WriteQueue } from './write-queue.ts';

/** What the records of every kind share. */
export interface RecordsParts {
  readonly folder: RecordFolder;
  readonly quarantine: Quarantine;
  /** Its keys are the names of the files. */
  readonly writes: WriteQueue;
  readonly clock: Clock;
  /** Is called when there is something in memory that has to be written at some time. */
  readonly onNoted: () => void;
}
