import { readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, win32 } from 'node:path';
import { largestOrgFile, type PresetFile } from '../app/index.ts';

/** What the place of the administrator's file depends on. */
export interface PresetPlace {
  readonly platform: NodeJS.Platform;
  /** `%ProgramData%` of Windows. */
  readonly programData: string | undefined;
}

/** Where an administrator puts the file with org profiles: a folder that people cannot write to. */
export function presetPath({ platform, programData }: PresetPlace): string {
  if (platform === 'win32') {
    return win32.join(programData ?? 'C:\\ProgramData', 'Okta Account Manager', 'orgs.json');
  }
  if (platform === 'darwin') return '/Library/Application Support/Okta Account Manager/orgs.json';
  return '/etc/okta-account-manager/orgs.json';
}

/**
 * Reads the administrator's file. What everybody, or another person, can write to is not the administrator's: it could
 * send the person to an issuer, through a proxy and past a certification authority of somebody else's. Windows guards
 * the folder by its own lists, which Node cannot read.
 *
 * @param path - see {@link presetPath}
 * @returns the file; null when there is none
 */
export function readPresetFile(path: string): PresetFile | null {
  try {
    const owner = { file: statSync(path), folder: statSync(dirname(path)) };
    const reason = refusePresets(owner, process.getuid?.() ?? null);
    if (reason !== null) return { kind: 'refused', path, reason };
    return { kind: 'read', path, text: readFileSync(path, 'utf8') };
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return { kind: 'refused', path, reason: `The file cannot be read (${code}).` };
  }
}

/** What is looked at before the file is read. */
interface PresetOwnership {
  readonly file: Pick<Stats, 'isFile' | 'size' | 'mode' | 'uid'>;
  readonly folder: Pick<Stats, 'mode' | 'uid'>;
}

/**
 * Tells why a file is not the administrator's.
 *
 * @param person - who the app runs as; null where the system has no such numbers
 * @returns what to do, or null when it can be read
 */
export function refusePresets(
  { file, folder }: PresetOwnership,
  person: number | null,
): string | null {
  if (!file.isFile()) return 'It is not a file.';
  if (file.size > largestOrgFile) return 'The file is larger than 1 MiB.';
  if (person === null) return null;
  const writableByAll = 0o002;
  if (((file.mode | folder.mode) & writableByAll) !== 0) {
    return 'Everybody can write to the file or its folder: take that permission away (chmod o-w).';
  }
  const isTrusted = [0, person].includes(file.uid) && [0, person].includes(folder.uid);
  return isTrusted ? null : 'The file or its folder belongs to another person: give it to root.';
}
