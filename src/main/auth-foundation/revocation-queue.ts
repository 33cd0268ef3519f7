import type { Clock } from './clock.ts';
import type { CredentialEventEmitter } from './credential-events.ts';
import { Failure, toFailure } from './failure.ts';
import { newCredentialId, type CredentialId, type Timestamp } from './identifiers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { noteFailure } from './noted-failure.ts';
import type { OAuth2Client, TokenTypeHint } from './oauth2-client.ts';
import type { OrgThrottle } from './org-throttle.ts';
import { orgOf, RevocationPace } from './revocation-pace.ts';
import type { PendingRevocation, RevocationStorage } from './revocation-storage.ts';
import { firstRevokeFailure, revocableKinds, revokeTokens } from './revocation.ts';
import type { Token, TokenContext } from './token.ts';
import { UnwantedRevocations } from './unwanted-revocations.ts';

/** What a queue works with. */
export interface RevocationQueueParts {
  readonly storage: RevocationStorage;
  readonly clientFor: (context: TokenContext) => Pick<OAuth2Client, 'revoke'>;
  readonly clock: Clock;
  /** Gives each org's requests their turn; shared with whatever else asks orgs by itself. */
  readonly throttle: OrgThrottle;
  /** A number from 0 up to 1, to spread the tries. */
  readonly random: () => number;
  readonly events: CredentialEventEmitter;
  /** Is told what could not be written; the queue goes on. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** What an entry is made of. */
export type WantedRevocation = Pick<
  PendingRevocation,
  'token' | 'credentialId' | 'remaining' | 'person' | 'cause'
>;

/** An entry that is durable, and not tried before {@link PreparedRevocation.begin}. */
export interface PreparedRevocation {
  /** What its tokens come from is gone: they are revoked from now on. */
  begin(): void;
  /** What its tokens come from is kept: nothing is revoked. Rejects never; what is left of it is deleted later. */
  withdraw(): Promise<void>;
}

/** Milliseconds. */
const longestDelay = 24 * 3_600_000;

interface Item {
  entry: PendingRevocation;
  /** The next try; null while one is under way. */
  plan: { readonly at: Timestamp; readonly cancel: () => void } | null;
  /** The try that is under way, or waits for its org's turn. */
  trying: Promise<void> | null;
  /** Lets a try begin that waits for its org's turn: somebody waits for it. */
  hurry: () => void;
  /** What it ends as when nothing remains. */
  outcome: 'revoked' | 'expired';
}

/**
 * Revokes tokens that left this device's list, and tries again with growing pauses, over restarts, until their org has
 * agreed, the access token has expired by itself, or the person gives up. Entries of one org are tried one after
 * another, in turn with whatever else is asked of it in the background; those of different orgs side by side.
 */
export class RevocationQueue {
  readonly #parts: RevocationQueueParts;
  readonly #items = new Map<CredentialId, Item>();
  /** Every entry of this run, ended ones included. */
  readonly #known = new Set<CredentialId>();
  readonly #orgs = new KeyedQueue<string>();
  readonly #writes = new KeyedQueue<CredentialId>();
  readonly #pace: RevocationPace;
  readonly #unwanted: UnwantedRevocations;
  #stopped = false;

  constructor(parts: RevocationQueueParts) {
    this.#parts = parts;
    this.#pace = new RevocationPace(parts.clock, parts.random, parts.throttle);
    this.#unwanted = new UnwantedRevocations(parts);
  }

