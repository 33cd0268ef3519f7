import { describe, expect, test } from 'vitest';
import { Failure, seconds } from '../../../src/main/auth-foundation/index.ts';
import { MetadataCache } from '../../../src/main/auth-foundation/metadata-cache.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A cache of an issuer that can be down, and whose documents are numbered. */
function site() {
  const clock = new FakeClock();
  const background: unknown[] = [];
  const issuer = { isDown: false, asked: 0 };
  const cache = new MetadataCache({
    fetch: async () => {
      issuer.asked += 1;
      await turn();
      if (issuer.isDown) throw new Failure('network_unreachable');
      return { issuer: 'https://example.com', number: issuer.asked };
    },
    clock,
    lifetime: seconds(3600),
    onBackgroundError: (thrown) => background.push(thrown),
  });
  const number = async () => (await cache.get()).number;
  const settle = async () => {
    await turn();
    await turn();
  };
  return { clock, issuer, number, settle, background, cache };
}

describe('an issuer’s metadata', () => {
  test('is asked for once, by all who want it, for an hour', async () => {
    const { clock, issuer, number } = site();
    expect(await Promise.all([number(), number(), number()])).toEqual([1, 1, 1]);
    clock.advance(hour - 1);
    expect(await number()).toBe(1);
    expect(issuer.asked).toBe(1);
  });

  test('is then renewed once, while callers go on with what is there', async () => {
    const { clock, issuer, number, settle } = site();
    await number();
    clock.advance(hour);
    expect(await Promise.all([number(), number()])).toEqual([1, 1]);
    await settle();
    expect(await number()).toBe(2);
    expect(issuer.asked).toBe(2);
  });

  test('is kept when it cannot be renewed, with a try a minute, and the error is told', async () => {
    const { clock, issuer, number, settle, background } = site();
    await number();
    issuer.isDown = true;
    clock.advance(hour);
    for (const wait of [0, 1, minute - 2, 1]) {
      clock.advance(wait);
      expect(await number()).toBe(1);
      await settle();
    }
    expect(issuer.asked).toBe(3);
    expect(background).toMatchObject([
      { code: 'network_unreachable' },
      { code: 'network_unreachable' },
    ]);
    issuer.isDown = false;
    clock.advance(minute);
    await number();
    await settle();
    expect(await number()).toBe(4);
  });

  test('is not used after a day without a new one', async () => {
    const { clock, issuer, number, cache, settle } = site();
    await number();
    issuer.isDown = true;
    clock.advance(24 * hour - 1);
    expect(await number()).toBe(1);
    await settle();
    clock.advance(1);
    expect((await failureOf(cache.get())).code).toBe('network_unreachable');
    issuer.isDown = false;
    expect(await number()).toBe(4);
  });

  test('is asked for again when a first try has failed', async () => {
    const { issuer, number, cache } = site();
    issuer.isDown = true;
    expect((await failureOf(cache.get())).code).toBe('network_unreachable');
    issuer.isDown = false;
    expect(await number()).toBe(2);
  });

  test('does not become young again when the clock is set back', async () => {
    const { clock, number } = site();
    await number();
    clock.setTo(clock.now() - 48 * hour);
    expect(await number()).toBe(2);
  });
});
