import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  orgInputSchema,
  settingsSchema,
  type OrgInput,
  type Settings,
} from '../../shared/index.ts';
import { Failure } from '../auth-foundation/index.ts';
import type { Log } from './log.ts';
import type { DocumentStore } from './ports.ts';

/** An issuer and client that the person signs in with: nothing in it is secret. */
export interface OrgProfile extends Readonly<OrgInput> {
  readonly id: string;
}

/**
 * The fields of a profile that this version knows, as a copy: a kept one may have more, from a newer version.
 *
 * @param profile - as it is kept
 */
export function knownFields(profile: Readonly<OrgInput>): OrgInput {
  return knownFieldsSchema.parse(profile);
}
const knownFieldsSchema = z.object(orgInputSchema.shape);

/** Tells whether two profiles, or a token's context, are of the same client at the same issuer. */
export function isSameClient(one: ClientOfIssuer, other: ClientOfIssuer): boolean {
  return one.issuer === other.issuer && one.clientId === other.clientId;
}
interface ClientOfIssuer {
  readonly issuer: string;
  readonly clientId: string;
}

/** Not strict: a field that a newer version has added is kept for it. */
const orgProfileSchema = z.looseObject({
  ...orgInputSchema.shape,
  id: z.string().min(1).max(64),
});

/** The document: what is missing has a default, and what is invalid does not take the rest with it. */
interface PreferencesDocument {
  /** What only the settings file offers; the README documents it. */
  readonly advanced: {
    /** How long a person has in the browser. */
    readonly signInTimeoutSeconds: number;
  };
  readonly settings: Settings;
  readonly orgs: readonly OrgProfile[];
  /** Org profiles that could not be read, as they were found: they are written back, and nothing else. */
  readonly unreadableOrgs: readonly unknown[];
}

/** Settings and org profiles, checked when they are read and written through at once. */
export class Preferences {
  readonly #store: DocumentStore;
  #document: PreferencesDocument;

  /**
   * @param store - where the document is kept; what is invalid in it is replaced by its default, or dropped, and the
   *   sign-ins in the vault do not depend on it
   * @param log - is told how much that was
   */
  constructor(store: DocumentStore, log: Log) {
    this.#store = store;
    const { document, dropped } = readDocument(store.read());
    if (Object.values(dropped).some((count) => count > 0)) {
      log.error('preferences_dropped', { ...dropped });
    }
    this.#document = document;
  }

  get settings(): Settings {
    return this.#document.settings;
  }

  /** How long a person has in the browser, in milliseconds. */
  get signInTimeout(): number {
    return this.#document.advanced.signInTimeoutSeconds * 1000;
  }

  /** The org profiles, in the order they were added. */
  get orgs(): readonly OrgProfile[] {
    return this.#document.orgs;
  }

  /** Changes some settings. @throws Failure `disk_write_failed`; the old ones then stay */
  updateSettings(changes: Partial<Settings>): void {
    this.#write({ ...this.#document, settings: { ...this.settings, ...changes } });
  }

  /** The profile with this identifier. @throws Failure `org_not_found` */
  requireOrg(id: string): OrgProfile {
    const org = this.orgs.find((profile) => profile.id === id);
    if (org === undefined) throw new Failure('org_not_found');
    return org;
  }

  /**
   * Adds an org profile.
   *
   * @returns the profile with its new identifier
   * @throws Failure `org_exists` when issuer and client are there already, `disk_write_failed`
   */
  addOrg(input: OrgInput): OrgProfile {
    this.#requireNoOther(input);
    const org = { ...input, id: randomUUID() };
    this.#write({ ...this.#document, orgs: [...this.orgs, org] });
    return org;
  }

