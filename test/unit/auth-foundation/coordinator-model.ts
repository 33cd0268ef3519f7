import fc from 'fast-check';
import { expect } from 'vitest';
import {
  Failure,
  type Credential,
  type CredentialId,
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
  for (const { id, tags, unsaved, signInNeeded } of model.credentials) {
    const credential = await coordinator.with(id);
    if (credential === null) throw new Error(`${id} is missing.`);
    expect(real.instances.get(id) ?? credential).toBe(credential);
    real.instances.set(id, credential);
    expect(credential.tags).toEqual(tags);
    expect(credential.isUnsaved).toBe(unsaved);
    expect(credential.metadata.signInNeeded !== null).toBe(signInNeeded);
    if (unsaved) continue;
    expect(storage.row(id)?.token.equals(credential.token)).toBe(true);
    expect(storage.row(id)?.metadata).toEqual(credential.metadata);
  }
  expect(dataSource.size).toBe(model.credentials.length);
  expect(toldAbout(real.events)).toEqual(model.events);
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
  if (chosen.unsaved) model.events.push(`credential_saved ${chosen.id}`);
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
  model.credentials.push({ id, tags: ['new'], unsaved: false, signInNeeded: false });
  model.events.push(`credential_added ${id}`);
  if (model.credentials.length > 1) return;
  model.defaultId = id;
  model.events.push(`default_changed ${id}`);
};

const refresh = onOne(async (model, real, chosen) => {
  await attempt(real.site.coordinator.refresh(chosen.id), !model.diskFull);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  chosen.signInNeeded = false;
  chosen.unsaved = model.diskFull;
  const outcome = model.diskFull ? 'credential_unsaved' : 'credential_refreshed';
  model.events.push(`${outcome} ${chosen.id}`);
});

const refuseRefresh = onOne(async (model, real, chosen) => {
  const { client, coordinator } = real.site;
  client.holdRefresh().fail(new Failure('refresh_token_rejected'));
  await attempt(coordinator.refresh(chosen.id), false);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  chosen.signInNeeded = true;
  if (model.diskFull) model.events.push(`credential_unsaved ${chosen.id}`);
  else saved(model, chosen);
  chosen.unsaved = model.diskFull;
  model.events.push(`credential_refresh_failed ${chosen.id}`);
});

const failRefresh = onOne(async (model, real, chosen) => {
  const { client, coordinator } = real.site;
  client.holdRefresh().fail(new Failure('network_unreachable'));
  await attempt(coordinator.refresh(chosen.id), false);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  model.events.push(`credential_refresh_failed ${chosen.id}`);
});

const refreshOnFullDisk = onOne(async (model, real, chosen) => {
  const { coordinator, storage } = real.site;
  storage.refuse('proveWritable', 1);
  await attempt(coordinator.refresh(chosen.id), false);
  model.events.push(`credential_refresh_failed ${chosen.id}`);
});

const answerForSomebodyElse = onOne(async (model, real, chosen) => {
  const { client, coordinator } = real.site;
  const answer = aTokenResponse({ id_token: anIdToken({ sub: '00uGrace' }) });
  client.holdRefresh().answer(refreshAnswer(answer));
  await attempt(coordinator.refresh(chosen.id), false);
  model.events.push(`credential_refresh_started ${chosen.id}`);
  chosen.signInNeeded = true;
  if (model.diskFull) model.events.push(`credential_unsaved ${chosen.id}`);
  else saved(model, chosen);
  chosen.unsaved = model.diskFull;
  model.events.push(`credential_refresh_failed ${chosen.id}`);
});

const downscope = onOne(async (model, real, chosen) => {
  await attempt(real.site.coordinator.downscope(chosen.id, ['profile']), !model.diskFull);
  if (model.diskFull) model.events.push(`credential_unsaved ${chosen.id}`);
  else saved(model, chosen);
  chosen.unsaved = model.diskFull;
});

const removeAndRevokeLater = onOne(async (model, real, chosen) => {
  const { coordinator } = real.site;
  await attempt(coordinator.removeAndRevokeLater(chosen.id), !model.diskFull);
  const queued = real.events.findLast(({ name }) => name === 'revocation_queued');
  expect(queued?.credentialId).toBe(chosen.id);
  if (!model.diskFull) forget(model, chosen);
});

const signInAgain = onOne(async (model, real, chosen) => {
  await attempt(real.site.coordinator.signInAgain(chosen.id, aToken()), !model.diskFull);
  if (model.diskFull) return;
  chosen.unsaved = false;
  chosen.signInNeeded = false;
  model.events.push(`credential_refreshed ${chosen.id}`);
});

const setTags = onOne(async (model, real, chosen) => {
  const tags = [`tag-${model.events.length}`];
  await attempt(real.site.coordinator.setTags(chosen.id, tags), !model.diskFull);
  if (model.diskFull) return;
  chosen.tags = tags;
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
  for (const credential of model.credentials) credential.unsaved = false;
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
