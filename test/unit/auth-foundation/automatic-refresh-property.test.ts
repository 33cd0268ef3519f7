import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import type { ErrorCode } from '../../../src/shared/index.ts';
import { AutomaticRefreshSite, hour, minute, second } from './automatic-refresh-site.ts';

type Answer = number | ErrorCode;

const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 7200 }),
  fc.constantFrom<ErrorCode[]>(
    'network_unreachable',
    'server_unavailable',
    'rate_limited',
    'disk_full',
    'token_unsaved',
    'internal',
    'busy',
  ),
);

/** What may happen between two answers, and the seconds that pass before it. */
const happenings = fc.record({
  what: fc.constantFrom('nothing', 'replan', 'saved', 'refreshed by hand', 'choice', 'default'),
  wait: fc.integer({ min: 0, max: 900 }),
});

const lives = fc.record({
  grace: fc.integer({ min: 0, max: 600 }),
  seed: fc.integer({ min: 1, max: 1 << 30 }),
  lifetimes: fc.array(fc.integer({ min: 0, max: 7200 }), { minLength: 1, maxLength: 4 }),
  answers: fc.array(answers, { maxLength: 30 }),
  happenings: fc.array(happenings, { maxLength: 12 }),
});

/** Numbers from 0 up to 1 that follow from a seed (Park and Miller). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test('whatever the lifetimes, answers and events, nothing is asked for in a tight loop, and all ends well', async () => {
  await fc.assert(
    fc.asyncProperty(
      lives,
      async ({ grace, seed, lifetimes, answers: given, happenings: plan }) => {
        const site = new AutomaticRefreshSite({ grace, random: randomFrom(seed) });
        const ids = lifetimes.map((lifetime) => site.keep(lifetime));
        const byHand = new Set<number>();
        const left = [...given];
        site.answer = (id) => {
          const answer = left.shift() ?? 3600;
          if (typeof answer === 'number') return answer;
          if (answer === 'token_unsaved') site.renew(id, 60);
          return Promise.reject(new Failure(answer));
        };
        await site.automatic.start();
        for (const [index, { what, wait }] of plan.entries()) {
          await site.pass(wait * second, 5 * second);
          const id = ids[index % ids.length];
          if (id === undefined) continue;
          if (what === 'replan') site.automatic.replan();
          if (what === 'saved') site.events.emit('credential_saved', { id });
          if (what === 'choice')
            site.events.emit('automatic_refresh_changed', { id, choice: null });
          if (what === 'default') {
            site.automatic.setDefault(false);
            site.automatic.setDefault(true);
          }
          if (what === 'refreshed by hand') {
            byHand.add(site.requests.length);
            await site.refresh(id).catch(() => undefined);
          }
        }
        const automatic = site.requests.filter((_, index) => !byHand.has(index));
        for (const id of ids) {
          const times = automatic.filter((request) => request.id === id).map(({ at }) => at);
          const tooClose = times.filter(
            (at, index) => at - (times[index - 1] ?? -Infinity) < 10_000,
          );
          expect(tooClose).toEqual([]);
        }
        const starts = automatic.map(({ at }) => at);
        expect(starts.filter((at, index) => at - (starts[index - 3] ?? -Infinity) < 1000)).toEqual(
          [],
        );
        // The org answers from now on, and the longest backoff and rate limit pass.
        left.length = 0;
        await site.pass(hour, 5 * second);
        for (let passed = 0; passed < 60; passed += 1) {
          await site.pass(minute, 5 * second);
          for (const id of ids) expect(site.isExpired(id)).toBe(false);
        }
      },
    ),
    { numRuns: 40 },
  );
});
