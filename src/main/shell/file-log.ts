import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log, LogFields } from '../app/index.ts';
import { redactSecrets } from '../auth-foundation/index.ts';

/** When a log file is set aside, in bytes; one older file is kept. */
const largestFile = 1024 * 1024;

/**
 * Opens the log: one JSON object on each line, with a time, a level, an event and its fields.
 *
 * @param path - the file; its folder is made when it is missing
 */
export function openFileLog(path: string): Log {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  setAsideWhenLarge(path);
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // A log that cannot be written, on a full disk for one, must not end the app.
  stream.on('error', () => {
    stream.destroy();
  });
  const write = (level: string, event: string, fields: LogFields = {}): void => {
    if (stream.destroyed) return;
    const line = { at: new Date().toISOString(), level, event, ...scrub(fields) };
    stream.write(`${JSON.stringify(line)}\n`);
  };
  return {
    info: (event, fields) => {
      write('info', event, fields);
    },
    error: (event, fields) => {
      write('error', event, fields);
    },
  };
}

/** The last line of defence: callers log codes and identifiers only. */
function scrub(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? redactSecrets(value) : value,
    ]),
  );
}

function setAsideWhenLarge(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestFile) renameSync(path, `${path}.1`);
}
