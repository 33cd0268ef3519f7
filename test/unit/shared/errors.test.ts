import { describe, expect, test } from 'vitest';
import { describeError, errorCatalogue, viewErrorSchema } from '../../../src/shared/index.ts';

const entries = Object.entries(errorCatalogue);

describe('the error catalogue', () => {
  test.each(entries)('%s is told in whole sentences', (_code, { message, next }) => {
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(next).toMatch(/^[A-Z].*\.$/);
  });

  test.each(entries)('%s has a repair that fits its class', (code, entry) => {
    const asksForSignIn = entry.repair === 'sign_in_again';
    // The session is good: only the one request wants more.
    const wantsMore = code === 'step_up_needed';
    expect(asksForSignIn).toBe(entry.class === 'sign_in_needed' || wantsMore);
    // What is between this computer and the org passes, but mostly with another network or setting.
    const isOnTheWay = code === 'certificate_rejected' || code === 'proxy_failed';
    if (entry.class === 'transient' && !isOnTheWay) expect(entry.repair).toMatch(/retry$/);
  });

  test('tells each outcome in words of its own', () => {
    const messages = entries.map(([, { message }]) => message);
    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });
});

test('an error crosses the bridge with what is known of it, and nothing else', () => {
  const stranger = { detail: 'words', requestId: 'req-1', stack: 'canary', accessToken: 'canary' };
  const view = describeError('rate_limited', stranger);
  expect(viewErrorSchema.strict().parse(view)).toEqual(view);
  expect(JSON.stringify(view)).not.toContain('canary');
  expect(describeError('internal')).toMatchObject({ detail: null, requestId: null });
});
