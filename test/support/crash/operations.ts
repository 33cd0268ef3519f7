import {
  Secret,
  type Credential,
  type CredentialCoordinator,
  type CredentialId,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import type { Vault } from '../../../src/main/desktop-platform/index.ts';
import { samplePeople, type Person } from '../okta-like-org/options.ts';
import { printsOf, type Prints } from './fingerprint.ts';
import type { Begin, OperationName } from './messages.ts';
import type { Random } from './random.ts';

/** What operations work on. */
export interface Workplace {
  readonly coordinator: CredentialCoordinator;
  readonly vault: Vault;
  /** Where the backup is written. */
  readonly backup: string;
  /** Signs somebody in at the org. */
  readonly signIn: (person: Person) => Promise<Token>;
}

/** One operation, ready to be done. */
export interface Plan {
  readonly begin: Begin;
  /** What nobody else may change meanwhile: two changes of one thing at once have no one right outcome. */
  readonly takes: readonly string[];
  /** Resolves when the operation is acknowledged; a refresh gives the fingerprints of the new tokens. */
  readonly run: () => Promise<Prints | null>;
}

type Planner = (place: Workplace, random: Random) => Promise<Plan | null>;

const fewestSessions = 4;
const mostSessions = 12;

/** How often each operation comes, in shares. */
export const shares: Readonly<Record<OperationName, number>> = {
  store: 4,
  refresh: 8,
  set_tags: 4,
  set_default: 2,
  remove: 1,
  remove_and_revoke_later: 1,
  change_key: 1,
  back_up: 1,
};

/** The passphrase of the test's backups. */
export function backupPassphrase(): Secret {
  return new Secret('a passphrase for crash runs');
}

/** Every operation by its name: how to plan one. Null when there is nothing to do it with. */
export const planners: Readonly<Record<OperationName, Planner>> = {
  store: async ({ coordinator, signIn }, random) => {
    if ((await coordinator.allIDs()).length >= mostSessions) return null;
    const person = random.pick(samplePeople);
    if (person === undefined) return null;
    const tags = randomTags(random);
    const token = await signIn(person);
    const { id } = token;
    const { username } = person;
    return {
      begin: { operation: 'store', id, username, prints: printsOf(token), tags },
      takes: [`token ${id}`],
      run: async () => {
        await coordinator.store(token, tags);
        return null;
      },
    };
  },

  refresh: (place, random) =>
    onOne(place, random, (credential) => planRefresh(place, credential.id)),

  set_tags: (place, random) =>
    onOne(place, random, ({ id }) => {
      const tags = randomTags(random);
      return {
        begin: { operation: 'set_tags', id, tags },
        takes: [`tags ${id}`],
        run: async () => {
          await place.coordinator.setTags(id, tags);
          return null;
        },
      };
    }),

  set_default: async ({ coordinator }, random) => {
    const id = random.pick([null, ...(await coordinator.allIDs())]) ?? null;
    return {
      begin: { operation: 'set_default', id },
      takes: ['default'],
      run: async () => {
        await coordinator.setDefault(id);
        return null;
      },
    };
  },

  remove: (place, random) =>
    planRemoval(place, random, 'remove', (id) => place.coordinator.remove(id)),

  remove_and_revoke_later: (place, random) =>
    planRemoval(place, random, 'remove_and_revoke_later', (id) =>
      place.coordinator.removeAndRevokeLater(id),
    ),

  change_key: ({ vault }) =>
    Promise.resolve({
      begin: { operation: 'change_key' },
      takes: ['key'],
      run: async () => {
        await vault.changeKey(() => undefined);
        return null;
      },
    }),

  back_up: async ({ vault, coordinator, backup }) => ({
    begin: { operation: 'back_up', ids: [...(await coordinator.allIDs())] },
    takes: ['backup'],
    run: async () => {
      await vault.backUp(backup, backupPassphrase());
      return null;
    },
  }),
};

/** Plans the refresh of one credential. */
export function planRefresh({ coordinator }: Workplace, id: CredentialId): Plan {
  return {
    begin: { operation: 'refresh', id },
    takes: [`token ${id}`],
    run: async () => {
      await coordinator.refresh(id);
      const credential = await coordinator.with(id);
      return credential === null ? null : printsOf(credential.token);
    },
  };
}

async function planRemoval(
  place: Workplace,
  random: Random,
  operation: 'remove' | 'remove_and_revoke_later',
  remove: (id: CredentialId) => Promise<void>,
): Promise<Plan | null> {
  if ((await place.coordinator.allIDs()).length < fewestSessions) return null;
  return onOne(place, random, ({ id }) => ({
    begin: { operation, id },
    takes: [`token ${id}`, `tags ${id}`, 'default'],
    run: async () => {
      await remove(id);
      return null;
    },
  }));
}

async function onOne(
  { coordinator }: Workplace,
  random: Random,
  plan: (credential: Credential) => Plan,
): Promise<Plan | null> {
  const id = random.pick(await coordinator.allIDs());
  const credential = id === undefined ? null : await coordinator.with(id);
  return credential === null ? null : plan(credential);
}

function randomTags(random: Random): string[] {
  const count = random.below(4);
  return Array.from({ length: count }, (_, place) => `tag-${place}-${random.below(1000)}`);
}
