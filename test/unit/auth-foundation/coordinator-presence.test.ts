import { beforeEach, describe, expect, test } from 'vitest';
import type { Credential } from '../../../src/main/auth-foundation/index.ts';
import {
  aCoordinator,
  failureOf,
  type CoordinatorSite,
} from '../../support/builders/coordinator.ts';
import { aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';

const url = 'https://api.example.com/orders';
const hour = 3_600_000;

let presence: FakePresence;
let site: CoordinatorSite;
let credential: Credential;

beforeEach(async () => {
  presence = new FakePresence();
  site = aCoordinator({ presence });
  credential = await site.coordinator.store(aToken());
  await credential.setRequiresPresence(true);
  site.hush();
});

function authorize(): Promise<Request> {
  return credential.authorize(new Request(url));
}

describe('a credential that requires presence', () => {
  test('asks before a token is handed out, and hands it out when the person confirms', async () => {
    const { headers } = await authorize();
    expect(headers.get('authorization')).toBe(`Bearer ${credential.token.accessToken}`);
    await credential.downscope(['openid']);
    await credential.confirmPresence('copy the access token');
    expect(presence.prompts).toEqual([
      'send a request with an access token',
      'hand out a token with fewer scopes',
      'copy the access token',
    ]);
  });

  test('hands nothing out, and asks the org for nothing, before the person has confirmed', async () => {
    const held = presence.hold();
    const scopes = credential.downscope(['openid']);
    await turn();
    expect(site.client.refreshed).toEqual([]);
    held.confirm();
    await scopes;
    expect(site.client.refreshed).toHaveLength(1);
  });

  test('hands nothing out when the person cancels', async () => {
    for (const handOut of [
      () => authorize(),
      () => credential.downscope(['openid']),
      () => credential.confirmPresence('copy the access token'),
    ]) {
      presence.denyNext();
      expect((await failureOf(handOut())).code).toBe('presence_denied');
    }
    expect(site.client.refreshed).toEqual([]);
  });

  test('hands nothing out where nothing can ask', async () => {
    presence.available = false;
    expect((await failureOf(authorize())).code).toBe('presence_unavailable');
    const found = await aCoordinator(site).coordinator.with(credential.id);
    const failure = found?.confirmPresence('copy the access token') ?? Promise.resolve();
    expect((await failureOf(failure)).code).toBe('presence_unavailable');
    expect(presence.prompts).toEqual([]);
  });

  test('asks nobody to be refreshed, by hand or by itself, or revoked', async () => {
    site.client.onRefresh = () =>
      Promise.resolve(refreshAnswer(aTokenResponse(), site.clock.now()));
    await site.coordinator.start();
    await credential.setAutomaticRefresh(true);
    await credential.refresh();
    for (let passed = 0; passed < hour; passed += 10_000) {
      site.clock.advance(10_000);
      await turn();
    }
    expect(site.client.refreshed.length).toBeGreaterThan(1);
    await credential.revoke();
    site.coordinator.stop();
    expect(presence.prompts).toEqual([]);
  });

  test('stays one through a refresh, a new sign-in and a restart', async () => {
    await credential.refresh();
    await site.coordinator.signInAgain(credential.id, aToken());
    const found = await aCoordinator(site).coordinator.metadata(credential.id);
    expect(found?.requiresPresence).toBe(true);
  });
});

describe('a prompt', () => {
  test('is shared by callers who want the same at the same moment, and asked anew later', async () => {
    const held = presence.hold();
    const both = Promise.all([authorize(), authorize()]);
    await turn();
    held.confirm();
    await both;
    expect(presence.prompts).toHaveLength(1);
    await authorize();
    expect(presence.prompts).toHaveLength(2);
  });

  test('that is cancelled is cancelled for those who share it, and for nobody later', async () => {
    const held = presence.hold();
    const both = [failureOf(authorize()), failureOf(authorize())];
    await turn();
    held.deny();
    expect((await Promise.all(both)).map(({ code }) => code)).toEqual([
      'presence_denied',
      'presence_denied',
    ]);
    await authorize();
    expect(presence.prompts).toHaveLength(2);
  });

  test('confirms only what it says: another reason and another credential wait for their own', async () => {
    const other = await site.coordinator.store(aToken());
    await other.setRequiresPresence(true);
    const held = presence.hold();
    const first = authorize();
    const second = credential.confirmPresence('copy the access token');
    const third = other.authorize(new Request(url));
    await turn();
    expect(presence.prompts).toEqual(['send a request with an access token']);
    held.confirm();
    await Promise.all([first, second, third]);
    expect(presence.prompts).toEqual([
      'send a request with an access token',
      'copy the access token',
      'send a request with an access token',
    ]);
  });

  test('holds up no refresh', async () => {
    const held = presence.hold();
    const turningOff = credential.setRequiresPresence(false);
    await turn();
    await credential.refresh();
    expect(site.storage.row(credential.id)?.token.equals(credential.token)).toBe(true);
    held.confirm();
    await turningOff;
    expect(credential.metadata.requiresPresence).toBe(false);
    expect(site.storage.row(credential.id)?.token.equals(credential.token)).toBe(true);
  });

  test('ends for a caller who gives up, and nothing is handed out then', async () => {
    const held = presence.hold();
    const impatient = new AbortController();
    const cancelled = failureOf(credential.downscope(['openid'], { signal: impatient.signal }));
    await turn();
    impatient.abort();
    expect((await cancelled).code).toBe('cancelled');
    held.confirm();
    await turn();
    expect(site.client.refreshed).toEqual([]);
  });

  test('brings back nothing of a credential that was removed or revoked meanwhile', async () => {
    const held = presence.hold();
    const late = [failureOf(authorize())];
    await turn();
    await credential.remove();
    held.confirm();
    expect((await Promise.all(late)).map(({ code }) => code)).toEqual(['account_not_found']);
    const revoked = await site.coordinator.store(aToken());
    await revoked.setRequiresPresence(true);
    const heldAgain = presence.hold();
    const downscoping = failureOf(revoked.downscope(['openid']));
    await turn();
    const revocation = site.client.holdRevocations();
    const revoking = revoked.revoke();
    await turn();
    heldAgain.confirm();
    expect((await downscoping).code).toBe('busy');
    revocation.release();
    await revoking;
  });
});

describe('the choice', () => {
  test('is off until it is made, and told when it changes', async () => {
    const plain = await site.coordinator.store(aToken());
    await plain.authorize(new Request(url));
    expect(presence.prompts).toEqual([]);
    site.hush();
    await plain.setRequiresPresence(true);
    await plain.setRequiresPresence(true);
    expect(site.events).toEqual([{ name: 'presence_changed', id: plain.id, required: true }]);
    expect(site.storage.row(plain.id)?.metadata.requiresPresence).toBe(true);
  });

  test('is turned on without a question, but only where one can be asked', async () => {
    const plain = await site.coordinator.store(aToken());
    presence.available = false;
    const failure = await failureOf(plain.setRequiresPresence(true));
    expect(failure.code).toBe('presence_unavailable');
    expect(plain.metadata.requiresPresence).toBe(false);
    presence.available = true;
    await plain.setRequiresPresence(true);
    expect(presence.prompts).toEqual([]);
  });

  test('is turned off only by the person', async () => {
    presence.denyNext();
    const failure = await failureOf(credential.setRequiresPresence(false));
    expect(failure.code).toBe('presence_denied');
    expect(credential.metadata.requiresPresence).toBe(true);
    await credential.setRequiresPresence(false);
    expect(credential.metadata.requiresPresence).toBe(false);
    expect(presence.prompts).toHaveLength(2);
    expect(site.told()).toEqual(['presence_changed']);
  });

  test('can be turned off where nothing can ask, so that a restored credential stays usable', async () => {
    presence.available = false;
    await credential.setRequiresPresence(false);
    expect(presence.prompts).toEqual([]);
    await authorize();
  });

  test('that could not be written has not changed', async () => {
    site.storage.refuse('setMetadata');
    await failureOf(credential.setRequiresPresence(false));
    expect(credential.metadata.requiresPresence).toBe(true);
    expect(site.told()).toEqual([]);
  });

  test('for nobody is refused', async () => {
    const { id } = credential;
    await credential.remove();
    for (const call of [
      site.coordinator.setRequiresPresence(id, false),
      site.coordinator.confirmPresence(id, 'copy the access token'),
    ]) {
      expect((await failureOf(call)).code).toBe('account_not_found');
    }
  });
});
