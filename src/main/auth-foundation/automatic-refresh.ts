import { Agenda } from './agenda.ts';
import { Alarm } from './alarm.ts';
import { ClockWatch } from './clock-watch.ts';
import type { Clock } from './clock.ts';
import type {
  CredentialEventEmitter,
  CredentialEventName,
  CredentialListener,
} from './credential-events.ts';
import { toFailure, type Failure } from './failure.ts';
import { timestamp, type CredentialId, type Seconds, type Timestamp } from './identifiers.ts';
import { MetadataReader } from './metadata-reader.ts';
import type { OrgThrottle } from './org-throttle.ts';
import { PlannedCredential } from './planned-credential.ts';
import { endOfRateLimit, planRefresh, spreadOverdue } from './refresh-plan.ts';
import type { TokenMetadata } from './token-metadata.ts';
import type { TokenContext } from './token.ts';

/** How many that are due at once are looked after before others get their turn on the event loop. */
const doneInOneGo = 250;

/** What automatic refresh works with. */
export interface AutomaticRefreshParts {
  readonly clock: Clock;
  /** Gives each org's requests their turn; shared with whatever else asks orgs by itself. */
  readonly throttle: OrgThrottle;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly events: CredentialEventEmitter;
  /** How long before its expiry a token is renewed. */
  readonly grace: Seconds;
  /** The metadata of every stored credential. */
  readonly all: () => Promise<readonly TokenMetadata[]>;
  /** The newest metadata of a credential, or null when it is not there any more. */
  readonly metadataOf: (id: CredentialId) => Promise<TokenMetadata | null>;
  /** Refreshes a credential's token, or joins the refresh under way; rejects with a Failure. */
  readonly refresh: (id: CredentialId) => Promise<void>;
  /** Is told what went wrong where no caller could be told. */
  readonly onBackgroundError: (thrown: unknown) => void;
  /** Whether credentials without a choice of their own are refreshed by themselves. */
  readonly enabledByDefault: boolean;
}

/**
 * Refreshes credentials by itself before they expire (sdk-semantics, sections 11 and 12), and tells when an access
 * token expires. It knows credentials by their identifiers only, follows every change whoever makes it, and has one
 * timer for the earliest due however many there are.
 */
export class AutomaticRefresh {
  readonly #parts: AutomaticRefreshParts;
  readonly #throttle: OrgThrottle;
  readonly #watch: ClockWatch;
  readonly #reader: MetadataReader;
  readonly #alarm: Alarm;
  readonly #credentials = new Map<CredentialId, PlannedCredential>();
  readonly #refreshes = new Agenda<CredentialId>();
  readonly #expiries = new Agenda<CredentialId>();
  readonly #stopListening: (() => void)[] = [];
  #enabledByDefault: boolean;
  #isStarted = false;

