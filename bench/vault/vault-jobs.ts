import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Credential,
  CredentialCoordinator,
  serializeToken,
  systemClock,
  type TokenStorage,
} from '../../src/main/auth-foundation/index.ts';
import { KeytarKeychain, Vault } from '../../src/main/desktop-platform/index.ts';
import { aRealisticToken, itsMetadata, subjectOf, tagOf } from './credentials.ts';
import { writeAtTheFloor } from './floor.ts';
import type { OpenTimes, QueryTimes, ReplaceTimes } from './jobs.ts';
import { observeOpening } from './observe-opening.ts';
import { openPlainly } from './plain-loop.ts';
import { timed } from '../timed.ts';

const keychain = new KeytarKeychain({ service: 'vault bench', clock: systemClock });
const writersAtOnce = 8;
/** Writes that do not count: a program that runs for days is not measured while it is being compiled. */
const warmUps = 100;

function openVault(folder: string): Promise<Vault> {
  return Vault.open({ directory: vaultIn(folder), keychain, clock: systemClock });
}

function vaultIn(folder: string): string {
  return join(folder, 'vault');
}

function floorIn(folder: string): string {
  return join(folder, 'floor');
}

/** Fills a vault, and beside it a folder of as many files for the floor. */
export async function fillVault(folder: string, count: number): Promise<void> {
  const vault = await openVault(folder);
  await mkdir(floorIn(folder));
  const remaining = Array.from({ length: count }, (_, index) => index).values();
  const fillOn = async (): Promise<void> => {
    for (const index of remaining) {
      const token = aRealisticToken(index);
      await vault.add(token, itsMetadata(token, index));
      await writeFile(join(floorIn(folder), token.id), '');
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, fillOn));
  const [first] = await vault.allIDs();
  await vault.setDefaultID(first ?? null);
  await vault.close();
}

/** Durable writes, one of the vault's and one of the floor's in turn, so that both meet the same machine. */
export async function measureReplace(
  folder: string,
  count: number,
  samples: number,
): Promise<ReplaceTimes> {
  const vault = await openVault(folder);
  const ids = await vault.allIDs();
  const times = { vault: new Array<number>(), floor: new Array<number>() };
  for (let sample = -warmUps; sample < samples; sample += 1) {
    const index = Math.abs(sample * 7919) % count;
    const id = ids[index];
    if (id === undefined) throw new Error('The vault is not filled.');
    const token = aRealisticToken(index, id);
    const metadata = itsMetadata(token, index);
    const content = JSON.stringify({ token: serializeToken(token), metadata });
    const byVault = (): Promise<number> => timed(() => vault.replace(token, metadata));
    const byFloor = (): Promise<number> =>
      timed(() => writeAtTheFloor(join(floorIn(folder), id), content));
    // Neither always follows the other.
    const vaultFirst = sample % 2 === 0;
    const early = vaultFirst ? await byVault() : await byFloor();
    const late = vaultFirst ? await byFloor() : await byVault();
    if (sample < 0) continue;
    times.vault.push(vaultFirst ? early : late);
    times.floor.push(vaultFirst ? late : early);
  }
  await vault.close();
  return times;
}

/** From nothing to a state in which every credential can be listed. */
export async function measureOpen(folder: string, count: number): Promise<OpenTimes> {
  let vault: Vault | null = null;
  const times = await observeOpening(async () => {
    vault = await openVault(folder);
    const ids = await vault.allIDs();
    for (const id of ids) {
      if ((await vault.getMetadata(id)) === null) throw new Error('A record has no metadata.');
    }
    if (ids.length !== count) throw new Error('Records are missing.');
  });
  await (vault as Vault | null)?.close();
  return times;
}

/** The same files read and opened one after another, and nothing else done with them. */
export function measurePlainLoop(folder: string, count: number): Promise<OpenTimes> {
  return observeOpening(async () => {
    const opened = await openPlainly(vaultIn(folder), keychain);
    if (opened !== count) throw new Error('Records are missing.');
  });
}

/** Finding, the path of a valid token, and many refreshes at once. */
export async function measureQueries(
  folder: string,
  count: number,
  samples: number,
): Promise<QueryTimes> {
  const vault = await openVault(folder);
  const observed = countCalls(vault);
  let requests = 0;
  Credential.coordinator = new CredentialCoordinator({
    storage: observed.storage,
    clock: systemClock,
    clientFor: () => ({
      refresh: async (token) => {
        requests += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        const response = serializeToken(aRealisticToken(0, token.id)).response;
        const receivedAt = systemClock.now();
        return {
          kind: 'tokens',
          response,
          receivedAt,
          requestId: null,
          idTokenProblem: null,
          unverifiedClaims: null,
        };
      },
      revoke: isNotAsked,
      introspect: isNotAsked,
      userInfo: isNotAsked,
      requestResource: isNotAsked,
    }),
  });
  const index = Math.floor(count / 2);
  const byTag: number[] = [];
  const byClaim: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    byTag.push(await timed(() => Credential.find({ tags: tagOf(index) })));
    byClaim.push(
      await timed(async () => {
        const found = await Credential.find({ claims: { sub: subjectOf(index) } });
        if (found.length !== 1) throw new Error('The credential was not found.');
      }),
    );
  }
  const { validTokenCalls, storageCalls } = await callValidToken(observed);
  const credential = await Credential.getDefault();
  if (credential === null) throw new Error('The vault has no default.');
  await Promise.all(Array.from({ length: 1000 }, () => credential.refresh()));
  await vault.close();
  return { byTag, byClaim, validTokenCalls, storageCalls, requests };
}

/** As an app does before each request of its own: the default credential, refreshed if needed. */
async function callValidToken(
  observed: ObservedStorage,
): Promise<Pick<QueryTimes, 'validTokenCalls' | 'storageCalls'>> {
  const calls = 500_000;
  const callOften = async (count: number): Promise<void> => {
    for (let call = 0; call < count; call += 1) {
      const credential = await Credential.getDefault();
      await credential?.refreshIfNeeded();
    }
  };
  await callOften(10_000);
  const before = observed.calls();
  const milliseconds = await timed(() => callOften(calls));
  return {
    validTokenCalls: (calls / milliseconds) * 1000,
    storageCalls: observed.calls() - before,
  };
}

function isNotAsked(): Promise<never> {
  return Promise.reject(new Error('Nothing but a refresh is asked of the org here.'));
}

interface ObservedStorage {
  readonly storage: TokenStorage;
  readonly calls: () => number;
}

/** The same storage, with its calls counted. */
function countCalls(vault: Vault): ObservedStorage {
  let calls = 0;
  const storage = new Proxy<TokenStorage>(vault, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        calls += 1;
        return Reflect.apply(member, target, args);
      };
    },
  });
  return { storage, calls: () => calls };
}
