/// <reference types="node" />
import { setTimeout as wait } from 'node:timers/promises';

/** How long a browser may take to get there, in milliseconds. */
const patienceMs = 5000;

/** Repeats a check until it holds, and fails as the check does when it never does. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(30);
    }
  }
}
