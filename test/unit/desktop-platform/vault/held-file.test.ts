import { expect, test } from 'vitest';
import { whileHeld } from '../../../../src/main/desktop-platform/vault/held-file.ts';

function failing(times: number, code: string): () => Promise<string> {
  let left = times;
  return () => {
    left -= 1;
    return left < 0
      ? Promise.resolve('done')
      : Promise.reject(Object.assign(new Error(code), { code }));
  };
}

const pauses: number[] = [];
const pause = (milliseconds: number): Promise<void> => {
  pauses.push(milliseconds);
  return Promise.resolve();
};

test.each(['EPERM', 'EACCES', 'EBUSY'])('a file held with %s is tried again', async (code) => {
  pauses.length = 0;
  expect(await whileHeld(failing(3, code), pause)).toBe('done');
  expect(pauses).toEqual([10, 20, 40]);
});

test('a file that is never let go fails in the end, with its own error', async () => {
  pauses.length = 0;
  await expect(whileHeld(failing(99, 'EBUSY'), pause)).rejects.toMatchObject({ code: 'EBUSY' });
  expect(pauses).toHaveLength(7);
});

test('another error is not tried again', async () => {
  pauses.length = 0;
  await expect(whileHeld(failing(1, 'ENOSPC'), pause)).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(pauses).toEqual([]);
});
