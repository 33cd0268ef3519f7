import fc from 'fast-check';
import { expect } from 'vitest';
import {
  Failure,
  type Credential,
  type CredentialId,
  type HistoryEntry,
} from '../../../src/main/auth-foundation/index.ts';
import type { CoordinatorSite, ToldEvent } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

interface ModelCredential {
  readonly id: CredentialId;
  tags: readonly string[];
  unsaved: boolean;
  signInNeeded: boolean;
  /** The org has answered for somebody else, so the refresh token is not sent again. */
  spent: boolean;
  automaticRefresh: boolean | null;
  /** The events of its history, oldest first, each once however often it came in a row for the same reason. */
  history: string[];
}

/** What the coordinator must be: a list, a default, and a disk that is full or not. */
export interface Model {
  credentials: ModelCredential[];
  defaultId: CredentialId | null;
  diskFull: boolean;
  /** The events that are to be told, oldest first, without what only the real one knows. */
  events: string[];
}

export function emptyModel(): Model {
  return { credentials: [], defaultId: null, diskFull: false, events: [] };
}

/** The real coordinator, which the commands may restart, with every instance it ever gave. */
export class ModelledSite {
  site: CoordinatorSite;
  /** Of this run of the app: after a restart there are others. */
  readonly instances = new Map<CredentialId, Credential>();
  #earlierEvents: readonly ToldEvent[] = [];

  constructor(site: CoordinatorSite) {
    this.site = site;
  }

  get events(): readonly ToldEvent[] {
    return [...this.#earlierEvents, ...this.site.events];
  }

  accessTokenOf(id: CredentialId): string | undefined {
    return this.instances.get(id)?.token.accessToken;
  }

  restart(): void {
    this.#earlierEvents = this.events;
    this.instances.clear();
    this.site = this.site.restart();
  }

  async letEverythingBeSaved(): Promise<void> {
    this.site.storage.heal();
    this.site.clock.advance(60_000);
    await turn();
  }
}

const writes = ['add', 'replace', 'setMetadata', 'remove', 'setDefaultID'] as const;

/** Holds after every command: one instance for each identifier, stored equals memory unless unsaved, each event once. */
export async function expectInvariants(model: Model, real: ModelledSite): Promise<void> {
  const { coordinator, storage, dataSource } = real.site;
  expect(await coordinator.allIDs()).toEqual(model.credentials.map(({ id }) => id));
  expect((await coordinator.getDefault())?.id ?? null).toBe(model.defaultId);
  for (const expected of model.credentials) {
    const { id, tags, unsaved, signInNeeded, automaticRefresh, history } = expected;
    const credential = await coordinator.with(id);
    if (credential === null) throw new Error(`${id} is missing.`);
    expect(real.instances.get(id) ?? credential).toBe(credential);
    real.instances.set(id, credential);
    expect(credential.tags).toEqual(tags);
    expect(credential.isUnsaved).toBe(unsaved);
    expect(credential.metadata.signInNeeded !== null).toBe(signInNeeded);
    expect(credential.metadata.automaticRefresh).toBe(automaticRefresh);
    // A history that is full has lost its middle, not its end.
    expect((await credential.history()).map(lineOf).slice(-20)).toEqual(history.slice(-20));
    if (unsaved) continue;
    expect(storage.row(id)?.token.equals(credential.token)).toBe(true);
    expect(storage.row(id)?.metadata).toEqual(credential.metadata);
  }
  expect(dataSource.size).toBe(model.credentials.length);
  expect(toldAbout(real.events)).toEqual(model.events);
}

function lineOf({ event, code, detail }: HistoryEntry): string {
  return [event, code, detail].filter((part) => part !== null).join(' ');
}

/** Adds lines to a history; the same one twice in a row is one. */
function note({ history }: ModelCredential, ...lines: readonly string[]): void {
  for (const line of lines) if (history.at(-1) !== line) history.push(line);
}

/** The events of credentials; those of revocations have identifiers that the model does not know. */
function toldAbout(events: readonly ToldEvent[]): readonly string[] {
  return events
    .filter(({ name }) => !name.startsWith('revocation_'))
    .map(({ name, id }) => `${name} ${id ?? 'none'}`);
}

type Action = (
  model: Model,
  real: ModelledSite,
  chosen: ModelCredential | undefined,
) => Promise<void>;

/** A command on one of the credentials that are there; with none, on nothing. */
class Command implements fc.AsyncCommand<Model, ModelledSite> {
  readonly #name: string;
  readonly #choice: number;
  readonly #act: Action;