  /**
   * Takes up what an earlier run left, and tries it soon.
   *
   * @param isAbandoned - whether the run ended before what the tokens come from was removed: it is kept then, and the
   *   entry is withdrawn. An entry of which that cannot be told waits for the next start
   * @throws Failure of class *storage*; it can be called again
   */
  async open(
    isAbandoned: (entry: PendingRevocation) => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<void> {
    for (const entry of await this.#parts.storage.pendingRevocations()) {
      // What this run has made or seen is not an earlier run's.
      if (this.#known.has(entry.id)) continue;
      try {
        const abandoned = await isAbandoned(entry);
        this.#known.add(entry.id);
        if (abandoned) await this.#unwanted.delete(entry.id);
        else this.#take(entry);
      } catch (thrown) {
        this.#parts.onBackgroundError(thrown);
      }
    }
  }

  /** Ends all tries for good; everything stays on the disk. An answer that is still to come is not looked at. */
  stop(): void {
    this.#stopped = true;
    this.#unwanted.stop();
    for (const item of this.#items.values()) {
      cancelPlan(item);
      item.hurry();
    }
  }

  /** What waits to be revoked, oldest first. */
  list(): readonly PendingRevocation[] {
    return [...this.#items.values()].map(({ entry }) => entry);
  }

  /** When an entry is tried next; null while it is being tried, and when there is none. */
  nextAt(id: CredentialId): Timestamp | null {
    return this.#items.get(id)?.plan?.at ?? null;
  }

  /**
   * Adds an entry; it is durable when this resolves, and tried soon after.
   *
   * @throws Failure of class *storage*: then there is no entry
   */
  async add(wanted: WantedRevocation): Promise<void> {
    (await this.prepare(wanted)).begin();
  }

  /**
   * Adds an entry as {@link add} does, but does not begin with it: the caller still has to remove what it comes from.
   *
   * @throws Failure of class *storage*: then there is no entry
   */
  async prepare(wanted: WantedRevocation): Promise<PreparedRevocation> {
    const { storage, clock, events } = this.#parts;
    const id = newCredentialId();
    this.#known.add(id);
    const entry: PendingRevocation = {
      id,
      ...wanted,
      remaining: revocableKinds(wanted.token).filter((kind) => wanted.remaining.includes(kind)),
      queuedAt: clock.now(),
      attempts: 0,
      lastFailure: null,
    };
    try {
      await storage.putRevocation(entry);
    } catch (thrown) {
      // The disk may have taken it all the same.
      await this.#unwanted.delete(id);
      throw thrown;
    }
    return {
      begin: () => {
        this.#take(entry);
        events.emit('revocation_queued', { id, credentialId: wanted.credentialId });
      },
      withdraw: () => this.#unwanted.delete(id),
    };
  }

  /**
   * Tries one now, or joins the try that is under way.
   *
   * @returns when the try has ended, however it did
   * @throws Failure `account_not_found` when there is no such entry
   */
  async retry(id: CredentialId): Promise<void> {
    const item = this.#require(id);
    const trying = this.#try(item);
    item.hurry();
    await trying;
  }

  /** Tries all of them now: the network is back, or the computer woke up. */
  retryAll(): void {
    for (const item of this.#items.values()) void this.#try(item);
  }

  /**
   * Forgets an entry and its tokens, which stay valid at the org until they expire.
   *
   * @throws Failure `account_not_found` when there is no such entry; of class *storage* when it could not be deleted
   */
  async giveUp(id: CredentialId): Promise<void> {
    if (await this.#drop(this.#require(id))) {
      this.#parts.events.emit('revocation_ended', { id, outcome: 'given_up' });
    }
  }

  #require(id: CredentialId): Item {
    const item = this.#items.get(id);
    if (item === undefined) throw new Failure('account_not_found');
    return item;
  }

  #take(entry: PendingRevocation): void {
    if (this.#items.has(entry.id)) return;
    const item: Item = {
      entry,
      plan: null,
      trying: null,
      hurry: () => undefined,
      outcome: 'revoked',
    };
    this.#items.set(entry.id, item);
    this.#plan(item, this.#pace.firstTry());
  }

  #plan(item: Item, at: Timestamp): void {
    if (this.#stopped) return;
    const { clock } = this.#parts;
    // A timer takes no more than 2³¹ milliseconds, and a clock that is set back makes for more.
    const delay = Math.min(Math.max(0, at - clock.now()), longestDelay);
    const cancel = clock.after(delay, () => void this.#try(item));
    item.plan = { at, cancel };
  }

  async #try(item: Item): Promise<void> {
    if (this.#stopped) return;
    cancelPlan(item);
    item.trying ??= this.#run(item);
    await item.trying;
  }

  async #run(item: Item): Promise<void> {
    const ended = Promise.withResolvers<undefined>();
    // A limit that is known is no reason to wait here: the next try is planned for its end.
    if (this.#pace.limitOn(item.entry) === null) await this.#turn(item, ended.promise);
    const failure = await this.#orgs.run(orgOf(item.entry), () => this.#attempt(item));
    ended.resolve(undefined);
    item.trying = null;
    if (failure === null || !this.#isLive(item)) return;
    this.#plan(item, this.#pace.nextTry(item.entry, failure));
    this.#parts.events.emit('revocation_delayed', { id: item.entry.id, failure });
  }

  /** Waits for the org's turn, which is taken until `ended`, or for somebody who is in a hurry. Rejects never. */
  async #turn(item: Item, ended: Promise<undefined>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const withdraw = this.#parts.throttle.enqueue(orgOf(item.entry), async () => {
      resolve(undefined);
      await ended;
    });
    item.hurry = () => {
      withdraw();
      resolve(undefined);
    };
    await promise;
  }

  /** @returns why there has to be another try, or null when the entry has ended */
  async #attempt(item: Item): Promise<Failure | null> {
    if (!this.#isLive(item)) return null;
    const { clock } = this.#parts;
    await this.#dropExpired(item);
    const limit = this.#pace.limitOn(item.entry);
    if (limit !== null && item.entry.remaining.length > 0) {
      if (item.entry.lastFailure?.code !== limit.code) {
        await this.#write(item, { lastFailure: noteFailure(limit, clock.now()) });
      }
      return limit;
    }
    const failure = (await this.#revokeRemaining(item)) ?? (await this.#end(item));
    if (failure === null) return null;
    await this.#write(item, {
      attempts: item.entry.attempts + 1,
      lastFailure: noteFailure(failure, clock.now()),
    });
    return failure;
  }

  /** An access token that has expired by itself needs no revocation. */
  async #dropExpired(item: Item): Promise<void> {
    const { token, remaining } = item.entry;
    if (!remaining.includes('access_token')) return;
    if (!token.isExpired(this.#parts.clock.now())) return;
    if (remaining.length === 1) item.outcome = 'expired';
    await this.#write(item, { remaining: without(remaining, 'access_token') });
  }

  /** @returns the last failure, or null when the org has agreed to all */
  async #revokeRemaining(item: Item): Promise<Failure | null> {
    let last: Failure | null = null;
    for (const kind of item.entry.remaining) {
      const failure = await this.#revokeOne(item.entry, kind);
      if (!this.#isLive(item)) return null;
      if (failure === null) {
        await this.#write(item, { remaining: without(item.entry.remaining, kind) });
        continue;
      }
      last = failure;
      this.#pace.noteLimit(item.entry, failure);
      if (failure.failureClass === 'transient') break;
    }
    return last;
  }

  async #revokeOne(
    { token, remaining }: PendingRevocation,
    kind: TokenTypeHint,
  ): Promise<Failure | null> {
    const failure = await this.#ask(token, kind);
    // As in revocation.ts: some orgs revoke the others only together with the refresh token.
    const refreshTokenGone =
      token.refreshToken !== undefined && !remaining.includes('refresh_token');
    return failure?.code === 'revocation_unsupported' && refreshTokenGone ? null : failure;
  }

  async #ask(token: Token, kind: TokenTypeHint): Promise<Failure | null> {
    try {
      const client = this.#parts.clientFor(token.context);
      return firstRevokeFailure(await revokeTokens(client, token, [kind]));
    } catch (thrown) {
      return toFailure(thrown);
    }
  }

