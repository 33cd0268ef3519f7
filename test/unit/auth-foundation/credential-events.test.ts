import { describe, expect, test } from 'vitest';
import { CredentialEventEmitter } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

const event = { id: aToken().id };

describe('listeners', () => {
  test('hear every event of their name, in order, until they are taken off', () => {
    const emitter = new CredentialEventEmitter(() => undefined);
    const heard: string[] = [];
    const first = (): unknown => heard.push('first');
    const second = (): unknown => heard.push('second');
    emitter.on('credential_saved', first);
    emitter.on('credential_saved', first);
    emitter.on('credential_saved', second);
    emitter.emit('credential_saved', event);
    emitter.emit('credential_refresh_started', event);
    emitter.off('credential_saved', first);
    emitter.emit('credential_saved', event);
    expect(heard).toEqual(['first', 'second', 'second']);
  });

  test('one that throws or rejects harms neither the others nor the teller', async () => {
    const errors: unknown[] = [];
    const emitter = new CredentialEventEmitter((thrown) => errors.push(thrown));
    const heard: string[] = [];
    emitter.on('credential_saved', () => {
      throw new Error('thrown');
    });
    emitter.on('credential_saved', () => Promise.reject(new Error('rejected')));
    emitter.on('credential_saved', () => heard.push('heard'));
    emitter.emit('credential_saved', event);
    await turn();
    expect(heard).toEqual(['heard']);
    expect(errors).toEqual([new Error('thrown'), new Error('rejected')]);
  });

  test('one that takes another off, or adds one, does not disturb the telling', () => {
    const emitter = new CredentialEventEmitter(() => undefined);
    const heard: string[] = [];
    const second = (): unknown => heard.push('second');
    emitter.on('credential_saved', () => {
      emitter.off('credential_saved', second);
      emitter.on('credential_saved', () => heard.push('added'));
    });
    emitter.on('credential_saved', second);
    emitter.emit('credential_saved', event);
    expect(heard).toEqual(['second']);
  });
});

test('a listener that throws does not fail the store it was told of', async () => {
  const { coordinator, backgroundErrors, told } = aCoordinator();
  coordinator.events.on('credential_added', () => {
    throw new Error('in a listener');
  });
  const credential = await coordinator.store(aToken());
  expect(await coordinator.getDefault()).toBe(credential);
  expect(told()).toEqual(['credential_added', 'default_changed']);
  expect(backgroundErrors).toEqual([new Error('in a listener')]);
});

test('a listener may use the credential it is told of', async () => {
  const { coordinator } = aCoordinator();
  const found: unknown[] = [];
  coordinator.events.on('credential_added', async ({ id }) => {
    const credential = await coordinator.with(id);
    await credential?.setTags(['told']);
    found.push(credential?.tags);
  });
  await coordinator.store(aToken());
  await turn();
  expect(found).toEqual([['told']]);
});
