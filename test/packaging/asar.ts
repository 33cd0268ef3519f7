import { readFile } from 'node:fs/promises';
import { z } from 'zod';

interface Entry {
  readonly unpacked?: boolean | undefined;
  readonly files?: Readonly<Record<string, Entry>> | undefined;
}
const entrySchema: z.ZodType<Entry> = z.object({
  unpacked: z.boolean().optional(),
  get files() {
    return z.record(z.string(), entrySchema).optional();
  },
});

/** A file in an archive. */
export interface ArchivedFile {
  readonly path: string;
  /** Whether it lies beside the archive instead of in it. */
  readonly unpacked: boolean;
}

/** The files of an asar archive. Its header is a Chromium pickle: the length of a JSON text at byte 12, then the text. */
export async function listAsar(archive: string): Promise<readonly ArchivedFile[]> {
  const content = await readFile(archive);
  const header = content.subarray(16, 16 + content.readUInt32LE(12)).toString('utf8');
  return filesOf(entrySchema.parse(JSON.parse(header)), '');
}

function filesOf(entry: Entry, path: string): readonly ArchivedFile[] {
  if (entry.files === undefined) return [{ path, unpacked: entry.unpacked === true }];
  return Object.entries(entry.files).flatMap(([name, child]) =>
    filesOf(child, path === '' ? name : `${path}/${name}`),
  );
}
