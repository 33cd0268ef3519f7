import { stripVTControlCharacters } from 'node:util';
import { chooseHost } from '../../test/support/app-driver/index.ts';
import { PlainError } from '../setup/plain-error.mjs';

const linesShown = 6;

/** The words for an app that did not start: the host it was tried on, and the first lines of what went wrong. */
export function launchError(thrown: unknown): PlainError {
  const text = stripVTControlCharacters(thrown instanceof Error ? thrown.message : String(thrown));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return new PlainError(
    `The app could not be started on: ${chooseHost().name}\n${lines.slice(0, linesShown).join('\n')}`,
    'Run `npm run setup`, then the demo again.',
  );
}
