import { createHash } from 'node:crypto';
import type { FrameView, OrgInput } from '../../shared/index.ts';
import { toFailure } from '../auth-foundation/index.ts';
import { parseOrgs, type OrgFileEntry } from './org-files.ts';
import type { PresetFile } from './ports.ts';
import { isSameClient, type OrgProfile } from './preferences.ts';

/** The most reasons that are told of one file. */
const mostReasons = 20;

/** The administrator's org profiles, and what is wrong with the file they are in. */
export interface Presets {
  readonly orgs: readonly OrgProfile[];
  readonly problem: FrameView['presetProblem'];
}

/**
 * Reads the administrator's org profiles: what is invalid is told, and the rest is used.
 *
 * @param file - as it was found, or null when there is none
 */
export function readPresets(file: PresetFile | null): Presets {
  if (file === null) return { orgs: [], problem: null };
  const { path } = file;
  if (file.kind === 'refused') return { orgs: [], problem: { path, reasons: [file.reason] } };
  try {
    return collect(path, parseOrgs(file.text));
  } catch (thrown) {
    const failure = toFailure(thrown);
    return { orgs: [], problem: { path, reasons: [failure.detail ?? failure.message] } };
  }
}

function collect(path: string, entries: readonly OrgFileEntry[]): Presets {
  const orgs: OrgProfile[] = [];
  const reasons: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'invalid') {
      reasons.push(`${entry.name}: ${entry.reason}`);
      continue;
    }
    const { profile } = entry;
    if (orgs.some((org) => isSameClient(org, profile))) {
      reasons.push(`${profile.name}: its issuer and client ID are in the file twice.`);
      continue;
    }
    orgs.push({ ...profile, id: presetId(profile) });
  }
  if (reasons.length === 0) return { orgs, problem: null };
  const further = reasons.length - mostReasons;
  const told = reasons.slice(0, mostReasons);
  if (further > 0) told.push(`And ${further} more.`);
  return { orgs, problem: { path, reasons: told } };
}

/** The same at every start, whatever else the administrator changes. */
function presetId({ issuer, clientId }: OrgInput): string {
  const hash = createHash('sha256').update(JSON.stringify([issuer, clientId]));
  return `preset-${hash.digest('hex').slice(0, 32)}`;
}
