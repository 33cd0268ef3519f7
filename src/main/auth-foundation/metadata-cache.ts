import type { ServerMetadata } from 'openid-client';
import type { Clock } from './clock.ts';
import { seconds, type Seconds, type Timestamp } from './identifiers.ts';

/** What a {@link MetadataCache} works with. */
export interface MetadataCacheParts {
  /** Asks the authorization server. */
  readonly fetch: () => Promise<ServerMetadata>;
  readonly clock: Clock;
  /** For how long a document is used without asking again. */
  readonly lifetime: Seconds;
  /** Is told when a document could not be renewed; the old one is used on. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** For how long a document is used that cannot be renewed. */
const longestUse = seconds(24 * 60 * 60);
/** Between two tries to renew a document. */
const retryInterval = seconds(60);

/**
 * An authorization server's metadata, kept for a while. After its lifetime it is renewed behind the callers' backs, and
 * an error keeps the old document for up to a day. A first failure is not remembered.
 */
export class MetadataCache {
  readonly #parts: MetadataCacheParts;
  #known: { readonly metadata: ServerMetadata; readonly at: Timestamp } | null = null;
  #triedAt: Timestamp | null = null;
  #running: Promise<ServerMetadata> | null = null;

  constructor(parts: MetadataCacheParts) {
    this.#parts = parts;
  }

  /** Gives the document; callers share one request. @throws Failure when there is none that may be used */
  async get(): Promise<ServerMetadata> {
    const { lifetime, onBackgroundError } = this.#parts;
    if (this.#known === null || !this.#isWithin(this.#known.at, longestUse)) return this.#renew();
    const isDue =
      !this.#isWithin(this.#known.at, lifetime) && !this.#isWithin(this.#triedAt, retryInterval);
    if (isDue) this.#renew().catch(onBackgroundError);
    return this.#known.metadata;
  }

  /** A time to come tells only that the clock was set back. */
  #isWithin(past: Timestamp | null, span: Seconds): boolean {
    if (past === null) return false;
    const age = this.#parts.clock.now() - past;
    return age >= 0 && age < span * 1000;
  }

  #renew(): Promise<ServerMetadata> {
    this.#running ??= this.#fetch().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #fetch(): Promise<ServerMetadata> {
    const { fetch, clock } = this.#parts;
    this.#triedAt = clock.now();
    const metadata = await fetch();
    this.#known = { metadata, at: clock.now() };
    return metadata;
  }
}
