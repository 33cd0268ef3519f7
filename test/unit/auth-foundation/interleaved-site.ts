import type { Scheduler } from 'fast-check';
import { expect } from 'vitest';
import {
  CredentialCoordinator,
  CredentialDataSource,
  Failure,
  type Credential,
  type CredentialClient,
  type CredentialEventName,
  type CredentialId,
} from '../../../src/main/auth-foundation/index.ts';
import type { HistoryEventName } from '../../../src/shared/index.ts';
import { eventNames, type ToldEvent } from '../../support/builders/coordinator.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { InMemoryRevocationStorage } from '../../support/fakes/in-memory-revocation-storage.ts';
import { InMemoryTokenStorage } from '../../support/fakes/in-memory-token-storage.ts';
import { RotatingOrg } from './rotating-org.ts';
import { SlowRevocationStorage, SlowStorage, type Wait } from './slow-storage.ts';

/** One run of the app: after a restart nothing of it moves any more. */
interface Run {
  readonly coordinator: CredentialCoordinator;
  readonly instances: Map<CredentialId, Credential>;
  isOver: boolean;
}

const never = new Promise<never>(() => undefined);

/**
 * A coordinator whose storage and org answer when the scheduler lets them, one step at a time and in any order, so
 * that everything happens in the middle of everything else.
 */
