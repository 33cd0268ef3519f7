import { describe, expect, test } from 'vitest';
import { Failure, RevocationFailure, toFailure } from '../../../src/main/auth-foundation/index.ts';
import { printed } from '../../support/builders/printed.ts';

describe('a failure', () => {
  test('takes class, words and repair from the catalogue', () => {
    const failure = new Failure('refresh_token_rejected', { detail: 'gone', requestId: 'req-1' });
    expect(failure.failureClass).toBe('sign_in_needed');
    expect(failure.toView()).toMatchObject({
      code: 'refresh_token_rejected',
      class: 'sign_in_needed',
      repair: 'sign_in_again',
      detail: 'gone',
      requestId: 'req-1',
    });
  });

  test('says nothing that nobody told it', () => {
    expect(new Failure('internal')).toMatchObject({ detail: null, requestId: null, retryAt: null });
  });
});

describe('the detail of a failure', () => {
  test('loses what looks like a token, wherever it came from', () => {
    const detail = `Token ${'canary'.repeat(10)} is not known.`;
    const failure = new Failure('refresh_token_rejected', { detail, requestId: 'req-1' });
    expect(failure.detail).toBe('Token [redacted] is not known.');
    expect(printed(failure)).not.toContain('canary');
    const again = new RevocationFailure(failure, []);
    expect(again.detail).toBe(failure.detail);
  });
});

describe('whatever was thrown', () => {
  test('stays as it is when it is a failure', () => {
    const failure = new RevocationFailure(new Failure('network_unreachable'), []);
    expect(toFailure(failure)).toBe(failure);
  });

  test.each([
    ['an error', new TypeError('canary-message', { cause: 'canary-cause' }), 'TypeError'],
    ['a text', 'canary-text', 'string'],
    ['nothing', undefined, 'undefined'],
  ])('becomes an internal failure without its words when it is %s', (_what, thrown, detail) => {
    const failure = toFailure(thrown);
    expect(failure).toMatchObject({ code: 'internal', detail });
    expect(printed(failure)).not.toContain('canary');
  });
});
