import { isDeepStrictEqual } from 'node:util';
import {
  registeredUris,
  type CommandInput,
  type CommandOutput,
  type FrameView,
  type OrgInput,
  type OrgNetwork,
  type OrgView,
} from '../../shared/index.ts';
import {
  Failure,
  lookUpIssuer,
  seconds,
  type Clock,
  type HttpFetch,
} from '../auth-foundation/index.ts';
import {
  nodeDisk,
  readAuthorityFile,
  replaceDurably,
  type Disk,
} from '../desktop-platform/index.ts';
import type { Log } from './log.ts';
import { readOrgAddress } from './org-address.ts';
import { networkProblems, profileProblems, refuse } from './org-checks.ts';
import { formatOrgs, readOrgFile } from './org-files.ts';
import { confirmIssuer, lookUpIssuers, type AskIssuer } from './org-lookup.ts';
import { readPresets, type Presets } from './org-presets.ts';
import type { FileChooser, PresetFile } from './ports.ts';
import { isSameClient, knownFields, type OrgProfile, type Preferences } from './preferences.ts';

/** What a profile is of. */
type OrgClient = Pick<OrgInput, 'issuer' | 'clientId'>;

/** What the care of the org profiles works with. */
export interface OrgsParts {
  /** Where a person's own profiles are kept. */
  readonly preferences: Preferences;
  /** Reads the administrator's profiles; asked once. */
  readonly presets: () => PresetFile | null;
  /** The network as a profile wants it. */
  readonly fetchFor: (network: OrgNetwork) => HttpFetch;
  readonly clock: Clock;
  /** The app's name and version, as `Name/1.2.3`. */
  readonly userAgent: string;
  readonly files: FileChooser;
  /** Where chosen files are; the real disk by default. */
  readonly disk?: Disk;
  readonly copyText: (text: string) => Promise<void>;
  readonly log: Log;
  /** Is told which profiles came, changed or went: accounts are shown under their names, and refreshed through them. */
  readonly onChange: (changed: readonly OrgClient[]) => void;
}

/** How long a person waits for an issuer's metadata, retries included. */
const patience = seconds(10);

/**
 * The org profiles: the administrator's come first and stay as they are, and a person's own after them. An own one of
 * the same issuer and client as an administrator's is kept, and shows again when that is gone.
 */
export class Orgs {
  readonly #parts: OrgsParts;
  readonly #disk: Disk;
  readonly #presets: Presets;

  constructor(parts: OrgsParts) {
    this.#parts = parts;
    this.#disk = parts.disk ?? nodeDisk;
    this.#presets = readPresets(parts.presets());
    const { problem, orgs } = this.#presets;
    if (problem !== null) {
      parts.log.error('presets_invalid', { used: orgs.length, reasons: problem.reasons.length });
    }
  }

  /** Every profile that can be used. */
  get profiles(): readonly OrgProfile[] {
    const { orgs: presets } = this.#presets;
    const own = this.#parts.preferences.orgs.filter((org) => !this.#isPreset(org));
    return [...presets, ...own];
  }

  /** The same as the window sees them. */
  get views(): OrgView[] {
    return this.profiles.map((org) => ({
      ...knownFields(org),
      id: org.id,
      isLocked: this.#isLocked(org.id),
    }));
  }

  /** What is wrong with the administrator's file, or null. */
  get presetProblem(): FrameView['presetProblem'] {
    return this.#presets.problem;
  }

  /** The profile with this identifier. @throws Failure `org_not_found` */
  require(id: string): OrgProfile {
    const org = this.profiles.find((profile) => profile.id === id);
    if (org === undefined) throw new Failure('org_not_found');
    return org;
  }

  /**
   * Finds the issuers behind what a person has of an org; nothing is stored.
   *
   * @throws Failure `invalid_input`, `ca_file_unreadable`, or what the likeliest address says when none is found
   */
  async look(input: CommandInput<'orgs.look'>): Promise<CommandOutput<'orgs.look'>> {
    const { address, clientId, network } = input;
    const addresses = readOrgAddress(address);
    refuse(networkProblems(network));
    const ask = await this.#asker(network, clientId);
    return { candidates: await lookUpIssuers(addresses, ask) };
  }

  /**
   * Adds a profile whose issuer confirms that it is that one.
   *
   * @throws Failure `invalid_input`, `org_exists`, `issuer_mismatch`, `ca_file_unreadable`, `disk_write_failed`, or
   *   what asking the issuer says
   */
  async add(input: OrgInput): Promise<CommandOutput<'orgs.add'>> {
    const { preferences, log, onChange } = this.#parts;
    refuse(profileProblems(input));
    this.#requireNoOther(input, null);
    await this.#confirm(input);
    const { id } = preferences.addOrg(input);
    log.info('org_added');
    onChange([input]);
    return { orgId: id };
  }