  /**
   * Adds those org profiles that are not here, all at once.
   *
   * @returns how many that were; of those with the same issuer and client the first one counts
   * @throws Failure `disk_write_failed`; none is added then
   */
  addMissingOrgs(inputs: readonly OrgInput[]): number {
    const orgs = [...this.orgs];
    for (const input of inputs) {
      if (!orgs.some((org) => isSameClient(org, input))) orgs.push({ ...input, id: randomUUID() });
    }
    const added = orgs.length - this.orgs.length;
    if (added > 0) this.#write({ ...this.#document, orgs });
    return added;
  }

  /**
   * Changes an org profile at its place; what a newer version has added to it stays.
   *
   * @throws Failure `org_not_found`, `org_exists` when another one has this issuer and client, `disk_write_failed`
   */
  updateOrg(id: string, input: OrgInput): void {
    this.requireOrg(id);
    this.#requireNoOther(input, id);
    const orgs = this.orgs.map((org) => (org.id === id ? { ...org, ...input } : org));
    this.#write({ ...this.#document, orgs });
  }

  /** Removes an org profile; the accounts made with it stay and go on working. */
  removeOrg(id: string): void {
    this.requireOrg(id);
    this.#write({ ...this.#document, orgs: this.orgs.filter((org) => org.id !== id) });
  }

  #requireNoOther(input: OrgInput, exceptId?: string): void {
    const others = this.orgs.filter(({ id }) => id !== exceptId);
    if (others.some((org) => isSameClient(org, input))) throw new Failure('org_exists');
  }

  #write(document: PreferencesDocument): void {
    try {
      const { unreadableOrgs, ...readable } = document;
      this.#store.write({ ...readable, orgs: [...readable.orgs, ...unreadableOrgs] });
    } catch (thrown) {
      throw new Failure('disk_write_failed', { detail: errnoOf(thrown) });
    }
    this.#document = document;
  }
}

/** How much of a document was invalid: whole parts of it, single settings, and org profiles. */
interface Dropped {
  parts: number;
  settings: number;
  orgs: number;
}

function readDocument(stored: unknown): { document: PreferencesDocument; dropped: Dropped } {
  const dropped: Dropped = { parts: 0, settings: 0, orgs: 0 };
  const readPart = (part: unknown): Readonly<Record<string, unknown>> => {
    const parsed = z.record(z.string(), z.unknown()).default({}).safeParse(part);
    if (!parsed.success) dropped.parts += 1;
    return parsed.data ?? {};
  };
  const readSetting = <Value>(schema: z.ZodType<Value>, setting: unknown, other: Value): Value => {
    if (setting === undefined) return other;
    const parsed = schema.safeParse(setting);
    if (!parsed.success) dropped.settings += 1;
    return parsed.success ? parsed.data : other;
  };
  const readOrgs = (list: unknown): Pick<PreferencesDocument, 'orgs' | 'unreadableOrgs'> => {
    const entries = z.array(z.unknown()).default([]).safeParse(list);
    if (!entries.success) dropped.parts += 1;
    const orgs: OrgProfile[] = [];
    const unreadableOrgs: unknown[] = [];
    for (const entry of entries.data ?? []) {
      const parsed = orgProfileSchema.safeParse(entry);
      if (parsed.success) orgs.push(parsed.data);
      else unreadableOrgs.push(entry);
    }
    dropped.orgs = unreadableOrgs.length;
    return { orgs, unreadableOrgs };
  };

  const document = readPart(stored);
  const advanced = readPart(document.advanced);
  const settings = readPart(document.settings);
  const { theme, clipboardSeconds, automaticRefresh } = settingsSchema.shape;
  return {
    document: {
      advanced: {
        signInTimeoutSeconds: readSetting(
          z.number().int().min(1).max(3600),
          advanced.signInTimeoutSeconds,
          300,
        ),
      },
      settings: {
        theme: readSetting(theme, settings.theme, 'system'),
        clipboardSeconds: readSetting(clipboardSeconds, settings.clipboardSeconds, 45),
        automaticRefresh: readSetting(automaticRefresh, settings.automaticRefresh, false),
      },
      ...readOrgs(document.orgs),
    },
    dropped,
  };
}

function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}
