import { expect, test } from 'vitest';
import { KeyedQueue } from '../../../src/main/auth-foundation/index.ts';
import { turn } from '../../support/builders/turn.ts';

test('tasks of one key run one after another, in the order they came', async () => {
  const queue = new KeyedQueue<string>();
  const log: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = queue.run('a', async () => {
    log.push('first begins');
    await gate.promise;
    log.push('first ends');
  });
  const second = queue.run('a', () => {
    log.push('second');
    return Promise.resolve();
  });
  await turn();
  expect(log).toEqual(['first begins']);
  gate.resolve(undefined);
  await Promise.all([first, second]);
  expect(log).toEqual(['first begins', 'first ends', 'second']);
});

test('tasks of different keys run side by side', async () => {
  const queue = new KeyedQueue<string>();
  void queue.run('a', () => new Promise(() => undefined));
  await expect(queue.run('b', () => Promise.resolve('done'))).resolves.toBe('done');
});

test('a failed task tells its own caller and stops nobody else', async () => {
  const queue = new KeyedQueue<string>();
  const failed = queue.run('a', () => Promise.reject(new Error('no')));
  const next = queue.run('a', () => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});