export class InterleavedSite {
  readonly org = new RotatingOrg();
  readonly storage = new InMemoryTokenStorage();
  readonly revocations = new InMemoryRevocationStorage();
  readonly clock = new FakeClock();
  readonly events: ToldEvent[] = [];
  /** What this run of the app began with. */
  #before: Told = nothingTold();
  /** Who signed in to which credential. */
  readonly people = new Map<CredentialId, string>();
  /** Credentials whose tokens may live on at the org, or may have ended there, because somebody wanted that. */
  readonly given = { up: new Set<CredentialId>(), revoked: new Set<CredentialId>() };
  readonly #newest = new Map<CredentialId, number>();
  /** What was thrown although it is no reason. */
  readonly mistakes: unknown[] = [];
  restarts = 0;
  run: Run;
  readonly #scheduler: Scheduler;
  readonly #unfinished = new Map<Promise<unknown>, Run>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.run = this.#start();
  }

  get ids(): readonly CredentialId[] {
    return [...this.people.keys()];
  }

  get coordinator(): CredentialCoordinator {
    return this.run.coordinator;
  }

  /** Begins something whose end nobody waits for; that it fails for a reason is all right. */
  readonly begin = (action: Promise<unknown>): void => {
    this.#unfinished.set(action, this.run);
    action.then(
      () => this.#unfinished.delete(action),
      (thrown: unknown) => {
        this.#unfinished.delete(action);
        if (!(thrown instanceof Failure) || thrown.code === 'internal') this.mistakes.push(thrown);
      },
    );
  };

  /** Lets some of what waits happen. */
  async step(count: number): Promise<void> {
    for (let steps = 0; steps < count && this.#scheduler.count() > 0; steps += 1) {
      await this.#scheduler.waitNext(1);
      await turn();
      this.expectOwnTokens();
    }
  }

  /** Lets happen whatever waits. */
  async settle(): Promise<void> {
    await turn();
    while (this.#scheduler.count() > 0) await this.step(1);
  }

  /** Ends the app as it ends itself, whatever is under way, and starts it again. */
  async restart(): Promise<void> {
    this.restarts += 1;
    // Nobody asks for something and ends the app within the same moment.
    await turn();
    this.storage.heal();
    const { coordinator } = this.run;
    coordinator.stop();
    await this.#until(coordinator.saveEveryUnsaved());
    this.run.isOver = true;
    this.#before = await this.#stored();
    this.events.length = 0;
    this.run = this.#start();
    await this.#until(this.coordinator.start());
  }

  /** Everything works again and ends: the disk, the network, what is unsaved and what is to be revoked. */
  async recover(): Promise<void> {
    this.storage.heal();
    this.org.isReachable = true;
    await this.settle();
    for (let hours = 0; hours < 4; hours += 1) {
      this.clock.advance(3_600_000);
      await this.settle();
    }
    for (const run of this.#unfinished.values()) expect(run.isOver).toBe(true);
  }

  /** At any moment: a token of the person who signed in, and never one of an older session than before. */
  expectOwnTokens(): void {
    expect(this.org.violations).toEqual([]);
    expect(this.mistakes).toEqual([]);
    for (const [id, { token }] of this.run.instances) {
      const { person, number = 0 } = this.org.sessionOf(token) ?? {};
      expect(person).toBe(this.people.get(id));
      expect(number).toBeGreaterThanOrEqual(this.#newest.get(id) ?? 0);
      this.#newest.set(id, number);
    }
  }

  /** When all is quiet: memory, disk, events, history and the org agree. */
  async expectAgreement(): Promise<void> {
    const ids = await this.coordinator.allIDs();
    const told = replay(this.#before, this.events);
    expect([...told.tags.keys()]).toEqual(ids);
    const byDefault = await this.#until(this.coordinator.getDefault());
    expect(told.defaultId).toBe(byDefault?.id ?? null);
    for (const id of ids) await this.#expectAgreementOn(id, told);
    await this.#expectNoForgottenSession(ids);
  }

  async #expectAgreementOn(id: CredentialId, told: Told): Promise<void> {
    const credential = await this.#until(this.coordinator.with(id));
    const row = this.storage.row(id);
    if (credential === null || row === undefined) throw new Error(`${id} is missing.`);
    expect(credential.isUnsaved).toBe(false);
    expect(row.token.equals(credential.token)).toBe(true);
    expect(row.metadata).toEqual(credential.metadata);
    expect(told.tags.get(id)).toEqual(credential.tags);
    if (this.restarts === 0) await this.#expectHistory(id);
    // No session is lost: what was not ended by somebody can still be refreshed.
    if (credential.metadata.signInNeeded !== null || this.given.revoked.has(id)) return;
    expect(this.org.accepts(credential.token)).toBe(true);
  }

  async #expectHistory(id: CredentialId): Promise<void> {
    const history = await this.storage.history(id);
    const lines = (event: HistoryEventName): number =>
      history.filter((line) => line.event === event).reduce((sum, { count }) => sum + count, 0);
    const events = (name: string, reason?: string): number =>
      this.events.filter(
        (event) =>
          event.name === name && event.id === id && (reason ?? event.reason) === event.reason,
      ).length;
    expect(lines('signed_in')).toBe(1);
    expect(lines('tags_changed')).toBe(events('tags_updated'));
    expect(lines('signed_in_again')).toBe(events('credential_refreshed', 'signed_in_again'));
    expect(lines('refresh_failed')).toBe(events('credential_refresh_failed'));
    expect(lines('unsaved')).toBe(events('credential_unsaved'));
    expect(lines('refreshed')).toBeGreaterThanOrEqual(events('credential_refreshed', 'refreshed'));
  }

  /** What nobody here knows any more does not live on at the org, unless somebody wanted that. */
  async #expectNoForgottenSession(ids: readonly CredentialId[]): Promise<void> {
    if (this.restarts > 0 || this.given.up.size > 0) return;
    const known = ids.map((id) => this.storage.row(id)?.token.refreshToken);
    for (const live of this.org.live) expect(known).toContain(live);
    expect(await this.revocations.pendingRevocations()).toEqual([]);
  }

  async #stored(): Promise<Told> {
    const told = nothingTold();
    for (const id of await this.storage.allIDs()) {
      told.tags.set(id, this.storage.row(id)?.metadata.tags);
    }
    const defaultId = await this.storage.getDefaultID();
    if (defaultId !== null && told.tags.has(defaultId)) told.defaultId = defaultId;
    return told;
  }

  #start(): Run {
    const scheduler = this.#scheduler;
    const dataSource = new CredentialDataSource();
    const instances = new Map<CredentialId, Credential>();
    const wait: Wait = async (what) => {
      await scheduler.schedule(Promise.resolve(), what);
      if (run.isOver) await never;
    };
    const client: CredentialClient = {
      refresh: async (token, scopes) => {
        await wait('request');
        const answering = this.org.refresh(token, scopes);
        await Promise.allSettled([answering]);
        await wait('answer');
        return answering;
      },
      revoke: async (value) => {
        await wait('revocation');
        await this.org.revoke(value);
      },
      introspect: () => this.org.introspect(),
      userInfo: (token) => this.org.userInfo(token),
      requestResource: () => this.org.requestResource(),
    };
    const coordinator = new CredentialCoordinator({
      storage: new SlowStorage(this.storage, wait),
      revocations: new SlowRevocationStorage(this.revocations, wait),
      clientFor: () => client,
      clock: this.clock,
      random: () => 0.5,
      dataSource,
    });
    const run: Run = { coordinator, instances, isOver: false };
    for (const name of eventNames) {
      coordinator.events.on(name, (event) => {
        if (run.isOver) return;
        this.events.push({ name, ...event });
        this.#noteInstances(dataSource, instances);
      });
    }
    return run;
  }

  #noteInstances(dataSource: CredentialDataSource, instances: Map<CredentialId, Credential>): void {
    for (const id of this.ids) {
      const credential = dataSource.get(id);
      if (credential === undefined) instances.delete(id);
      else expect(instances.get(id) ?? credential).toBe(credential);
      if (credential !== undefined) instances.set(id, credential);
    }
  }

  /** Lets things happen until this has ended. */
  async #until<Value>(action: Promise<Value>): Promise<Value> {
    const ending = { isOver: false };
    const done = action.finally(() => {
      ending.isOver = true;
    });
    // Some of what it does lets others have their turn, without waiting for anything.
    for (let turns = 0; !ending.isOver && turns < 200; turns += 1) {
      await turn();
      await this.step(1);
    }
    expect(ending.isOver).toBe(true);
    return done;
  }
}

