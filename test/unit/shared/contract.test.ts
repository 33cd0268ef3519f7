import { describe, expect, test } from 'vitest';
import { commandChannel, contract, eventChannel, tagLimits } from '../../../src/shared/index.ts';

const { commands } = contract;
const accepts = (name: keyof typeof commands, input: unknown): boolean =>
  commands[name].input.safeParse(input).success;

describe('the contract', () => {
  test('gives every command and event a channel of its own', () => {
    const channels = [
      commandChannel('state.get'),
      commandChannel('orgs.add'),
      eventChannel('state.changed'),
    ];
    expect(new Set(channels).size).toBe(channels.length);
  });

  test('takes tags up to its limits, and trims them', () => {
    const tags = Array.from({ length: tagLimits.count }, (_, index) => `tag-${index}`);
    expect(accepts('accounts.setTags', { accountId: 'x', tags })).toBe(true);
    expect(accepts('accounts.setTags', { accountId: 'x', tags: [...tags, 'more'] })).toBe(false);
    const longest = 'x'.repeat(tagLimits.length);
    expect(accepts('accounts.setTags', { accountId: 'x', tags: [longest] })).toBe(true);
    expect(accepts('accounts.setTags', { accountId: 'x', tags: [`${longest}x`] })).toBe(false);
    expect(accepts('accounts.setTags', { accountId: 'x', tags: ['  '] })).toBe(false);
    const parsed = commands['accounts.setTags'].input.parse({ accountId: 'x', tags: [' work '] });
    expect(parsed.tags).toEqual(['work']);
  });

  test('hands out no refresh token, by no name', () => {
    for (const kind of ['refresh_token', 'device_secret', 'accessToken']) {
      expect(accepts('accounts.copyToken', { accountId: 'x', kind })).toBe(false);
    }
  });

  test('an account on its way to the window loses what it must not hold', () => {
    const { accounts } = commands['state.get'].output.shape;
    const { shape } = accounts.element;
    const secretive = Object.entries(shape).filter(([key]) => /token|secret|key/i.test(key));
    expect(secretive.map(([key]) => key)).toEqual([
      'hasRefreshToken',
      'hasIdToken',
      'hasDeviceSecret',
      'refreshTokenRotates',
    ]);
    // They say whether there is one, and have no room for it.
    for (const [, schema] of secretive) expect(schema.safeParse('eyJ').success).toBe(false);
  });
});
