import { expect, test } from 'vitest';
import {
  Failure,
  issuer,
  OAuth2Client,
  type HttpFetch,
} from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const context = { issuer: issuer('https://example.okta.com'), clientId: '0oaExample' };

test.each<[string, HttpFetch]>([
  [
    'answered',
    () =>
      Promise.resolve(
        new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } }),
      ),
  ],
  ['refused by the network', () => Promise.reject(new Failure('redirect_refused'))],
])('a redirect that is %s is told as one, not as a lost connection', async (_how, fetch) => {
  const client = new OAuth2Client(context, { fetch, clock: new FakeClock(), userAgent: 'Test/1' });
  const failure = await failureOf(client.discover());
  expect(failure.code).toBe('redirect_refused');
  expect(failure.failureClass).toBe('configuration');
});