/** What somebody knows who has heard every event. */
interface Told {
  /** The tags of each credential that is there, in the order in which they were added. */
  readonly tags: Map<CredentialId, unknown>;
  readonly removed: Set<CredentialId>;
  readonly unsaved: Set<CredentialId>;
  /** The refreshes that have begun and not succeeded so far. */
  readonly refreshing: CredentialId[];
  defaultId: CredentialId | null;
}

function nothingTold(): Told {
  return {
    tags: new Map(),
    removed: new Set(),
    unsaved: new Set(),
    refreshing: [],
    defaultId: null,
  };
}

/** What the events say, each of which must be news. */
function replay(before: Told, events: readonly ToldEvent[]): Told {
  const told = { ...nothingTold(), tags: new Map(before.tags), defaultId: before.defaultId };
  for (const event of events) {
    if (event.id !== null && told.removed.has(event.id)) {
      expect(event.name).toBe('credential_refresh_dropped');
    }
    hear(told, event);
  }
  return told;
}

type Hearing = (told: Told, id: CredentialId, about: Readonly<Record<string, unknown>>) => void;

const hearings: Partial<Record<CredentialEventName, Hearing>> = {
  credential_added: ({ tags }, id) => {
    expect(tags.has(id)).toBe(false);
    tags.set(id, ['new']);
  },
  credential_removed: ({ tags, removed }, id) => {
    expect(tags.delete(id)).toBe(true);
    removed.add(id);
  },
  tags_updated: ({ tags }, id, about) => {
    tags.set(id, about.tags);
  },
  credential_refresh_started: ({ refreshing }, id) => {
    refreshing.push(id);
  },
  credential_refreshed: ({ refreshing, unsaved }, id, { reason }) => {
    unsaved.delete(id);
    if (reason !== 'refreshed') return;
    expect(refreshing).toContain(id);
    refreshing.splice(refreshing.indexOf(id), 1);
  },
  credential_unsaved: ({ unsaved }, id) => {
    unsaved.add(id);
  },
  credential_saved: ({ unsaved }, id) => {
    expect(unsaved.delete(id)).toBe(true);
  },
};

function hear(told: Told, { name, id, ...about }: ToldEvent): void {
  if (name === 'default_changed') {
    expect(id).not.toBe(told.defaultId);
    told.defaultId = id;
  }
  if (id !== null) hearings[name]?.(told, id, about);
}
