import { AutomaticRefresh } from './automatic-refresh.ts';
import type { Clock } from './clock.ts';
import type { CredentialEventEmitter } from './credential-events.ts';
import type { CredentialFinder } from './credential-finder.ts';
import type { CredentialRemoval } from './credential-removal.ts';
import type { CredentialId, Seconds, Timestamp } from './identifiers.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { OrgThrottle } from './org-throttle.ts';
import type { RefreshRequests } from './refresh-requests.ts';
import type { RevocationQueue } from './revocation-queue.ts';
import type { TokenContext } from './token.ts';

/** What has happened to the machine: timers slept, connections broke, or the clock is another one. */
export type WakeReason = 'resumed' | 'online' | 'clock_changed';

/** What works by itself, and what it works with. */
export interface BackgroundWorkParts {
  readonly live: LiveCredentials;
  readonly finder: CredentialFinder;
  readonly removal: CredentialRemoval;
  readonly queue: RevocationQueue | null;
  readonly requests: RefreshRequests;
  readonly clock: Clock;
  readonly throttle: OrgThrottle;
  readonly random: () => number;
  readonly events: CredentialEventEmitter;
  /** Refreshes a credential's token because it is about to expire. */
  readonly refresh: (id: CredentialId) => Promise<void>;
  readonly onBackgroundError: (thrown: unknown) => void;
  readonly settings: BackgroundSettings;
}

/** What can be set while it works. */
export interface BackgroundSettings {
  /** How long before its expiry a token is refreshed. */
  grace: Seconds;
  /** Whether credentials without a choice of their own are refreshed by themselves. */
  refreshesAutomatically: boolean;
}

/** What happens to credentials by itself: automatic refresh, late revocations, and writing what is only in memory. */
export class BackgroundWork {
  readonly #parts: BackgroundWorkParts;
  readonly #automatic: AutomaticRefresh;

  constructor(parts: BackgroundWorkParts) {
    const { live, finder, settings } = parts;
    this.#parts = parts;
    this.#automatic = new AutomaticRefresh({
      ...parts,
      get grace() {
        return settings.grace;
      },
      all: () => finder.everyMetadata(),
      metadataOf: (id) => live.metadataOf(id),
      enabledByDefault: settings.refreshesAutomatically,
    });
  }

  /** As {@link CredentialCoordinator.start}. */
  async start(): Promise<void> {
    await this.takeUpRevocations();
    await this.#automatic.start();
  }

  /** Takes up what is stored to be revoked and is not in the queue. Rejects never. */
  async takeUpRevocations(): Promise<void> {
    const { queue, removal, onBackgroundError } = this.#parts;
    try {
      await queue?.open((entry) => removal.isAbandoned(entry));
    } catch (thrown) {
      onBackgroundError(thrown);
    }
  }

  /** As {@link CredentialCoordinator.stop}. */
  stop(): void {
    this.#automatic.stop();
    this.#parts.requests.stop();
    this.#parts.queue?.stop();
    this.#parts.live.stop();
  }

  /** As {@link CredentialCoordinator.wake}. */
  async wake(reason: WakeReason): Promise<void> {
    this.#automatic.replan();
    if (reason === 'clock_changed') return;
    this.#parts.queue?.retryAll();
    await this.#parts.live.saveEveryUnsaved();
  }

  /** Works by the settings as they are now. */
  followSettings(): void {
    this.#automatic.setDefault(this.#parts.settings.refreshesAutomatically);
  }

  /** As {@link CredentialCoordinator.reconsider}. */
  reconsider(matching: (context: TokenContext) => boolean): void {
    this.#automatic.reconsider(matching);
  }

  /** When a credential is refreshed by itself next, or null when it is not. */
  nextRefreshAt(id: CredentialId): Timestamp | null {
    return this.#automatic.nextAt(id);
  }
}
