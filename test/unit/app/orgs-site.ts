import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Orgs } from '../../../src/main/app/orgs.ts';
import type { FileKind, PresetFile } from '../../../src/main/app/ports.ts';
import { Preferences } from '../../../src/main/app/preferences.ts';
import type { OrgNetwork } from '../../../src/shared/index.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { FaultyDisk } from '../../support/fakes/faulty-disk.ts';
import { MemoryDocuments } from '../../support/fakes/memory-documents.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

/** Orgs with a network of issuers that a test invents, a folder for chosen files, and no profile. */
export class OrgsSite {
  /** The metadata at each address, whose well-known URL they are found under; another address answers 404. */
  readonly issuers = new Map<string, Readonly<Record<string, unknown>>>();
  /** Every URL that was asked for. */
  readonly asked: URL[] = [];
  /** How the network was asked to be. */
  readonly networks: OrgNetwork[] = [];
  readonly documents = new MemoryDocuments();
  readonly log = new RecordingLog();
  readonly disk = new FaultyDisk();
  readonly copied: string[] = [];
  readonly dialogs: { readonly name: string | null; readonly kind: FileKind }[] = [];
  readonly folder: string;
  /** What the person chooses in the next dialog. */
  chosen: string | null = null;
  isOffline = false;
  changes = 0;
  /** The clients of the profiles of the last one. */
  changed: readonly string[] = [];
  preferences!: Preferences;
  orgs!: Orgs;

  private constructor(folder: string) {
    this.folder = folder;
    this.restart();
  }

  static async open(): Promise<OrgsSite> {
    return new OrgsSite(await mkdtemp(join(tmpdir(), 'oam-orgs-')));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  /** Starts the app again, with the administrator's file as it is now. */
  restart(presets: PresetFile | null = null): void {
    this.preferences = new Preferences(this.documents, this.log);
    this.orgs = new Orgs({
      preferences: this.preferences,
      presets: () => presets,
      fetchFor: (network) => {
        this.networks.push(network);
        return (url) => this.#answer(new URL(url));
      },
      clock: new EagerClock(),
      userAgent: 'Test/1',
      files: {
        toSave: (name, kind) => this.#choose(name, kind),
        toOpen: (kind) => this.#choose(null, kind),
      },
      disk: this.disk,
      copyText: (text) => {
        this.copied.push(text);
        return Promise.resolve();
      },
      log: this.log,
      onChange: (changed) => {
        this.changes += 1;
        this.changed = changed.map(({ clientId }) => clientId);
      },
    });
  }

  /** Puts an issuer on the network. @param changes - of its metadata; `issuer` too, for one that is named otherwise */
  hasIssuer(address: string, changes: Readonly<Record<string, unknown>> = {}): void {
    const { origin, pathname } = new URL(address);
    const base = pathname === '/' ? '' : pathname;
    const endpoints = `${origin}${base === '' ? '/oauth2' : base}/v1`;
    this.issuers.set(`${origin}${base.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      issuer: address,
      authorization_endpoint: `${endpoints}/authorize`,
      token_endpoint: `${endpoints}/token`,
      ...changes,
    });
  }

  /** A path in the folder for chosen files. */
  path(name: string): string {
    return join(this.folder, name);
  }

  #answer(url: URL): Promise<Response> {
    this.asked.push(url);
    if (this.isOffline) return Promise.reject(new TypeError('fetch failed'));
    const metadata = this.issuers.get(url.origin + url.pathname);
    return Promise.resolve(
      metadata === undefined ? new Response('', { status: 404 }) : Response.json(metadata),
    );
  }

  #choose(name: string | null, kind: FileKind): Promise<string | null> {
    this.dialogs.push({ name, kind });
    return Promise.resolve(this.chosen);
  }
}
