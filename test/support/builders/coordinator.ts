import {
  CredentialCoordinator,
  CredentialDataSource,
  Failure,
  type CredentialCoordinatorParts,
  type CredentialEventName,
  type CredentialId,
} from '../../../src/main/auth-foundation/index.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeOAuth2Client } from '../fakes/fake-oauth2-client.ts';
import { InMemoryRevocationStorage } from '../fakes/in-memory-revocation-storage.ts';
import { InMemoryTokenStorage } from '../fakes/in-memory-token-storage.ts';

/** An event as it was told, with its name. */
export interface ToldEvent {
  readonly name: CredentialEventName;
  readonly id: CredentialId | null;
  readonly [detail: string]: unknown;
}

/** A coordinator with fakes all around, and everything it told. */
export interface CoordinatorSite {
  readonly coordinator: CredentialCoordinator;
  readonly storage: InMemoryTokenStorage;
  readonly revocations: InMemoryRevocationStorage;
  readonly client: FakeOAuth2Client;
  readonly clock: FakeClock;
  readonly dataSource: CredentialDataSource;
  readonly events: ToldEvent[];
  readonly backgroundErrors: unknown[];
  /** The names of the events so far, oldest first. */
  readonly told: () => readonly CredentialEventName[];
  /** Forgets the events so far. */
  readonly hush: () => void;
  /** What the app finds after a restart: a new coordinator on the same storage and org. */
  readonly restart: () => CoordinatorSite;
}

/** Every event there is. */
export const eventNames: readonly CredentialEventName[] = [
  'credential_added',
  'credential_removed',
  'credential_refresh_started',
  'credential_refreshed',
  'credential_refresh_failed',
  'credential_refresh_dropped',
  'credential_unsaved',
  'credential_saved',
  'credential_expired',
  'tags_updated',
  'automatic_refresh_changed',
  'presence_changed',
  'refresh_planned',
  'revocation_queued',
  'revocation_delayed',
  'revocation_ended',
  'default_changed',
];

/** Builds a coordinator; whatever is given replaces a fake. */
export function aCoordinator(
  given: Partial<Pick<CoordinatorSite, 'storage' | 'revocations' | 'client' | 'clock'>> &
    Pick<
      Partial<CredentialCoordinatorParts>,
      'refreshGrace' | 'automaticRefresh' | 'presence'
    > = {},
): CoordinatorSite {
  const storage = given.storage ?? new InMemoryTokenStorage();
  const revocations = given.revocations ?? new InMemoryRevocationStorage();
  const client = given.client ?? new FakeOAuth2Client();
  const clock = given.clock ?? new FakeClock();
  const dataSource = new CredentialDataSource();
  const backgroundErrors: unknown[] = [];
  const coordinator = new CredentialCoordinator({
    storage,
    clientFor: () => client,
    clock,
    revocations,
    random: () => 0.5,
    dataSource,
    onBackgroundError: (thrown) => backgroundErrors.push(thrown),
    ...(given.refreshGrace === undefined ? {} : { refreshGrace: given.refreshGrace }),
    ...(given.automaticRefresh === undefined ? {} : { automaticRefresh: given.automaticRefresh }),
    ...(given.presence === undefined ? {} : { presence: given.presence }),
  });
  const events: ToldEvent[] = [];
  for (const name of eventNames) {
    coordinator.events.on(name, (event) => events.push({ name, ...event }));
  }
  return {
    coordinator,
    storage,
    revocations,
    client,
    clock,
    dataSource,
    events,
    backgroundErrors,
    told: () => events.map(({ name }) => name),
    hush: () => {
      events.length = 0;
    },
    restart: () => aCoordinator({ storage, revocations, client, clock }),
  };
}

/** What a promise was rejected with. Throws when it was not, or with something else than a Failure. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  let value: unknown;
  try {
    value = await promise;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error(`Expected a Failure, got ${typeof value}.`);
}
