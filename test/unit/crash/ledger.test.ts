import { beforeEach, describe, expect, test } from 'vitest';
import { newCredentialId, type CredentialId } from '../../../src/main/auth-foundation/index.ts';
import { lastLine } from '../../support/crash/crash-run.ts';
import type { Prints } from '../../support/crash/fingerprint.ts';
import { Ledger, type Finding } from '../../support/crash/ledger.ts';
import type { Begin, Found, Notice } from '../../support/crash/messages.ts';
import type { KnownToken } from '../../support/crash/token-index.ts';

const id = newCredentialId();
/** Fingerprints say here what they are of: person, sign-in, and which answer of the org. */
const first = { access: 'ada/1/access/0', refresh: 'ada/1/refresh/0' };
const second = { access: 'ada/1/access/1', refresh: 'ada/1/refresh/1' };
const someoneElses = { access: 'grace/2/access/0', refresh: 'grace/2/refresh/0' };

/** What an org knows, read from the fingerprints themselves. */
const index = {
  find: (print: string): KnownToken => {
    const [username = '', grantId = '', kind, order] = print.split('/');
    return { username, grantId, kind: kind === 'access' ? kind : 'refresh', order: Number(order) };
  },
  isSuccessor: (earlier: string | null, later: string | null) =>
    earlier === first.refresh && later === second.refresh,
  isRevoked: () => false,
};

let ledger: Ledger;
let flights = 0;

beforeEach(() => {
  ledger = new Ledger(index);
  finish(begin({ operation: 'store', id, username: 'ada', prints: first, tags: ['work'] }));
  ledger.settle(found({ prints: first }));
});

test('what was acknowledged and is found is no finding', () => {
  finish(begin({ operation: 'refresh', id }), second);
  finish(begin({ operation: 'set_tags', id, tags: ['home'] }));
  expect(kindsAfter(found({ prints: second, tags: ['home'] }))).toEqual([]);
});

describe('a session is lost', () => {
  test('when it is gone', () => {
    expect(kindsAfter(nothing())).toEqual(['session_lost']);
  });

  test('when it holds the token from before an acknowledged refresh', () => {
    finish(begin({ operation: 'refresh', id }), second);
    expect(kindsAfter(found({ prints: first }))).toEqual(['session_lost']);
  });

  test('when it is gone although its removal was refused', () => {
    ledger.storageIsFaulty = true;
    fail(begin({ operation: 'remove', id }), 'disk_write_failed');
    expect(kindsAfter(nothing())).toEqual(['session_lost']);
  });

  test('when the org does not refresh it any more', () => {
    fail(begin({ operation: 'refresh', id }), 'refresh_token_rejected');
    expect(ledger.findings.map(({ kind }) => kind)).toEqual(['session_lost']);
  });

  test('when its token stays only in memory', () => {
    ledger.noteUnsaved([id]);
    expect(ledger.findings.map(({ kind }) => kind)).toEqual(['session_lost']);
  });

  test('only once', () => {
    ledger.compareLive(nothing());
    expect(kindsAfter(nothing())).toEqual(['session_lost']);
  });
});

describe('while it was under way, it may be found done or not done:', () => {
  test('a refresh, which then has to be proven', () => {
    begin({ operation: 'refresh', id });
    expect(ledger.settle(found({ prints: first }))).toEqual([id]);
    begin({ operation: 'refresh', id });
    expect(ledger.settle(found({ prints: second }))).toEqual([id]);
    expect(ledger.findings).toEqual([]);
  });

  test('a removal', () => {
    begin({ operation: 'remove', id });
    expect(kindsAfter(found({ prints: first }))).toEqual([]);
    begin({ operation: 'remove', id });
    expect(kindsAfter(nothing())).toEqual([]);
  });

  test('a removal that has begun to revoke the tokens, so that they need not work any more', () => {
    begin({ operation: 'remove_and_revoke_later', id });
    ledger.settle({ ...found({ prints: first }), revoking: [id] });
    fail(begin({ operation: 'refresh', id }), 'refresh_token_rejected');
    expect(ledger.findings).toEqual([]);
  });

  test('a store', () => {
    const other = newCredentialId();
    begin({ operation: 'store', id: other, username: 'grace', prints: someoneElses, tags: [] });
    expect(kindsAfter(found({ prints: first }))).toEqual([]);
  });

  test('a change of the tags or of the default', () => {
    begin({ operation: 'set_tags', id, tags: ['home'] });
    begin({ operation: 'set_default', id });
    expect(kindsAfter({ ...found({ prints: first, tags: ['home'] }), defaultId: id })).toEqual([]);
  });
});

