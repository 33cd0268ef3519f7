import { expect, test } from 'vitest';
import { WriteQueue } from '../../../../src/main/desktop-platform/vault/write-queue.ts';

test('jobs of one key never overlap and keep their order', async () => {
  const queue = new WriteQueue(8);
  const log: string[] = [];
  const first = Promise.withResolvers<undefined>();
  const jobs = [
    queue.run('a', async () => {
      log.push('first starts');
      await first.promise;
      log.push('first ends');
    }),
    queue.run('a', () => {
      log.push('second');
      return Promise.resolve();
    }),
  ];
  await queue.run('b', () => {
    log.push('other key');
    return Promise.resolve();
  });
  first.resolve(undefined);
  await Promise.all(jobs);
  expect(log).toEqual(['first starts', 'other key', 'first ends', 'second']);
});

test('a failed job does not hold back the next one of its key', async () => {
  const queue = new WriteQueue(8);
  const failing = queue.run('a', () => Promise.reject(new Error('no')));
  const next = queue.run('a', () => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});

test('no more jobs run at once than the limit', async () => {
  const queue = new WriteQueue(3);
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      queue.run(String(index), async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
      }),
    ),
  );
  expect(most).toBe(3);
});

test('idle waits for everything asked for so far', async () => {
  const queue = new WriteQueue(1);
  let done = 0;
  for (let index = 0; index < 5; index += 1) {
    void queue.run('a', () => Promise.resolve((done += 1)));
  }
  await queue.idle();
  expect(done).toBe(5);
});
