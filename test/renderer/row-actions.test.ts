import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRowActions } from '../../src/renderer/accounts/row-actions.ts';
import type { Send } from '../../src/renderer/bridge.ts';
import { describeError } from '../../src/shared/error-catalogue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const answering = (reply: unknown) => {
  const sent: unknown[] = [];
  const send = ((name: string, input: unknown) => {
    sent.push([name, input]);
    return Promise.resolve(reply);
  }) as Send;
  return { send, sent };
};

describe('the actions of a row', () => {
  it('run once at a time', async () => {
    const { send, sent } = answering({ ok: true, value: undefined });
    const actions = createRowActions(send);
    const first = actions.run('a', 'refresh');
    expect(actions.statusOf('a').pending).toBe('refresh');
    expect(await actions.run('a', 'make_default')).toBeNull();
    await first;
    expect(sent).toEqual([['accounts.refresh', { accountId: 'a' }]]);
  });

  it('show a success for a short while', async () => {
    const actions = createRowActions(answering({ ok: true, value: { clearsAt: 5 } }).send);
    await actions.run('a', 'copy_access_token');
    expect(actions.statusOf('a').succeeded).toBe('copy_access_token');
    vi.advanceTimersByTime(2000);
    expect(actions.statusOf('a').succeeded).toBeNull();
  });

  it('keep a failure until the next action or until it is dismissed', async () => {
    const error = describeError('rate_limited');
    const actions = createRowActions(answering({ ok: false, error }).send);
    await actions.run('a', 'refresh');
    vi.advanceTimersByTime(60_000);
    expect(actions.statusOf('a').failed).toEqual({ action: 'refresh', error });
    actions.dismissFailure('a');
    expect(actions.statusOf('a').failed).toBeNull();
  });

  it('are told apart by account', async () => {
    const actions = createRowActions(answering({ ok: true, value: undefined }).send);
    const running = actions.run('a', 'refresh');
    expect(actions.statusOf('b').pending).toBeNull();
    await running;
  });
});
