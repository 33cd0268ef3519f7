import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';

/** One place that was searched, with all that was found there. */
export interface SearchedPlace {
  readonly place: string;
  readonly bytes: Buffer;
}

/** The encodings in which a secret could lie somewhere. */
const encodings: readonly ((secret: string) => Buffer)[] = [
  (secret) => Buffer.from(secret),
  (secret) => Buffer.from(secret, 'utf16le'),
  (secret) => Buffer.from(Buffer.from(secret).toString('hex')),
  // Base64 of a longer text holds this much of it wherever it begins, in one of three alignments.
  (secret) => Buffer.from(base64Middle(secret, 0)),
  (secret) => Buffer.from(base64Middle(secret, 1)),
  (secret) => Buffer.from(base64Middle(secret, 2)),
];

/**
 * Searches places for secrets, each whole or in part: a slice from its middle is looked for, because heap snapshots cut
 * long strings.
 *
 * @returns a line for each find, naming the secret and the place, never the secret itself
 */
export function findSecrets(
  secrets: ReadonlyMap<string, string>,
  places: readonly SearchedPlace[],
): string[] {
  return [...secrets].flatMap(([name, secret]) =>
    places
      .filter(({ bytes }) => encodings.some((encode) => bytes.includes(encode(sliceOf(secret)))))
      .map(({ place }) => `${name} in ${place}`),
  );
}

/** A part that no other text shares: past the header that all JWTs have. */
function sliceOf(secret: string): string {
  const start = Math.max(0, Math.min(120, secret.length - 40));
  return secret.slice(start, start + 40);
}

function base64Middle(secret: string, alignment: number): string {
  const padded = Buffer.from('x'.repeat(alignment) + secret).toString('base64url');
  return padded.slice(4, 44);
}

/** Every file below a folder. */
export async function filesBelow(folder: string): Promise<SearchedPlace[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { place: `file ${entry.name}`, bytes: await readFile(path) };
      }),
  );
}

/** What the window shows, and everything its JavaScript holds in memory. */
export async function windowMemory(page: Page): Promise<SearchedPlace[]> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot');
  await session.detach();
  return [
    { place: 'DOM', bytes: Buffer.from(await page.content()) },
    { place: 'heap snapshot', bytes: Buffer.from(chunks.join('')) },
  ];
}

/** The arguments of some processes, and on Linux their environment too. */
export function processFacts(pids: readonly number[]): SearchedPlace[] {
  if (process.platform === 'linux') {
    return pids.flatMap((pid) =>
      ['cmdline', 'environ'].map((file) => ({
        place: `${file} of process`,
        bytes: readFileSync(`/proc/${pid}/${file}`),
      })),
    );
  }
  const list =
    process.platform === 'win32'
      ? execFileSync('powershell', ['-Command', 'Get-CimInstance Win32_Process | fl CommandLine'])
      : execFileSync('ps', ['-axww', '-o', 'args']);
  return [{ place: 'process arguments', bytes: list }];
}