  async #end(item: Item): Promise<Failure | null> {
    const { events, onBackgroundError } = this.#parts;
    if (!this.#isLive(item)) return null;
    const { id } = item.entry;
    try {
      const wasThere = await this.#drop(item);
      if (wasThere) events.emit('revocation_ended', { id, outcome: item.outcome });
      return null;
    } catch (thrown) {
      onBackgroundError(thrown);
      return toFailure(thrown);
    }
  }

  /** @returns whether it was this call that deleted the entry */
  #drop(item: Item): Promise<boolean> {
    const { id } = item.entry;
    return this.#writes.run(id, async () => {
      if (this.#items.get(id) !== item) return false;
      await this.#parts.storage.dropRevocation(id);
      cancelPlan(item);
      this.#items.delete(id);
      return true;
    });
  }

  /**
   * Changes an entry in memory, and on the disk if it can be written. A change that is not written is made again after
   * a restart: asking an org twice to revoke a token is harmless (RFC 7009, section 2.2).
   */
  async #write(item: Item, change: Partial<PendingRevocation>): Promise<void> {
    const entry = { ...item.entry, ...change };
    item.entry = entry;
    await this.#writes.run(entry.id, async () => {
      if (!this.#isLive(item)) return;
      try {
        await this.#parts.storage.putRevocation(entry);
      } catch (thrown) {
        this.#parts.onBackgroundError(thrown);
      }
    });
  }

  #isLive(item: Item): boolean {
    return !this.#stopped && this.#items.get(item.entry.id) === item;
  }
}

function without(kinds: readonly TokenTypeHint[], gone: TokenTypeHint): readonly TokenTypeHint[] {
  return kinds.filter((kind) => kind !== gone);
}

function cancelPlan(item: Item): void {
  item.plan?.cancel();
  item.plan = null;
}
