import type { Log, LogFields } from '../../../src/main/app/index.ts';

/** A log that a test reads. */
export class RecordingLog implements Log {
  readonly lines: {
    readonly level: 'info' | 'error';
    readonly event: string;
    readonly fields: LogFields;
  }[] = [];

  /** The names of what was logged, oldest first. */
  get events(): readonly string[] {
    return this.lines.map(({ event }) => event);
  }

  info(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  error(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }
}
