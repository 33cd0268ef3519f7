import { beforeEach, describe, expect, test } from 'vitest';
import { answerCommand, commandNames, refuseCommand } from '../../../src/main/app/index.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { contract, type CommandHandlers } from '../../../src/shared/index.ts';
import { anOrgInput } from '../../support/builders/org-profile.ts';
import { canary } from '../../support/builders/tokens.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

const nothing = (): void => undefined;
let log: RecordingLog;
let calls: unknown[];

beforeEach(() => {
  log = new RecordingLog();
  calls = [];
});

/** Handlers that note their input; `changes` replaces some. */
function handlers(changes: Partial<CommandHandlers> = {}): CommandHandlers {
  return {
    'state.get': () => Promise.reject(new Error('not here')),
    'orgs.look': () => ({ candidates: [] }),
    'orgs.add': (input) => {
      calls.push(input);
      return { orgId: 'org-1' };
    },
    'orgs.update': nothing,
    'orgs.remove': nothing,
    'orgs.copyUris': nothing,
    'orgs.export': () => ({ kind: 'cancelled' }),
    'orgs.import': () => ({ kind: 'cancelled' }),
    'orgs.chooseCaFile': () => ({ path: null }),
    'signIn.start': () => ({ attemptId: 'attempt-1' }),
    'signIn.cancel': nothing,
    'signIn.copyLink': nothing,
    'signIn.copyCode': nothing,
    'signIn.openBrowser': nothing,
    'signIn.retrySave': nothing,
    'signIn.dismiss': nothing,
    'signOut.start': () => ({ attemptId: 'attempt-2' }),
    'signOut.cancel': nothing,
    'signOut.copyLink': nothing,
    'signOut.openBrowser': nothing,
    'signOut.dismiss': nothing,
    'accounts.makeDefault': nothing,
    'accounts.refresh': nothing,
    'accounts.copyToken': () => ({ clearsAt: 1 }),
    'accounts.copyRequest': () => ({ clearsAt: 1 }),
    'accounts.revoke': () => ({ results: [] }),
    'accounts.remove': nothing,
    'accounts.setTags': (input) => {
      calls.push(input);
    },
    'accounts.removeAndRevokeLater': nothing,
    'accounts.setAutomaticRefresh': nothing,
    'accounts.setRequiresPresence': nothing,
    'accounts.saveNow': nothing,
    'accounts.history': () => ({ entries: [] }),
    'accounts.ended': () => ({ entries: [] }),
    'revocations.retry': nothing,
    'revocations.giveUp': nothing,
    'clipboard.clear': nothing,
    'vault.retry': nothing,
    'vault.retryQuarantined': () => ({ opened: 0 }),
    'vault.setQuarantinedAside': nothing,
    'vault.changeKey': () => ({ oldKeyIsKept: false }),
    'vault.restoreKey': nothing,
    'vault.startNew': nothing,
    'vault.backUp': () => ({ kind: 'cancelled' }),
    'vault.restore': () => ({ kind: 'cancelled' }),
    'settings.update': nothing,
    ...changes,
  };
}

describe('a command', () => {
  test('is answered with what its handler gives', async () => {
    const reply = await answerCommand(
      'orgs.add',
      handlers(),
      { ...anOrgInput(), name: ' Example ' },
      log,
    );
    expect(reply).toEqual({ ok: true, value: { orgId: 'org-1' } });
    expect(calls).toEqual([anOrgInput()]);
  });

  test.each([
    ['accounts.refresh', {}, 'Field: accountId'],
    ['accounts.refresh', { accountId: 7 }, 'Field: accountId'],
    ['accounts.refresh', { accountId: 'x'.repeat(65) }, 'Field: accountId'],
    ['accounts.copyToken', { accountId: 'x', kind: 'refresh_token' }, 'Field: kind'],
    ['accounts.setTags', { accountId: 'x', tags: ['ok', ''] }, 'Field: tags.1'],
    ['settings.update', { clipboardSeconds: 1 }, 'Field: clipboardSeconds'],
    ['accounts.refresh', { accountId: 'x', extra: 1 }, null],
    ['accounts.refresh', 'x', null],
    ['accounts.refresh', undefined, null],
    ['accounts.refresh', null, null],
  ] as const)('%s with %j is refused, and its handler not called', async (name, input, detail) => {
    let called = false;
    const spy = (): void => {
      called = true;
    };
    const reply = await answerCommand(
      name,
      handlers({ 'accounts.refresh': spy, 'accounts.setTags': spy, 'settings.update': spy }),
      input,
      log,
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input', detail } });
    expect(called).toBe(false);
    expect(log.events).toEqual(['command_refused']);
  });

  test('what is not in the contract never leaves', async () => {
    const reply = await answerCommand(
      'accounts.revoke',
      handlers({
        'accounts.revoke': () => {
          const result = {
            kind: 'access_token' as const,
            outcome: 'revoked' as const,
            error: null,
            accessToken: `${canary}deep`,
          };
          return { results: [result], accessToken: `${canary}top` };
        },
      }),
      { accountId: 'x' },
      log,
    );
    expect(reply).toEqual({
      ok: true,
      value: { results: [{ kind: 'access_token', outcome: 'revoked', error: null }] },
    });
  });

  test('whose handler gives something else than the contract says is an internal failure', async () => {
    const reply = await answerCommand(
      'accounts.copyToken',
      handlers({ 'accounts.copyToken': () => ({ clearsAt: Number.NaN }) }),
      { accountId: 'x', kind: 'id_token' },
      log,
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
  });
});

describe('a handler that fails', () => {
  test('is answered in the words of the catalogue', async () => {
    const failure = new Failure('rate_limited', { requestId: 'req-1', detail: 'Slow down.' });
    const reply = await answerCommand(
      'accounts.refresh',
      handlers({ 'accounts.refresh': () => Promise.reject(failure) }),
      { accountId: 'x' },
      log,
    );
    expect(reply).toEqual({ ok: false, error: failure.toView() });
    expect(log.lines[0]?.fields).toEqual({
      command: 'accounts.refresh',
      code: 'rate_limited',
      requestId: 'req-1',
    });
  });

  test('with an error of its own tells none of its words', async () => {
    const reply = await answerCommand(
      'accounts.refresh',
      handlers({
        'accounts.refresh': () => {
          throw new Error(`${canary}message`);
        },
      }),
      { accountId: 'x' },
      log,
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify([reply, log.lines])).not.toContain(canary);
  });
});

test('every command of the contract has a name to register', () => {
  expect(commandNames).toEqual(Object.keys(contract.commands));
});

test('a stranger is told nothing', () => {
  expect(refuseCommand()).toMatchObject({ ok: false, error: { code: 'internal', detail: null } });
});
