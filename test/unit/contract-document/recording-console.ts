import { printed } from '../../support/builders/printed.ts';

/** What an example may do with `console`, remembered as the text that a terminal would show. */
export class RecordingConsole {
  readonly lines: string[] = [];
  readonly #raw: unknown[][] = [];

  readonly log = (...values: unknown[]): void => {
    this.#note(values);
  };
  readonly error = (...values: unknown[]): void => {
    this.#note(values);
  };

  /** Everything that any way of printing could bring out of what was logged. */
  get everything(): string {
    return this.#raw.flat().map(printed).join('\n');
  }

  #note(values: unknown[]): void {
    this.#raw.push(values);
    this.lines.push(values.map(String).join(' '));
  }
}