  constructor(parts: AutomaticRefreshParts) {
    const { clock, throttle, all, metadataOf, onBackgroundError } = parts;
    this.#parts = parts;
    this.#enabledByDefault = parts.enabledByDefault;
    this.#throttle = throttle;
    this.#alarm = new Alarm(clock, () => {
      this.#doWhatIsDue();
    });
    this.#watch = new ClockWatch(clock, {
      onJump: (by) => {
        this.#followJump(by);
      },
      onBeat: () => {
        void this.#reader.tryAgain();
      },
    });
    this.#reader = new MetadataReader({
      all,
      metadataOf,
      onBackgroundError,
      onTaken: (metadata) => {
        this.#take(metadata);
      },
      onMissing: (id) => {
        this.#forget(id);
      },
    });
  }

  /**
   * Plans every credential and follows what happens to them; when it is started already, nothing changes. Rejects
   * never: what cannot be read is told to `onBackgroundError`, and read again every 30 seconds.
   */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#listen();
    this.#watch.start();
    await this.#reader.load();
  }

  /** Plans, refreshes and tells nothing any more. A refresh under way goes on: its answer must not be lost. */
  stop(): void {
    this.#isStarted = false;
    for (const stopListening of this.#stopListening.splice(0)) stopListening();
    this.#reader.stop();
    this.#watch.stop();
    for (const credential of this.#credentials.values()) credential.withdraw();
    this.#credentials.clear();
    this.#refreshes.clear();
    this.#expiries.clear();
    this.#alarm.reset();
  }

  /**
   * Plans every credential anew, after the machine woke or the network returned. Earlier failures count no more, but
   * for a needed sign-in and the pause that an org asked for.
   */
  replan(): void {
    this.#followJump(0);
  }

  /** As {@link CredentialCoordinator.reconsider}. */
  reconsider(matching: (context: TokenContext) => boolean): void {
    for (const credential of this.#credentials.values()) {
      if (!matching(credential.context)) continue;
      credential.forgive(this.#parts.clock.now());
      this.#plan(credential);
    }
  }

  /** Sets whether credentials without a choice of their own are refreshed by themselves. */
  setDefault(enabled: boolean): void {
    this.#enabledByDefault = enabled;
    for (const credential of this.#credentials.values()) this.#plan(credential);
  }

  /** When a credential is refreshed by itself next; null when it is not. In the past while its org's turn is awaited. */
  nextAt(id: CredentialId): Timestamp | null {
    return this.#credentials.get(id)?.plannedAt ?? null;
  }

  #listen(): void {
    const readAgain = ({ id }: { readonly id: CredentialId }): void => {
      this.#followChange(id);
    };
    this.#on('credential_added', readAgain);
    this.#on('credential_saved', readAgain);
    // The newest token counts, wherever it is kept.
    this.#on('credential_unsaved', readAgain);
    this.#on('credential_refreshed', ({ id }) => {
      const credential = this.#credentials.get(id);
      credential?.noteAttempt(this.#parts.clock.now());
      credential?.noteSuccess();
      this.#followChange(id);
    });
    this.#on('credential_refresh_failed', ({ id, failure }) => {
      const credential = this.#credentials.get(id);
      // What was begun here is counted when it ends.
      if (credential !== undefined && credential.phase !== 'running') {
        credential.noteAttempt(this.#parts.clock.now());
        this.#noteFailure(credential, failure);
      }
      this.#followChange(id);
    });
    this.#on('automatic_refresh_changed', ({ id }) => {
      this.#credentials.get(id)?.forgive(this.#parts.clock.now());
      this.#followChange(id);
    });
    this.#on('credential_removed', ({ id }) => {
      this.#reader.forget(id);
      this.#forget(id);
    });
  }

  #on<Name extends CredentialEventName>(name: Name, listener: CredentialListener<Name>): void {
    const { events } = this.#parts;
    events.on(name, listener);
    this.#stopListening.push(() => {
      events.off(name, listener);
    });
  }

  /** Plans a credential anew from its newest metadata; until they are read it is not refreshed. */
  #followChange(id: CredentialId): void {
    this.#watch.check();
    const credential = this.#credentials.get(id);
    if (credential !== undefined) this.#unplan(credential);
    void this.#reader.read(id);
  }

  #take(metadata: TokenMetadata): void {
    const { id, facts } = metadata;
    const now = this.#parts.clock.now();
    const known = this.#credentials.get(id);
    const credential = known ?? new PlannedCredential(metadata, now, this.#parts.random);
    this.#credentials.set(id, credential);
    if (credential.take(metadata, now) || known === undefined) {
      // What was expired when it came has not just expired.
      if (facts.expiresAt !== null && facts.expiresAt > now) {
        this.#expiries.set(id, facts.expiresAt);
      } else {
        this.#expiries.delete(id);
      }
    }
    this.#plan(credential);
  }

  #plan(credential: PlannedCredential): void {
    const { clock, grace, random } = this.#parts;
    const { id, candidate, phase, plannedAt } = credential;
    if (phase === 'running') return;
    const now = clock.now();
    const plan = planRefresh(candidate, credential, {
      now,
      grace,
      enabledByDefault: this.#enabledByDefault,
      random: () => credential.draw,
    });
    // One that waits for its org's turn keeps its place.
    if (phase === 'waiting' && plan.kind === 'due' && plan.at <= now) return;
    this.#unplan(credential);
    const at = plan.kind === 'due' ? spreadOverdue(plan.at, plannedAt, now, random) : null;
    if (at !== null) this.#refreshes.set(id, at);
    this.#setAlarm();
    if (at === plannedAt) return;
    credential.plannedAt = at;
    this.#parts.events.emit('refresh_planned', { id, at });
  }

  #unplan(credential: PlannedCredential): void {
    if (credential.phase === 'running') return;
    credential.withdraw();
    credential.phase = 'planned';
    this.#refreshes.delete(credential.id);
  }

  #forget(id: CredentialId): void {
    const credential = this.#credentials.get(id);
    if (credential !== undefined) this.#unplan(credential);
    this.#credentials.delete(id);
    this.#expiries.delete(id);
    this.#setAlarm();
  }

  #noteFailure(credential: PlannedCredential, failure: Failure): void {
    const now = this.#parts.clock.now();
    if (failure.code === 'rate_limited') {
      this.#throttle.pause(credential.host, endOfRateLimit(failure, now));
    }
    // The org did its part, and the new token is in use.
    if (failure.code === 'token_unsaved') credential.noteSuccess();
    else credential.noteFailure(failure, now);
  }

  #followJump(by: number): void {
    this.#throttle.clockJumped(by);
    // The alarm's delay was counted by the clock as it was.
    this.#alarm.reset();
    for (const credential of this.#credentials.values()) {
      if (by < 0) credential.moveClock(by);
      credential.forgive(this.#parts.clock.now());
      this.#plan(credential);
    }
    this.#setAlarm();
  }

  #setAlarm(): void {
    this.#alarm.set(earlier(this.#refreshes.nextAt, this.#expiries.nextAt));
  }

  #doWhatIsDue(): void {
    const { clock, events } = this.#parts;
    this.#watch.check();
    const now = clock.now();
    // What is left is due at once, but others get their turn on the event loop before.
    for (let count = 0; count < doneInOneGo; count += 1) {
      const id = this.#expiries.take(now);
      if (id !== undefined) events.emit('credential_expired', { id });
      this.#enqueue(this.#refreshes.take(now));
    }
    this.#setAlarm();
  }

  #enqueue(id: CredentialId | undefined): void {
    const credential = id === undefined ? undefined : this.#credentials.get(id);
    if (credential === undefined) return;
    credential.phase = 'waiting';
    credential.withdraw = this.#throttle.enqueue(credential.host, () => this.#attempt(credential));
  }

  /** Rejects never. */
  async #attempt(credential: PlannedCredential): Promise<void> {
    const { id } = credential;
    const { clock, refresh, onBackgroundError } = this.#parts;
    credential.phase = 'running';
    credential.noteAttempt(clock.now());
    let failure: Failure | null = null;
    try {
      await refresh(id);
    } catch (thrown) {
      failure = toFailure(thrown);
      if (failure !== thrown) onBackgroundError(thrown);
    }
    // Stopped, or removed meanwhile.
    if (this.#credentials.get(id) !== credential) return;
    credential.phase = 'planned';
    if (failure === null) credential.noteSuccess();
    else this.#noteFailure(credential, failure);
    this.#followChange(id);
  }
}

function earlier(one: Timestamp | null, other: Timestamp | null): Timestamp | null {
  if (one === null || other === null) return one ?? other;
  return timestamp(Math.min(one, other));
}
