import { expect, test } from 'vitest';
import { Failure, type CredentialId } from '../../../src/main/auth-foundation/index.ts';
import { UnsavedTokens } from '../../../src/main/auth-foundation/unsaved-tokens.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

const { id } = aToken();

/** Unsaved tokens whose every attempt ends as the test says. */
function site(save: (id: CredentialId) => Promise<void>) {
  const clock = new FakeClock();
  const attempts: number[] = [];
  const begin = clock.now();
  const unsaved = new UnsavedTokens(clock, (one) => {
    attempts.push((clock.now() - begin) / 1000);
    return save(one);
  });
  return { clock, attempts, unsaved };
}

test('tries again after pauses that double from one second up to a minute', async () => {
  const { clock, attempts, unsaved } = site(() => Promise.reject(new Failure('disk_full')));
  unsaved.add(id);
  for (let second = 0; second < 250; second += 1) {
    clock.advance(1000);
    await turn();
  }
  expect(attempts).toEqual([1, 3, 7, 15, 31, 63, 123, 183, 243]);
});

test('ends when the save succeeded', async () => {
  const { clock, attempts, unsaved } = site(() => Promise.resolve());
  unsaved.add(id);
  clock.advance(1000);
  await turn();
  expect(attempts).toEqual([1]);
  expect(clock.pending).toBe(0);
});

test('ends when it is told to forget, also while a save is under way', async () => {
  const save = Promise.withResolvers<undefined>();
  const { clock, unsaved } = site(() => save.promise);
  unsaved.add(id);
  clock.advance(1000);
  unsaved.forget(id);
  save.reject(new Failure('disk_full'));
  await turn();
  expect(clock.pending).toBe(0);
});

test('added twice, it has one timer', () => {
  const { clock, unsaved } = site(() => Promise.resolve());
  unsaved.add(id);
  unsaved.add(id);
  expect(clock.pending).toBe(1);
});

test('added again while a save is failing, it still has one timer', async () => {
  const save = Promise.withResolvers<undefined>();
  const { clock, unsaved } = site(() => save.promise);
  unsaved.add(id);
  clock.advance(1000);
  unsaved.add(id);
  save.reject(new Failure('disk_full'));
  await turn();
  expect(clock.pending).toBe(1);
});

test('added again while a save of the token before is succeeding, it goes on trying', async () => {
  const save = Promise.withResolvers<undefined>();
  const { clock, unsaved } = site(() => save.promise);
  unsaved.add(id);
  clock.advance(1000);
  unsaved.add(id);
  save.resolve(undefined);
  await turn();
  expect(clock.pending).toBe(1);
});

test('stopped, it begins no pause and still knows what is unsaved', async () => {
  const { attempts, clock, unsaved } = site(() => Promise.resolve());
  const later = aToken().id;
  unsaved.add(id);
  unsaved.stop();
  unsaved.add(later);
  clock.advance(60_000);
  await turn();
  expect(attempts).toEqual([]);
  expect(clock.pending).toBe(0);
  expect(unsaved.ids).toEqual([id, later]);
});
