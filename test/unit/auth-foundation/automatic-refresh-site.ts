import { AutomaticRefresh } from '../../../src/main/auth-foundation/automatic-refresh.ts';
import {
  CredentialEventEmitter,
  describeToken,
  Failure,
  issuer,
  newCredentialId,
  OrgThrottle,
  seconds,
  timestamp,
  toFailure,
  type CredentialEventName,
  type CredentialEvents,
  type CredentialId,
  type TokenMetadata,
} from '../../../src/main/auth-foundation/index.ts';
import { JumpingClock } from '../../support/fakes/jumping-clock.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Building one takes long when there are to be 10,000. */
const described = describeToken(aToken(), []);

interface Told {
  readonly name: CredentialEventName;
  readonly id: CredentialId;
  readonly at?: number | null;
}

/** Automatic refresh between a clock that can jump and an org that answers as the test says. */
export class AutomaticRefreshSite {
  readonly clock = new JumpingClock();
  readonly events = new CredentialEventEmitter((thrown) => this.errors.push(thrown));
  readonly errors: unknown[] = [];
  readonly told: Told[] = [];
  /** Every request that reached the org, in milliseconds of running time since the beginning. */
  readonly requests: { readonly id: CredentialId; readonly at: number }[] = [];
  readonly automatic: AutomaticRefresh;
  /** What the org answers; the next token lives so many seconds. */
  answer: (id: CredentialId) => number | Promise<number> = () => 3600;
  /** What reading one from the storage waits for. */
  reading: Promise<void> | null = null;
  isStorageBroken = false;
  readonly #stored = new Map<CredentialId, TokenMetadata>();
  readonly #begin = this.clock.uptime;

  constructor(
    given: {
      readonly random?: () => number;
      readonly grace?: number;
      readonly enabled?: boolean;
    } = {},
  ) {
    this.automatic = new AutomaticRefresh({
      clock: this.clock,
      throttle: new OrgThrottle(this.clock),
      random: given.random ?? (() => 0),
      events: this.events,
      grace: seconds(given.grace ?? 300),
      all: () => this.#read(() => [...this.#stored.values()]),
      metadataOf: (id) => this.#read(() => this.#stored.get(id) ?? null),
      refresh: (id) => this.refresh(id),
      onBackgroundError: (thrown) => this.errors.push(thrown),
      enabledByDefault: given.enabled ?? true,
    });
    for (const name of ['refresh_planned', 'credential_expired'] as const) {
      this.events.on(name, (event) => this.told.push({ name, ...event }));
    }
  }

  /** Milliseconds of running time since the beginning. */
  get uptime(): number {
    return this.clock.uptime - this.#begin;
  }

  /** Stores a credential that lives so many seconds from now, without telling anybody. */
  keep(lifetime: number | null, changes: Partial<TokenMetadata> & { readonly org?: string } = {}) {
    const { org, ...rest } = changes;
    const home = org === undefined ? {} : { issuer: issuer(org) };
    const metadata: TokenMetadata = { ...described, id: newCredentialId(), ...home, ...rest };
    const { id } = metadata;
    this.#stored.set(id, { ...metadata, facts: this.#factsOf(metadata, lifetime) });
    return id;
  }

  /** As {@link keep}, and tells that it was added. */
  add(...given: Parameters<AutomaticRefreshSite['keep']>): CredentialId {
    const id = this.keep(...given);
    this.events.emit('credential_added', { id, reason: 'signed_in' });
    return id;
  }

  /** Changes what is stored of a credential, without telling anybody. */
  change(id: CredentialId, changes: Partial<TokenMetadata>): void {
    this.#stored.set(id, { ...this.metadata(id), ...changes });
  }

  remove(id: CredentialId): void {
    this.#stored.delete(id);
    this.events.emit('credential_removed', { id, reason: 'removed' });
  }

  metadata(id: CredentialId): TokenMetadata {
    const metadata = this.#stored.get(id);
    if (metadata === undefined) throw new Error(`${id} is not stored.`);
    return metadata;
  }

  /** Gives a credential a new token, as a sign-in does. */
  renew(id: CredentialId, lifetime: number): void {
    const metadata = this.metadata(id);
    this.change(id, { facts: this.#factsOf(metadata, lifetime), signInNeeded: null });
    this.events.emit('credential_refreshed', { id, reason: 'refreshed', idTokenProblem: null });
  }

  /** What the coordinator does, for whoever asks. @throws Failure as the org's answer says */
  async refresh(id: CredentialId): Promise<void> {
    this.requests.push({ id, at: this.uptime });
    let lifetime: number;
    try {
      lifetime = await this.answer(id);
    } catch (thrown) {
      const failure = toFailure(thrown);
      this.events.emit('credential_refresh_failed', { id, failure });
      throw failure;
    }
    if (this.#stored.has(id)) this.renew(id, lifetime);
  }

  /** Lets time pass, in steps in which every promise can settle. */
  async pass(milliseconds: number, step: number = second): Promise<void> {
    await turn();
    for (let passed = 0; passed < milliseconds; passed += step) {
      this.clock.advance(Math.min(step, milliseconds - passed));
      await turn();
    }
  }

  /** When the org was asked for a credential, in seconds since the beginning. */
  requestsOf(id: CredentialId): readonly number[] {
    return this.requests.filter((request) => request.id === id).map(({ at }) => at / second);
  }

  /** When a credential is refreshed next, in seconds from now. */
  nextIn(id: CredentialId): number | null {
    const at = this.automatic.nextAt(id);
    return at === null ? null : (at - this.clock.now()) / second;
  }

  /** How often something was told of a credential. */
  count(name: keyof CredentialEvents, id: CredentialId): number {
    return this.told.filter((told) => told.name === name && told.id === id).length;
  }

  isExpired(id: CredentialId): boolean {
    const { expiresAt } = this.metadata(id).facts;
    return expiresAt !== null && expiresAt <= this.clock.now();
  }

  #factsOf({ facts }: TokenMetadata, lifetime: number | null): TokenMetadata['facts'] {
    const issuedAt = this.clock.now();
    const expiresAt = lifetime === null ? null : timestamp(issuedAt + lifetime * second);
    return { ...facts, issuedAt, expiresAt };
  }

  async #read<Value>(value: () => Value): Promise<Value> {
    await this.reading;
    if (this.isStorageBroken) throw new Failure('disk_read_failed');
    return value();
  }
}

/** An org that cannot be reached. */
export function unreachable(): Promise<never> {
  return Promise.reject(new Failure('network_unreachable'));
}

/** An identifier under which nothing is stored. */
export const unknownId = newCredentialId();
