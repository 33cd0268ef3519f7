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

/** What only the settings file offers; the README documents it. */
const advancedSchema = z.object({
  /** How long a person has in the browser. */
  signInTimeoutSeconds: z.number().int().min(1).max(3600).default(300),
});

const preferencesSchema = z.object({
  advanced: advancedSchema.prefault({}),
  settings: settingsSchema.default({ theme: 'system', clipboardSeconds: 45 }),
  orgs: z.array(orgInputSchema.extend({ id: z.string().min(1).max(64) })).default([]),
});
type PreferencesDocument = z.infer<typeof preferencesSchema>;

/** Settings and org profiles, checked when they are read and written through at once. */
export class Preferences {
  readonly #store: DocumentStore;
  #document: PreferencesDocument;

  /**
   * @param store - where the document is kept; one that does not have its shape is replaced by the defaults, and
   *   the sign-ins in the vault do not depend on it
   * @param log - is told when that happens
   */
  constructor(store: DocumentStore, log: Log) {
    this.#store = store;
    const parsed = preferencesSchema.safeParse(store.read());
    if (!parsed.success) log.error('preferences_reset', { issues: parsed.error.issues.length });
    this.#document = parsed.success ? parsed.data : preferencesSchema.parse({});
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
    const org = this.#document.orgs.find((profile) => profile.id === id);
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
    const exists = this.orgs.some(
      (org) => org.issuer === input.issuer && org.clientId === input.clientId,
    );
    if (exists) throw new Failure('org_exists');
    const org = { ...input, id: randomUUID() };
    this.#write({ ...this.#document, orgs: [...this.#document.orgs, org] });
    return org;
  }

  /** Removes an org profile; the accounts made with it stay and go on working. */
  removeOrg(id: string): void {
    this.requireOrg(id);
    this.#write({ ...this.#document, orgs: this.#document.orgs.filter((org) => org.id !== id) });
  }

  #write(document: PreferencesDocument): void {
    try {
      this.#store.write(document);
    } catch (thrown) {
      throw new Failure('disk_write_failed', { detail: errnoOf(thrown) });
    }
    this.#document = document;
  }
}

function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}
