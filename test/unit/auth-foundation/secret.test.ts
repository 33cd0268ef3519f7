import { format } from 'node:util';
import { expect, test } from 'vitest';
import { openSecret, Secret } from '../../../src/main/auth-foundation/index.ts';
import { printed } from '../../support/builders/printed.ts';

const secret = new Secret('canary-value');

test('a secret prints nowhere', () => {
  expect(printed(secret)).not.toContain('canary');
  expect(printed({ nested: [secret] })).not.toContain('canary');
  expect(format('%s %o %O %j', secret, secret, secret, secret)).not.toContain('canary');
  expect(String(secret)).toBe('[secret]');
});

test('a copy of a secret holds nothing', () => {
  expect(Object.keys(secret)).toEqual([]);
  expect(printed(structuredClone(Object.assign({}, secret)))).not.toContain('canary');
});

test('openSecret gives the value', () => {
  expect(openSecret(secret)).toBe('canary-value');
});

test('secrets are equal when their values are', () => {
  expect(secret.equals(new Secret('canary-value'))).toBe(true);
  expect(secret.equals(new Secret('canary-other'))).toBe(false);
});