  constructor(name: string, choice: number, act: Action) {
    this.#name = name;
    this.#choice = choice;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: ModelledSite): Promise<void> {
    const chosen = model.credentials[this.#choice % Math.max(1, model.credentials.length)];
    await this.#act(model, real, chosen);
    await turn();
    await expectInvariants(model, real);
  }

  toString(): string {
    return `${this.#name}(${this.#choice})`;
  }
}

/** The action on the chosen credential; without one, it does nothing. */
function onOne(
  act: (model: Model, real: ModelledSite, chosen: ModelCredential) => Promise<void>,
): Action {
  return async (model, real, chosen) => {
    if (chosen !== undefined) await act(model, real, chosen);
  };
}

async function attempt(action: Promise<unknown>, succeeds: boolean): Promise<void> {
  if (succeeds) await action;
  else await expect(action).rejects.toBeInstanceOf(Failure);
}

function saved(model: Model, chosen: ModelCredential): void {
  if (chosen.unsaved) {
    note(chosen, 'saved');
    model.events.push(`credential_saved ${chosen.id}`);
  }
  chosen.unsaved = false;
}

function forget(model: Model, { id }: ModelCredential): void {
  model.credentials = model.credentials.filter((one) => one.id !== id);
  model.events.push(`credential_removed ${id}`);
  if (model.defaultId !== id) return;
  model.defaultId = null;
  model.events.push('default_changed none');
}

const store: Action = async (model, real) => {
  const token = aToken();
  const { id } = token;
  await attempt(real.site.coordinator.store(token, ['new']), !model.diskFull);
  if (model.diskFull) return;
  model.credentials.push({
    id,
    tags: ['new'],
    unsaved: false,
    signInNeeded: false,
    spent: false,
    automaticRefresh: null,
    history: ['signed_in'],
  });
  model.events.push(`credential_added ${id}`);
  if (model.credentials.length > 1) return;
  model.defaultId = id;
  model.events.push(`default_changed ${id}`);
};

/** What the org ended is remembered, on the disk if that works. */
function sessionEnded(model: Model, chosen: ModelCredential, code: string): void {
  chosen.signInNeeded = true;
  note(chosen, `refresh_failed ${code}`);
  if (model.diskFull) becameUnsaved(model, chosen);
  else saved(model, chosen);
  model.events.push(`credential_refresh_failed ${chosen.id}`);
}

function becameUnsaved(model: Model, chosen: ModelCredential): void {
  chosen.unsaved = true;
  note(chosen, 'unsaved disk_full');
  model.events.push(`credential_unsaved ${chosen.id}`);
}

/** A credential whose refresh token is spent says so, without asking; another one goes on. */
function goesOn(act: Parameters<typeof onOne>[0]): Action {
  return onOne(async (model, real, chosen) => {
    if (!chosen.spent) return act(model, real, chosen);
    const { client, coordinator } = real.site;
    const asked = client.refreshed.length;
    await attempt(coordinator.refresh(chosen.id), false);
    expect(client.refreshed).toHaveLength(asked);
    sessionEnded(model, chosen, 'subject_changed');
  });
}

const refresh = goesOn(async (model, real, chosen) => {
  await attempt(real.site.coordinator.refresh(chosen.id), !model.diskFull);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  chosen.signInNeeded = false;
  note(chosen, 'refreshed');
  if (model.diskFull) {
    becameUnsaved(model, chosen);
    return;
  }
  chosen.unsaved = false;
  model.events.push(`credential_refreshed ${chosen.id}`);
});

const refuseRefresh = goesOn(async (model, real, chosen) => {
  const { client, coordinator } = real.site;
  client.holdRefresh().fail(new Failure('refresh_token_rejected'));
  await attempt(coordinator.refresh(chosen.id), false);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  sessionEnded(model, chosen, 'refresh_token_rejected');
});

const failRefresh = goesOn(async (model, real, chosen) => {
  const { client, coordinator } = real.site;
  client.holdRefresh().fail(new Failure('network_unreachable'));
  await attempt(coordinator.refresh(chosen.id), false);
  note(chosen, 'refresh_failed network_unreachable');
  model.events.push(`credential_refresh_started ${chosen.id}`);
  model.events.push(`credential_refresh_failed ${chosen.id}`);
});

const refreshOnFullDisk = onOne(async (model, real, chosen) => {
  const { coordinator, storage } = real.site;
  storage.refuse('proveWritable', 1);
  await attempt(coordinator.refresh(chosen.id), false);
  note(chosen, 'refresh_failed disk_full');
  model.events.push(`credential_refresh_failed ${chosen.id}`);
});

const answerForSomebodyElse = goesOn(async (model, real, chosen) => {
  const { client, coordinator } = real.site;
  const answer = aTokenResponse({ id_token: anIdToken({ sub: '00uGrace' }) });
  client.holdRefresh().answer(refreshAnswer(answer));
  await attempt(coordinator.refresh(chosen.id), false);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  sessionEnded(model, chosen, 'subject_changed');
  chosen.spent = true;
});

const downscope = goesOn(async (model, real, chosen) => {
  await attempt(real.site.coordinator.downscope(chosen.id, ['profile']), !model.diskFull);
  note(chosen, 'downscoped profile');
  if (model.diskFull) {
    becameUnsaved(model, chosen);
    return;
  }
  if (chosen.unsaved) model.events.push(`credential_saved ${chosen.id}`);
  chosen.unsaved = false;
});

const removeAndRevokeLater = onOne(async (model, real, chosen) => {
  const { coordinator } = real.site;
  const isQueued = (): boolean => {
    const queued = real.events.filter(({ name }) => name === 'revocation_queued');
    return queued.some(({ credentialId }) => credentialId === chosen.id);
  };
  await attempt(coordinator.removeAndRevokeLater(chosen.id), !model.diskFull);
  expect(isQueued()).toBe(!model.diskFull);
  if (!model.diskFull) forget(model, chosen);
});

const clear: Action = async (model, real) => {
  const isPossible = !model.diskFull || model.credentials.length === 0;
  await attempt(real.site.coordinator.clear(), isPossible);
  if (model.diskFull) return;
  for (const credential of model.credentials) forget(model, credential);
};

const setAutomaticRefresh = onOne(async (model, real, chosen) => {
  const choice = chosen.automaticRefresh === null ? false : null;
  const setting = real.site.coordinator.setAutomaticRefresh(chosen.id, choice);
  await attempt(setting, !model.diskFull);
  if (model.diskFull) return;
  chosen.automaticRefresh = choice;
  model.events.push(`automatic_refresh_changed ${chosen.id}`);
  saved(model, chosen);
});

const signInAgain = onOne(async (model, real, chosen) => {
  await attempt(real.site.coordinator.signInAgain(chosen.id, aToken()), !model.diskFull);
  if (model.diskFull) return;
  chosen.unsaved = false;
  chosen.signInNeeded = false;
  chosen.spent = false;
  note(chosen, 'signed_in_again');
  model.events.push(`credential_refreshed ${chosen.id}`);
});

const setTags = onOne(async (model, real, chosen) => {
  const tags = [`tag-${model.events.length}`];
  await attempt(real.site.coordinator.setTags(chosen.id, tags), !model.diskFull);
  if (model.diskFull) return;
  chosen.tags = tags;
  note(chosen, 'tags_changed');
  model.events.push(`tags_updated ${chosen.id}`);
  saved(model, chosen);
});

const setDefault = onOne(async (model, real, chosen) => {
  const changes = model.defaultId !== chosen.id;
  await attempt(real.site.coordinator.setDefault(chosen.id), !model.diskFull || !changes);
  if (model.diskFull || !changes) return;
  model.defaultId = chosen.id;
  model.events.push(`default_changed ${chosen.id}`);
});

const remove = onOne(async (model, real, chosen) => {
  await attempt(real.site.coordinator.remove(chosen.id), !model.diskFull);
  if (!model.diskFull) forget(model, chosen);
});

const revoke = onOne(async (model, real, chosen) => {
  await attempt(real.site.coordinator.revoke(chosen.id), !model.diskFull);
  if (!model.diskFull) forget(model, chosen);
});

const fillDisk: Action = (model, real) => {
  for (const operation of writes) real.site.storage.refuse(operation);
  model.diskFull = true;
  return Promise.resolve();
};

const freeDisk: Action = async (model, real) => {
  // In the order in which they became unsaved, their timers fall due; the model does not know that order.
  const before = real.events.length;
  await real.letEverythingBeSaved();
  model.diskFull = false;
  const told = toldAbout(real.events.slice(before));
  const expected = model.credentials
    .filter(({ unsaved }) => unsaved)
    .map(({ id }) => `credential_saved ${id}`);
  expect([...told].sort()).toEqual([...expected].sort());
  model.events.push(...told);
  for (const credential of model.credentials) {
    if (credential.unsaved) note(credential, 'saved');
    credential.unsaved = false;
  }
};

const restart: Action = async (model, real, chosen) => {
  await freeDisk(model, real, chosen);
  real.restart();
};

const actions: readonly (readonly [string, Action])[] = [
  ['store', store],
  ['refresh', refresh],
  ['refuseRefresh', refuseRefresh],
  ['failRefresh', failRefresh],
  ['refreshOnFullDisk', refreshOnFullDisk],
  ['answerForSomebodyElse', answerForSomebodyElse],
  ['downscope', downscope],
  ['removeAndRevokeLater', removeAndRevokeLater],
  ['clear', clear],
  ['setAutomaticRefresh', setAutomaticRefresh],
  ['signInAgain', signInAgain],
  ['setTags', setTags],
  ['setDefault', setDefault],
  ['remove', remove],
  ['revoke', revoke],
  ['fillDisk', fillDisk],
  ['freeDisk', freeDisk],
  ['restart', restart],
];

/** Every command on whichever credential. */
export const coordinatorCommands = actions.map(([name, act]) =>
  fc.nat({ max: 9 }).map((choice) => new Command(name, choice, act)),
);