test('a token of somebody else is a wrong token', () => {
  expect(kindsAfter(found({ prints: someoneElses }))).toEqual(['wrong_token']);
});

test('the tokens of two sign-ins in one session are a wrong token', () => {
  const prints = { access: 'ada/9/access/0', refresh: first.refresh };
  expect(kindsAfter(found({ prints }))).toEqual(['wrong_token']);
});

test('a quarantined file is an unreadable record, and its session is lost', () => {
  const kinds = kindsAfter({ ...nothing(), quarantined: ['credentials/one.sealed'] });
  expect(kinds).toEqual(['record_unreadable', 'session_lost']);
});

describe('other promises are looked at too:', () => {
  test('what was removed does not come back', () => {
    finish(begin({ operation: 'remove', id }));
    expect(kindsAfter(found({ prints: first }))).toEqual(['other']);
  });

  test('what waits to be revoked is not forgotten', () => {
    finish(begin({ operation: 'remove_and_revoke_later', id }));
    expect(kindsAfter({ ...nothing(), revoking: [id] })).toEqual([]);
    expect(kindsAfter(nothing())).toEqual(['other']);
  });

  test('tags are those that were set last', () => {
    finish(begin({ operation: 'set_tags', id, tags: ['home'] }));
    expect(kindsAfter(found({ prints: first, tags: ['work'] }))).toEqual(['other']);
  });

  test('nothing fails while the storage works', () => {
    fail(begin({ operation: 'refresh', id }), 'token_unsaved');
    expect(ledger.findings.map(({ kind }) => kind)).toEqual(['other']);
  });

  test('a backup holds what was there', () => {
    finish(begin({ operation: 'back_up', ids: [id] }));
    ledger.compareBackup([]);
    expect(ledger.findings.map(({ kind }) => kind)).toEqual(['other']);
  });
});

test('the last line counts the findings by kind', () => {
  const kinds = ['session_lost', 'session_lost', 'wrong_token', 'other'] as const;
  const findings = kinds.map((kind) => ({ kind, detail: '' }));
  const line = lastLine({ kills: 7, findings });
  expect(line).toBe('kills 7, sessions lost 2, records unreadable 0, wrong tokens 1');
});

function begin(operation: Begin): number {
  flights += 1;
  ledger.note({ kind: 'begin', flight: flights, begin: operation });
  return flights;
}

function finish(flight: number, prints: Prints | null = null): void {
  ledger.note({ kind: 'done', flight, prints, defaultId: null, untilDurable: null });
}

function fail(flight: number, code: Extract<Notice, { kind: 'failed' }>['code']): void {
  ledger.note({ kind: 'failed', flight, code, detail: null, defaultId: null });
}

function nothing(): Found {
  return { kind: 'found', sessions: [], defaultId: null, revoking: [], quarantined: [] };
}

function found({
  prints,
  tags = ['work'],
}: {
  readonly prints: Prints;
  readonly tags?: string[];
}): Found {
  const session: { id: CredentialId; prints: Prints; tags: string[] } = { id, prints, tags };
  return { ...nothing(), sessions: [session] };
}

/** What is found wrong in the first look after a restart, beside what was found before. */
function kindsAfter(look: Found): Finding['kind'][] {
  ledger.settle(look);
  return ledger.findings.map(({ kind }) => kind);
}
