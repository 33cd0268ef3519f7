import { beforeEach, describe, expect, test } from 'vitest';
import { Snapshots } from '../../../src/main/app/snapshots.ts';
import { newCredentialId, type CredentialId } from '../../../src/main/auth-foundation/index.ts';
import type { AccountView, FrameView, SnapshotPatch } from '../../../src/shared/index.ts';
import { turn } from '../../support/builders/turn.ts';

const frame: FrameView = {
  vault: { kind: 'ready', keyIsMissing: false, keyChange: null },
  orgs: [],
  signIns: [],
  signOuts: [],
  clipboard: null,
  settings: { theme: 'system', clipboardSeconds: 45, automaticRefresh: false },
  presence: { available: false },
  quarantined: [],
  revocations: [],
  presetProblem: null,
  appVersion: '1.0.0',
};

function anAccount(id: CredentialId, tags: string[] = []): AccountView {
  return {
    id,
    person: { name: null, email: null, subject: null },
    org: { name: 'Example', id: null, issuer: 'https://example.com', clientId: 'x' },
    tags,
    scopes: [],
    isDefault: false,
    issuedAt: 0,
    expiresAt: null,
    hasRefreshToken: true,
    hasIdToken: true,
    hasDeviceSecret: false,
    isBound: false,
    refreshTokenRotates: null,
    automaticRefresh: { choice: null, nextAt: null },
    requiresPresence: false,
    activity: null,
    problem: null,
    unsaved: false,
  };
}

const [first, second, third] = [newCredentialId(), newCredentialId(), newCredentialId()];
let accounts: Map<CredentialId, AccountView>;
let version: string;
let patches: SnapshotPatch[];
let listIds: () => Promise<readonly CredentialId[]>;
let readAccount: (id: CredentialId) => Promise<AccountView | null>;
let snapshots: Snapshots;

beforeEach(() => {
  accounts = new Map([first, second].map((id) => [id, anAccount(id)]));
  version = '1.0.0';
  patches = [];
  listIds = () => Promise.resolve([...accounts.keys()]);
  readAccount = (id) => Promise.resolve(accounts.get(id) ?? null);
  snapshots = new Snapshots(
    {
      frame: () => ({ ...frame, appVersion: version }),
      accountIds: () => listIds(),
      account: (id) => readAccount(id),
    },
    (patch) => patches.push(patch),
  );
});

describe('the whole state', () => {
  test('holds the frame and every account', async () => {
    const { frame: shown, accounts: list } = await snapshots.current();
    expect(shown).toEqual(frame);
    expect(list.map(({ id }) => id)).toEqual([first, second]);
  });

  test('is asked for without a new version when nothing has changed', async () => {
    const { version: before } = await snapshots.current();
    expect((await snapshots.current()).version).toBe(before);
  });

  test('tells whoever asks that it could not be read, and is whole the next time', async () => {
    const usual = listIds;
    listIds = () => Promise.reject(new Error('closed'));
    await expect(snapshots.current()).rejects.toThrow('closed');
    listIds = usual;
    expect((await snapshots.current()).accounts).toHaveLength(2);
  });
});

describe('a patch', () => {
  test('holds what has changed, and the frame only when that was touched', async () => {
    await snapshots.current();
    patches.length = 0;
    accounts.set(first, anAccount(first, ['new']));
    snapshots.touchAccount(first);
    await turn();
    await turn();
    expect(patches).toEqual([
      { from: 1, to: 2, changed: [anAccount(first, ['new'])], removed: [] },
    ]);
    version = '2.0.0';
    snapshots.touchFrame();
    await snapshots.current();
    expect(patches[1]).toEqual({
      from: 2,
      to: 3,
      frame: { ...frame, appVersion: '2.0.0' },
      changed: [],
      removed: [],
    });
  });

  test('tells changes together that come together', async () => {
    await snapshots.current();
    patches.length = 0;
    for (let time = 0; time < 100; time += 1) {
      snapshots.touchAccount(first);
      snapshots.touchAccount(second);
      snapshots.touchFrame();
    }
    await snapshots.current();
    expect(patches).toHaveLength(1);
    expect(patches[0]?.changed).toHaveLength(2);
  });

  test('names an account that is gone once', async () => {
    await snapshots.current();
    accounts.delete(first);
    snapshots.touchAccount(first);
    await snapshots.current();
    snapshots.touchEverything();
    const { accounts: list } = await snapshots.current();
    expect(patches.flatMap(({ removed }) => removed)).toEqual([first]);
    expect(list.map(({ id }) => id)).toEqual([second]);
  });

  test('follows the one before without a gap', async () => {
    for (const id of [first, second, third]) {
      accounts.set(id, anAccount(id, ['again']));
      snapshots.touchAccount(id);
      await turn();
    }
    await snapshots.current();
    expect(patches.map(({ from }) => from)).toEqual(patches.map((_patch, index) => index));
    expect(patches.map(({ to }) => to)).toEqual(patches.map((_patch, index) => index + 1));
  });
});

/** What a window has that took the whole state and every patch after it. */
function windowAfter(start: { version: number; accounts: readonly AccountView[] }) {
  const shown = new Map(start.accounts.map((account) => [account.id, account]));
  let at = start.version;
  for (const { from, to, changed, removed } of patches) {
    if (from < at) continue;
    expect(from).toBe(at);
    for (const account of changed) shown.set(account.id, account);
    for (const id of removed) shown.delete(id);
    at = to;
  }
  return [...shown.values()];
}

describe('no change is lost', () => {
  test('between asking for the state and the patches after it', async () => {
    snapshots.touchAccount(first);
    const asking = snapshots.current();
    accounts.set(third, anAccount(third));
    snapshots.touchAccount(third);
    const start = await asking;
    accounts.set(first, anAccount(first, ['later']));
    snapshots.touchAccount(first);
    await snapshots.current();
    await snapshots.current();
    expect(windowAfter(start)).toEqual([...accounts.values()]);
  });

  test('when an account comes while all are being listed', async () => {
    const listed = Promise.withResolvers<readonly CredentialId[]>();
    listIds = () => listed.promise;
    const asking = snapshots.current();
    await turn();
    listed.resolve([first, second]);
    accounts.set(third, anAccount(third));
    snapshots.touchAccount(third);
    const start = await asking;
    await snapshots.current();
    expect(windowAfter(start).map(({ id }) => id)).toContain(third);
  });

  test('when an account changes after it was read and before all are', async () => {
    const gate = Promise.withResolvers<undefined>();
    const usual = readAccount;
    readAccount = async (id) => {
      const view = await usual(id);
      if (id === second) await gate.promise;
      return view;
    };
    const asking = snapshots.current();
    await turn();
    await turn();
    accounts.set(first, anAccount(first, ['changed']));
    snapshots.touchAccount(first);
    gate.resolve(undefined);
    const start = await asking;
    await snapshots.current();
    expect(windowAfter(start).find(({ id }) => id === first)?.tags).toEqual(['changed']);
  });

  test('when reading failed once', async () => {
    await snapshots.current();
    const usual = readAccount;
    readAccount = () => Promise.reject(new Error('unreadable'));
    accounts.set(first, anAccount(first, ['changed']));
    snapshots.touchAccount(first);
    await turn();
    await turn();
    readAccount = usual;
    const { accounts: list } = await snapshots.current();
    expect(list.find(({ id }) => id === first)?.tags).toEqual(['changed']);
  });
});
