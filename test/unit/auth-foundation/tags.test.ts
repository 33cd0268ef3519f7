import { expect, test } from 'vitest';
import { tagTexts } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';

test('tags as a list stay as they are, each once', () => {
  expect(tagTexts(['work', 'home', 'work'])).toEqual(['work', 'home']);
});

test('tags as a map become names with their values', () => {
  expect(tagTexts({ service: 'purchase', role: 'admin' })).toEqual([
    'service:purchase',
    'role:admin',
  ]);
});

test('a credential is stored, changed and found by tags in either form', async () => {
  const { coordinator } = aCoordinator();
  const credential = await coordinator.store(aToken(), { service: 'purchase' });
  expect(credential.tags).toEqual(['service:purchase']);
  expect(await coordinator.find({ tags: 'service:purchase' })).toEqual([credential]);
  await credential.setTags({ service: 'sales' });
  expect(await coordinator.find({ tags: { service: 'sales' } })).toEqual([credential]);
});
