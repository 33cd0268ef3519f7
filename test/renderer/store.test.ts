import { describe, expect, it, vi } from 'vitest';
import { createSend, type Send } from '../../src/renderer/bridge.ts';
import { createStore } from '../../src/renderer/store.ts';
import type { AccountManagerApi } from '../../src/shared/channels.ts';
import type { Snapshot, SnapshotPatch } from '../../src/shared/views.ts';
import { account, frame, snapshot } from './support/fixtures.ts';

describe('the store', () => {
  it('keeps a patch that arrives before the first snapshot', async () => {
    const main = playMain();
    main.store.start();
    main.patch({ from: 1, to: 2, changed: [account('late')], removed: [] });
    await main.answer({ ...snapshot([account('early')]), version: 1 });
    expect(main.ids()).toEqual(['early', 'late']);
    expect(main.version()).toBe(2);
  });

  it('ignores a patch that the snapshot already contains', async () => {
    const main = playMain();
    main.store.start();
    main.patch({ from: 1, to: 2, changed: [], removed: ['a'] });
    await main.answer({ ...snapshot([account('a')]), version: 3 });
    expect(main.ids()).toEqual(['a']);
    expect(main.asked()).toBe(1);
  });

  it('asks again when a patch does not start at its version', async () => {
    const main = playMain();
    main.store.start();
    await main.answer({ ...snapshot(), version: 1 });
    main.patch({ from: 4, to: 5, changed: [account('x')], removed: [] });
    expect(main.asked()).toBe(2);
    await main.answer({ ...snapshot([account('x'), account('y')]), version: 5 });
    expect(main.ids()).toEqual(['x', 'y']);
  });

  it('keeps the patches that arrive while it asks again', async () => {
    const main = playMain();
    main.store.start();
    await main.answer({ ...snapshot(), version: 1 });
    main.patch({ from: 4, to: 5, changed: [], removed: [] });
    main.patch({ from: 5, to: 6, changed: [account('z')], removed: [] });
    expect(main.asked()).toBe(2);
    await main.answer({ ...snapshot(), version: 5 });
    expect(main.ids()).toEqual(['z']);
    expect(main.version()).toBe(6);
  });

  it('changes an account in its place, adds new ones at the end and removes', async () => {
    const main = playMain();
    main.store.start();
    await main.answer({ ...snapshot([account('a'), account('b'), account('c')]), version: 1 });
    const before = main.store.getState();
    const changed = [account('b', { tags: ['new'] }), account('d')];
    main.patch({ from: 1, to: 2, changed, removed: ['a'] });
    expect(main.ids()).toEqual(['b', 'c', 'd']);
    expect(main.snapshot().accounts[0]?.tags).toEqual(['new']);
    expect(before).not.toBe(main.store.getState());
  });

  it('keeps the identity of accounts that did not change', async () => {
    const main = playMain();
    main.store.start();
    await main.answer({ ...snapshot([account('a'), account('b')]), version: 1 });
    const kept = main.snapshot().accounts[0];
    main.patch({ from: 1, to: 2, changed: [account('b')], removed: [] });
    expect(main.snapshot().accounts[0]).toBe(kept);
  });

  it('takes the frame of a patch, and keeps its own when there is none', async () => {
    const main = playMain();
    main.store.start();
    await main.answer({ ...snapshot(), version: 1 });
    main.patch({ from: 1, to: 2, frame: frame({ appVersion: '9.9.9' }), changed: [], removed: [] });
    main.patch({ from: 2, to: 3, changed: [], removed: [] });
    expect(main.snapshot().frame.appVersion).toBe('9.9.9');
  });

  it('says why when the first snapshot cannot be had, and tries again', async () => {
    const on = () => () => undefined;
    let asked = 0;
    const invoke: AccountManagerApi['invoke'] = () => {
      asked += 1;
      return Promise.reject(new Error('no bridge'));
    };
    const store = createStore({ on }, createSend({ on, invoke }));
    store.start();
    await vi.waitFor(() => {
      expect(store.getState()).toMatchObject({ kind: 'failed', error: { detail: 'no bridge' } });
    });
    store.reload();
    expect(store.getState().kind).toBe('loading');
    expect(asked).toBe(2);
  });
});

/** A store whose main process the test plays. */
function playMain() {
  const waiting: ((value: Snapshot) => void)[] = [];
  let listener: (patch: SnapshotPatch) => void = () => undefined;
  let asked = 0;
  const send: unknown = () => {
    asked += 1;
    return new Promise((resolve) => {
      waiting.push((value) => {
        resolve({ ok: true, value });
      });
    });
  };
  const on = (_name: string, receive: (patch: SnapshotPatch) => void) => {
    listener = receive;
    return () => undefined;
  };
  const store = createStore({ on } as Pick<AccountManagerApi, 'on'>, send as Send);
  const current = () => {
    const state = store.getState();
    if (state.kind !== 'ready') throw new Error(`the store is ${state.kind}`);
    return state.snapshot;
  };
  return {
    store,
    snapshot: current,
    asked: () => asked,
    version: () => current().version,
    ids: () => current().accounts.map(({ id }) => id),
    patch: (patch: SnapshotPatch) => {
      listener(patch);
    },
    answer: async (value: Snapshot) => {
      waiting.shift()?.(value);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}