  /**
   * Changes a profile. The issuer is asked when it, the client or the network is another one, so that everything else
   * can be changed offline.
   *
   * @throws Failure as {@link add} does, `org_not_found`, and `org_locked` for the administrator's
   */
  async update({ orgId, profile }: CommandInput<'orgs.update'>): Promise<void> {
    const { preferences, log, onChange } = this.#parts;
    const before = this.#requireOwn(orgId);
    refuse(profileProblems(profile));
    this.#requireNoOther(profile, orgId);
    const isAsBefore =
      isSameClient(before, profile) && isDeepStrictEqual(before.network, profile.network);
    if (!isAsBefore) await this.#confirm(profile);
    preferences.updateOrg(orgId, profile);
    log.info('org_updated');
    onChange([before, profile]);
  }

  /**
   * Removes a profile; the accounts made with it stay and go on working.
   *
   * @throws Failure `org_not_found`, `org_locked`, `disk_write_failed`
   */
  remove(id: string): void {
    const { preferences, log, onChange } = this.#parts;
    const org = this.#requireOwn(id);
    preferences.removeOrg(org.id);
    log.info('org_removed');
    onChange([org]);
  }

  /** Copies the URIs to register, each on a line of its own. @throws Failure `clipboard_failed` */
  async copyUris({ ports, kind }: CommandInput<'orgs.copyUris'>): Promise<void> {
    await this.#parts.copyText(registeredUris(ports, kind).join('\n'));
  }

  /**
   * Asks for a file and writes every own profile into it.
   *
   * @throws Failure `disk_full`, `disk_write_failed`; a file that was there is then as it was
   */
  async exportProfiles(): Promise<CommandOutput<'orgs.export'>> {
    const { preferences, files, log } = this.#parts;
    const path = await files.toSave('Okta orgs.json', 'orgs');
    if (path === null) return { kind: 'cancelled' };
    const { orgs } = preferences;
    await replaceDurably(this.#disk, path, {
      write: (file) => file.writeFile(Buffer.from(formatOrgs(orgs))),
      prove: () => Promise.resolve(),
    });
    log.info('orgs_exported', { orgs: orgs.length });
    return { kind: 'saved', orgs: orgs.length };
  }

  /**
   * Asks for a file and adds the profiles in it that are not here; those that are stay as they are.
   *
   * @throws Failure `org_file_invalid`, `disk_write_failed`; nothing is added then
   */
  async importProfiles(): Promise<CommandOutput<'orgs.import'>> {
    const { preferences, files, log, onChange } = this.#parts;
    const path = await files.toOpen('orgs');
    if (path === null) return { kind: 'cancelled' };
    const entries = await readOrgFile(this.#disk, path);
    const valid = entries.flatMap((entry) => (entry.kind === 'valid' ? [entry.profile] : []));
    const refused = entries.flatMap((entry) =>
      entry.kind === 'invalid' ? [{ name: entry.name, reason: entry.reason }] : [],
    );
    const added = preferences.addMissingOrgs(valid.filter((org) => !this.#isPreset(org)));
    const kept = valid.length - added;
    log.info('orgs_imported', { added, kept, refused: refused.length });
    onChange(valid);
    return { kind: 'imported', added, kept, refused };
  }

  /** Asks for a file with certificates and looks whether it can be used. @throws Failure `ca_file_unreadable` */
  async chooseCaFile(): Promise<CommandOutput<'orgs.chooseCaFile'>> {
    const path = await this.#parts.files.toOpen('certificates');
    if (path !== null) await readAuthorityFile(path, this.#disk);
    return { path };
  }

  async #confirm({ issuer, clientId, network }: OrgInput): Promise<void> {
    await confirmIssuer(issuer, await this.#asker(network, clientId));
  }

  async #asker(network: OrgNetwork, clientId: string | null): Promise<AskIssuer> {
    const { fetchFor, clock, userAgent } = this.#parts;
    if (network.caFile !== null) await readAuthorityFile(network.caFile, this.#disk);
    const ports = { fetch: fetchFor(network), clock, userAgent, requestTimeout: patience };
    return (address) => lookUpIssuer(address, clientId, ports);
  }

  #requireOwn(id: string): OrgProfile {
    const org = this.require(id);
    if (this.#isLocked(id)) throw new Failure('org_locked');
    return org;
  }

  /** Also before the issuer is asked, so that nobody waits for a no. */
  #requireNoOther(input: OrgInput, exceptId: string | null): void {
    const own = this.#parts.preferences.orgs.filter(({ id }) => id !== exceptId);
    const isThere = this.#isPreset(input) || own.some((org) => isSameClient(org, input));
    if (isThere) throw new Failure('org_exists');
  }

  #isLocked(id: string): boolean {
    return this.#presets.orgs.some((preset) => preset.id === id);
  }

  #isPreset(org: OrgInput | OrgProfile): boolean {
    return this.#presets.orgs.some((preset) => isSameClient(preset, org));
  }
}
