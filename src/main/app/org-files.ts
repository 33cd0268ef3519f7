import { z } from 'zod';
import { orgInputSchema, type OrgInput } from '../../shared/index.ts';
import { Failure } from '../auth-foundation/index.ts';
import type { Disk } from '../desktop-platform/index.ts';
import { looksSecret, profileProblems } from './org-checks.ts';
import { knownFields, type OrgProfile } from './preferences.ts';

/** The largest file that is read, in bytes; a profile takes about one kilobyte. */
export const largestOrgFile = 1024 * 1024;

/** The most profiles in one file. */
const mostOrgs = 1000;

const format = 'okta-account-manager/orgs';
const version = 1;

/** An entry of a file with org profiles: a profile, or what is wrong with it. */
export type OrgFileEntry =
  | { readonly kind: 'valid'; readonly profile: OrgInput }
  | {
      readonly kind: 'invalid';
      /** The profile's name, or its place in the file. */
      readonly name: string;
      readonly reason: string;
    };

/**
 * Writes org profiles as a file for other people, and for an administrator's presets: without identifiers, and without
 * parameters that look like secrets.
 *
 * @param orgs - in their order
 * @returns JSON
 */
export function formatOrgs(orgs: readonly OrgProfile[]): string {
  const profiles = orgs.map((org) => {
    const profile = knownFields(org);
    return { ...profile, parameters: profile.parameters.filter((each) => !looksSecret(each)) };
  });
  return `${JSON.stringify({ format, version, orgs: profiles }, null, 2)}\n`;
}

/**
 * Reads a file with org profiles, which anybody may have written.
 *
 * @param text - its content
 * @returns every entry, also the invalid ones
 * @throws Failure `org_file_invalid` when the file as a whole is none
 */
export function parseOrgs(text: string): readonly OrgFileEntry[] {
  if (text.length > largestOrgFile) throw invalid('The file is larger than 1 MiB.');
  const head = headSchema.safeParse(parseJson(text));
  if (!head.success) throw invalid(`There is no "format": "${format}" in the file.`);
  if (head.data.version > version) {
    throw invalid('The file was written by a newer version of this app: update the app.');
  }
  const { orgs } = head.data;
  if (orgs.length > mostOrgs)
    throw invalid(`There are more than ${mostOrgs} profiles in the file.`);
  return orgs.map(readEntry);
}

/**
 * Reads a chosen file.
 *
 * @param disk - where it is
 * @param path - of the file
 * @throws Failure as {@link parseOrgs} does, and `org_file_invalid` when it cannot be read
 */
export async function readOrgFile(
  disk: Pick<Disk, 'stat' | 'readFile'>,
  path: string,
): Promise<readonly OrgFileEntry[]> {
  try {
    const { size } = await disk.stat(path);
    if (size > largestOrgFile) throw invalid('The file is larger than 1 MiB.');
    return parseOrgs((await disk.readFile(path)).toString('utf8'));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw invalid(thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null);
  }
}

const headSchema = z.object({
  format: z.literal(format),
  version: z.number().int().min(1),
  orgs: z.array(z.unknown()),
});

function parseJson(text: string): unknown {
  try {
    // Editors on Windows like to begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid('The file is not JSON.');
  }
}

function readEntry(entry: unknown, index: number): OrgFileEntry {
  const parsed = orgInputSchema.safeParse(entry);
  const problems = parsed.success
    ? profileProblems(parsed.data)
    : parsed.error.issues.map(describeIssue);
  if (parsed.success && problems.length === 0) return { kind: 'valid', profile: parsed.data };
  return { kind: 'invalid', name: nameOf(entry, index), reason: problems.join(' ') };
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? `${message}.` : `${path.join('.')}: ${message}.`;
}

function nameOf(entry: unknown, index: number): string {
  const named = z.object({ name: z.string().trim().min(1) }).safeParse(entry);
  return named.success ? named.data.name.slice(0, 80) : `Profile ${index + 1}`;
}

function invalid(detail: string | null): Failure {
  return new Failure('org_file_invalid', { detail });
}
