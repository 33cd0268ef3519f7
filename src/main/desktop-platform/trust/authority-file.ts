import { Failure } from '../../auth-foundation/index.ts';
import { errnoCode } from '../vault/disk-error.ts';
import { nodeDisk, type Disk, type FileFacts } from '../vault/disk.ts';
import { readAuthorities } from './extra-authorities.ts';

/** The largest file that is read, in bytes: every authority that a system trusts takes a quarter of a megabyte. */
const largestFile = 4 * 1024 * 1024;

type FileReader = Pick<Disk, 'stat' | 'readFile'>;

/**
 * Reads a file with further certification authorities.
 *
 * @param path - of a file with certificates in PEM form; what else is in it does not count
 * @param disk - where the file is
 * @returns each certificate in PEM form, one at least
 * @throws Failure `ca_file_unreadable`, with the reason
 */
export async function readAuthorityFile(
  path: string,
  disk: FileReader = nodeDisk,
): Promise<readonly string[]> {
  return (await readWithFacts(path, disk)).authorities;
}

/**
 * Opens a reader that reads a file again only when its size or its time of change is another one.
 *
 * @param disk - where the files are
 * @returns as {@link readAuthorityFile}; the very same array while the file stays as it is
 */
export function authorityFileReader(
  disk: FileReader = nodeDisk,
): (path: string) => Promise<readonly string[]> {
  const known = new Map<string, Contents>();
  return async (path) => {
    const before = known.get(path);
    if (before !== undefined && isSame(before.facts, await factsOf(path, disk))) {
      return before.authorities;
    }
    const contents = await readWithFacts(path, disk);
    known.set(path, contents);
    return contents.authorities;
  };
}

interface Contents {
  readonly facts: FileFacts;
  readonly authorities: readonly string[];
}

async function readWithFacts(path: string, disk: FileReader): Promise<Contents> {
  // Looked at before it is read: what changes in between is then read again the next time.
  const facts = await factsOf(path, disk);
  if (facts.size > largestFile) throw unreadable('The file is larger than 4 MiB.');
  const text = await orUnreadable(() => disk.readFile(path));
  return { facts, authorities: readAuthorities(text.toString('latin1')) };
}

function factsOf(path: string, disk: FileReader): Promise<FileFacts> {
  return orUnreadable(() => disk.stat(path));
}

async function orUnreadable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    throw unreadable(errnoCode(thrown));
  }
}

function isSame(one: FileFacts, other: FileFacts): boolean {
  return one.size === other.size && one.modifiedAt === other.modifiedAt;
}

function unreadable(detail: string): Failure {
  return new Failure('ca_file_unreadable', { detail });
}
